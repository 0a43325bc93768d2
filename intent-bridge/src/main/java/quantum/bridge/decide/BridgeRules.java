package quantum.bridge.decide;

import java.math.BigDecimal;
import java.util.Set;
import quantum.kernel.value.Symbol;

/**
 * What an operator may set of the bridge's decisions.
 *
 * @param allowlist symbols that may be entered; empty opens nothing
 * @param entryMaxAgeSec wall clock; an older entry is stale; 0 = off, for replays
 * @param tickerMaxAgeSec wall clock; an older ticker has no price for an entry
 * @param baseTpPct base target distance, fraction of the entry price
 * @param baseSlPct base stop distance, fraction of the entry price
 */
public record BridgeRules(
    Set<Symbol> allowlist,
    int entryMaxAgeSec,
    int tickerMaxAgeSec,
    double baseTpPct,
    double baseSlPct,
    BigDecimal maxDeviationPct,
    BigDecimal minStopPct) {
  /** SPEC §7: no ticker fresher than this, no price. */
  public static final int TICKER_MAX_AGE_SEC = 30;

  public BridgeRules {
    allowlist = Set.copyOf(allowlist);
  }
}
