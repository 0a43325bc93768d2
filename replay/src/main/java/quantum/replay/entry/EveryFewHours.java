package quantum.replay.entry;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import quantum.contracts.EntryLevels;
import quantum.contracts.EntrySize;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleSeries;

/**
 * Entries that know nothing: every so many hours LONG and SHORT of each symbol, at market, with a
 * stop at the same distance. What a rule does to them it does by itself.
 *
 * @param intervalMillis entries at its multiples since the epoch, > 0
 * @param stopPct distance of the stop, fraction of the price
 */
public record EveryFewHours(long intervalMillis, BigDecimal stopPct) {
  /** Large enough that a quarter of it is never below the step of a large coin. */
  private static final BigDecimal MARGIN_USDT = BigDecimal.valueOf(2_000);

  private static final Leverage LEVERAGE = new Leverage(10);

  /** At the open of each bar that begins at a multiple; none where no bar does. */
  public List<EntryOrder> over(SortedMap<Symbol, CandleSeries> prices) {
    List<EntryOrder> entries = new ArrayList<>();
    for (CandleSeries series : prices.values()) {
      for (int bar = 0; bar < series.size(); bar++) {
        if (series.openMillis(bar) % intervalMillis == 0) {
          Candle candle = series.candle(bar);
          entries.add(entry(series.symbol(), Side.LONG, candle));
          entries.add(entry(series.symbol(), Side.SHORT, candle));
        }
      }
    }
    return entries;
  }

  private EntryOrder entry(Symbol symbol, Side side, Candle candle) {
    BigDecimal distance =
        candle.open().multiply(stopPct).setScale(candle.open().scale() + 2, RoundingMode.HALF_EVEN);
    BigDecimal stop =
        side == Side.LONG ? candle.open().subtract(distance) : candle.open().add(distance);
    return new EntryOrder(
        symbol,
        side,
        candle.openTimeMillis(),
        new EntrySize.Margin(MARGIN_USDT, LEVERAGE),
        LEVERAGE,
        new EntryLevels(Optional.of(new Price(stop)), Optional.empty(), List.of(), List.of()),
        Optional.empty(),
        Optional.empty());
  }
}
