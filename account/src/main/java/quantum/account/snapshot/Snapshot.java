package quantum.account.snapshot;

import java.util.List;
import quantum.contracts.ApplyResult;
import quantum.contracts.Cooldown;
import quantum.contracts.Evaluation;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.HarvestProposal;
import quantum.contracts.HealthRecord;
import quantum.contracts.Ledger;
import quantum.contracts.OpenPosition;
import quantum.contracts.RiskProposal;
import quantum.contracts.Ticker;
import quantum.kernel.value.Symbol;
import quantum.runtime.snapshot.Found;

/**
 * All that Redis says about one symbol, read in one go.
 *
 * @param readAtMillis wall clock
 * @param listedOpen whether the set of open positions names the symbol
 * @param markets the preferred key first
 * @param overrides what the operator set for this symbol
 * @param foreignPosition whether another executor tells of a position
 * @param history the newest executed harvests, newest first; unreadable ones named
 * @param historySize how many are kept
 * @param inflight orders sent whose result is open
 * @param killed what the kill switch says
 * @param hand what else the trader holds back
 * @param settings what the services run with
 * @param trail what became of the newest entries, of a symbol that is not open
 * @param withheld keys that this user may not read
 */
public record Snapshot(
    Symbol symbol,
    long readAtMillis,
    Found<OpenPosition> position,
    Found<Evaluation> evaluation,
    boolean listedOpen,
    Found<Ledger> ledger,
    Found<Ticker> ticker,
    List<MarketReading> markets,
    Found<RiskProposal> risk,
    Found<HarvestProposal> proposal,
    Found<HarvestOverrides> overrides,
    boolean foreignPosition,
    List<Found<ApplyResult>> history,
    long historySize,
    List<InflightPlan> inflight,
    Found<Cooldown> cooldown,
    KillSwitchReading killed,
    HandReading hand,
    List<ServiceSign> services,
    List<GroupProgress> groups,
    ServiceSettings settings,
    EntryTrail trail,
    List<String> withheld) {

  public Snapshot {
    markets = List.copyOf(markets);
    history = List.copyOf(history);
    inflight = List.copyOf(inflight);
    services = List.copyOf(services);
    groups = List.copyOf(groups);
    withheld = List.copyOf(withheld);
  }

  /** A service's sign of life. */
  public Found<HealthRecord> health(SuiteService service) {
    return services.stream()
        .filter(sign -> sign.service().equals(service.id()))
        .map(ServiceSign::health)
        .findFirst()
        .orElseGet(Found::absent);
  }

  /** Whether any key is about the symbol, or any service is set to it. */
  public boolean isKnown() {
    return isConfigured()
        || trail.intent().isPresent()
        || trail.plan().isPresent()
        || !trail.refusals().isEmpty()
        || listedOpen
        || foreignPosition
        || historySize > 0
        || !inflight.isEmpty()
        || !position.isAbsent()
        || !ledger.isAbsent()
        || !ticker.isAbsent()
        || markets.stream().anyMatch(m -> !m.state().isAbsent() || m.warmUp().isPresent())
        || !risk.isAbsent()
        || !proposal.isAbsent()
        || !overrides.isAbsent()
        || !cooldown.isAbsent();
  }

  private boolean isConfigured() {
    return settings.symbols().contains(symbol.name());
  }
}
