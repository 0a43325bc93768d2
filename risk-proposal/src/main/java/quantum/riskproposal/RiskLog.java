package quantum.riskproposal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.RiskProposal;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/** The log lines of risk-proposal; operators grep for their marker. */
final class RiskLog {
  private static final Logger log = LoggerFactory.getLogger("risk-proposal");

  private RiskLog() {}

  static void starting(RiskProposalSettings settings) {
    log.info(
        "[RISK] Starting risk-proposal Config(interval={}s, market_max_age={}s, {})",
        settings.interval().toMillis() / 1000.0,
        settings.marketMaxAgeMillis() / 1000,
        settings.parameters());
  }

  static void proposed(RiskProposal proposal) {
    log.debug(
        "[RISK] {} stop_dist={} SL={} TP={} reasons={}",
        proposal.symbol(),
        proposal.stopDistPct(),
        proposal.stop().map(Price::toString).orElse("none"),
        proposal.target().map(Price::toString).orElse("none"),
        String.join(",", proposal.reasons()));
  }

  static void withdrawn(Symbol symbol) {
    log.info("[RISK] {} proposal removed: no open position", symbol);
  }

  static void kept(Symbol symbol, String why) {
    log.warn("[RISK] {} skipped, the last proposal stays: {}", symbol, why);
  }

  static void unreadable(String key, String why) {
    log.warn("[RISK] {} not used: {}", key, why);
  }
}
