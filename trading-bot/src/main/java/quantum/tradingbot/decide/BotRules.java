package quantum.tradingbot.decide;

import java.math.BigDecimal;
import quantum.kernel.market.StatisticsParameters;
import quantum.kernel.value.Leverage;

/**
 * What an operator may set of the bot's decisions.
 *
 * @param lookbackMin minutes that momentum is measured over
 * @param volatilityMin one-minute returns that volatility is measured from
 * @param minConfidence a signal of less is none, 0 up to 1
 * @param cooldownMillis event time between two entries of a symbol
 * @param maxOpenPositions of the account, whoever opened them; 0 enters nothing
 * @param positionUsd margin of an entry, USDT
 * @param dryRun whether entries are marked so that nobody carries them out
 */
public record BotRules(
    int lookbackMin,
    int volatilityMin,
    BigDecimal minConfidence,
    long cooldownMillis,
    int maxOpenPositions,
    BigDecimal positionUsd,
    Leverage leverage,
    boolean dryRun) {

  /** Closed candles that a decision needs; the regime's statistics need 257 of them in any case. */
  public int candlesNeeded() {
    return Math.max(
        Math.max(lookbackMin, volatilityMin) + 1, StatisticsParameters.DEFAULTS.closesNeeded());
  }
}
