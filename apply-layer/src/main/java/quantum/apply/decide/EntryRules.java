package quantum.apply.decide;

import java.math.BigDecimal;
import java.util.Set;
import quantum.kernel.value.Symbol;

/**
 * What an operator allows entries to do. A limit of 0 is no limit.
 *
 * @param anySymbol whether every symbol may be opened; otherwise those of {@code allowlist}
 * @param allowlist empty opens nothing
 * @param halted whether nothing is opened at all
 * @param maxAgeMillis an older plan opens nothing; 0 = any age, for replays
 * @param maxPositions open positions of the account, this one included
 * @param maxNotional quantity × price of one entry, quote currency
 * @param maxLeverage largest leverage of a plan
 * @param maxDeviationPct how far a plan's price may be from the mark, percent of the mark
 */
public record EntryRules(
    boolean anySymbol,
    Set<Symbol> allowlist,
    boolean halted,
    long maxAgeMillis,
    int maxPositions,
    BigDecimal maxNotional,
    int maxLeverage,
    BigDecimal maxDeviationPct) {
  /** Everything goes: what a replay of recorded entries uses. */
  public static final EntryRules UNLIMITED =
      new EntryRules(true, Set.of(), false, 0, 0, BigDecimal.ZERO, 0, BigDecimal.ZERO);

  public EntryRules {
    allowlist = Set.copyOf(allowlist);
  }

  /** Whether the present price is needed to judge an entry. */
  public boolean needMark() {
    return maxNotional.signum() > 0 || maxDeviationPct.signum() > 0;
  }

  boolean allows(Symbol symbol) {
    return anySymbol || allowlist.contains(symbol);
  }
}
