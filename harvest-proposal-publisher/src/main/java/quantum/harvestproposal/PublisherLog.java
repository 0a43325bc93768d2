package quantum.harvestproposal;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.HarvestProposal;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/** The log lines of harvest-proposal-publisher; operators grep for them. */
final class PublisherLog {
  private static final Logger log = LoggerFactory.getLogger(HarvestProposalPublisher.NAME);

  private PublisherLog() {}

  static void starting(PublisherSettings settings) {
    log.info(
        "[PROPOSAL] Starting harvest-proposal-publisher Config(symbols={}, position_source={},"
            + " interval={}s, kill_reference={}, stream={})",
        settings.symbols().isEmpty() ? "open positions" : settings.symbols(),
        settings.source(),
        settings.interval().toMillis() / 1000.0,
        settings.proposer().killRule().reference().name().toLowerCase(Locale.ROOT),
        settings.enableStream() ? settings.stream() : "off");
  }

  static void published(HarvestProposal proposal) {
    log.info(
        "Published harvest for {}: action={} R={} K={} SL={} reasons={}",
        proposal.symbol(),
        proposal.action(),
        String.format(Locale.ROOT, "%.2f", proposal.rNet()),
        String.format(Locale.ROOT, "%.3f", proposal.kill().score()),
        proposal.newStop().map(Price::toString).orElse("none"),
        proposal.reasons().isEmpty() ? "none" : String.join(",", proposal.reasons()));
  }

  static void withdrawn(Symbol symbol) {
    log.info("Withdrew harvest for {}: no position", symbol);
  }

  static void notWithdrawn(String why) {
    log.warn("[PROPOSAL] Proposals of closed positions stay: {}; configure_redis.sh --acl", why);
  }

  static void countsLast(Symbol symbol, String why) {
    log.warn("[PROPOSAL] {}: {}", symbol, why);
  }

  static void skipped(Symbol symbol, String why) {
    log.warn("[PROPOSAL] {} skipped: {}", symbol, why);
  }

  static void unreadable(String key, String why) {
    log.warn("[PROPOSAL] {} not used: {}", key, why);
  }

  static void singleCycleComplete() {
    log.info("Single cycle complete");
  }
}
