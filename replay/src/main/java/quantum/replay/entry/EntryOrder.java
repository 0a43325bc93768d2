package quantum.replay.entry;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.contracts.EntryFeatures;
import quantum.contracts.EntryLevels;
import quantum.contracts.EntrySize;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * One entry: what a signal would have sent at a moment of the recorded prices.
 *
 * @param atMillis event time of the signal, epoch milliseconds
 * @param size margin in USDT, or base units
 * @param levels stop and target if the signal has them; without, the intent-bridge sets them
 * @param atrValue quote currency per base unit, if the signal knows it
 * @param volatilityFactor if the signal knows it
 */
public record EntryOrder(
    Symbol symbol,
    Side side,
    long atMillis,
    EntrySize size,
    Leverage leverage,
    EntryLevels levels,
    Optional<BigDecimal> atrValue,
    Optional<BigDecimal> volatilityFactor) {
  private static final String SOURCE = "replay";

  /** The intent as it goes to {@code trade.intent}; entered at market. */
  public TradeIntent.Entry intent() {
    return new TradeIntent.Entry(
        symbol,
        side,
        size,
        leverage,
        Optional.<Price>empty(),
        levels,
        Optional.empty(),
        Optional.empty(),
        new EntryFeatures(
            Optional.empty(),
            atrValue,
            volatilityFactor,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        false,
        SOURCE,
        atMillis);
  }
}
