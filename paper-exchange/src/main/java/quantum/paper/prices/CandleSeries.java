package quantum.paper.prices;

import java.math.BigDecimal;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import quantum.kernel.value.Symbol;

/**
 * The candles of one symbol in time order, kept as columns: a million bars are 48 MB and are read
 * and walked without an object for each number.
 *
 * <p>Prices are whole numbers of 10⁻ˢ of the quote currency, s being the same for all of a series.
 */
public final class CandleSeries {
  /** Assumed where a single bar says nothing about its length. */
  static final long LONE_BAR_INTERVAL_MILLIS = 60_000;

  private final Symbol symbol;
  private final long intervalMillis;
  private final BarColumns bars;
  private final int from;
  private final int to;

  /**
   * @throws IllegalArgumentException if there is no bar or the interval cannot hold four ticks
   */
  CandleSeries(Symbol symbol, long intervalMillis, BarColumns bars, int from, int to) {
    if (to <= from) {
      throw new IllegalArgumentException(symbol + ": no candles");
    }
    if (intervalMillis < 4) {
      throw new IllegalArgumentException(
          symbol + ": a bar must last at least 4 ms, was " + intervalMillis);
    }
    this.symbol = symbol;
    this.intervalMillis = intervalMillis;
    this.bars = bars;
    this.from = from;
    this.to = to;
  }

  /**
   * @param intervalMillis length of a bar; gaps between bars may be longer
   * @param candles strictly increasing in open time, at least one
   */
  public CandleSeries(Symbol symbol, long intervalMillis, List<Candle> candles) {
    this(symbol, intervalMillis, BarColumns.of(candles), 0, candles.size());
  }

  /** A series whose interval is the most frequent distance of two bars, 60 s for a lone bar. */
  public static CandleSeries of(Symbol symbol, List<Candle> candles) {
    BarColumns bars = BarColumns.of(candles);
    return new CandleSeries(symbol, bars.interval(), bars, 0, candles.size());
  }

  public Symbol symbol() {
    return symbol;
  }

  public long intervalMillis() {
    return intervalMillis;
  }

  /** The number of bars. */
  public int size() {
    return to - from;
  }

  /** The bars from one index to another, which is not in it; nothing is copied. */
  public CandleSeries slice(int first, int end) {
    if (first < 0 || end > size()) {
      throw new IndexOutOfBoundsException(first + " to " + end + " of " + size());
    }
    return new CandleSeries(symbol, intervalMillis, bars, from + first, from + end);
  }

  /** When a bar begins, epoch milliseconds. */
  public long openMillis(int bar) {
    return bars.times[from + bar];
  }

  public BigDecimal open(int bar) {
    return bars.price(bars.opens[from + bar]);
  }

  public BigDecimal high(int bar) {
    return bars.price(bars.highs[from + bar]);
  }

  public BigDecimal low(int bar) {
    return bars.price(bars.lows[from + bar]);
  }

  public BigDecimal close(int bar) {
    return bars.price(bars.closes[from + bar]);
  }

  /** The price nearest to it that a double can be, as {@link BigDecimal#doubleValue} has it. */
  public double closeAsDouble(int bar) {
    return bars.asDouble(bars.closes[from + bar]);
  }

  public double highAsDouble(int bar) {
    return bars.asDouble(bars.highs[from + bar]);
  }

  public double lowAsDouble(int bar) {
    return bars.asDouble(bars.lows[from + bar]);
  }

  /** Whether the path visits the low first: the extreme nearer the open, or both are as near. */
  boolean lowFirst(int bar) {
    int i = from + bar;
    return bars.opens[i] - bars.lows[i] <= bars.highs[i] - bars.opens[i];
  }

  /** How many decimals any of the prices has. */
  public int decimals() {
    return bars.scale;
  }

  /** One bar. */
  public Candle candle(int bar) {
    return new Candle(
        openMillis(bar),
        open(bar),
        high(bar),
        low(bar),
        close(bar),
        BigDecimal.valueOf(bars.volumes[from + bar]));
  }

  /** The bars as objects, made as they are asked for. */
  public List<Candle> candles() {
    return new View(this);
  }

  private static final class View extends AbstractList<Candle> implements RandomAccess {
    private final CandleSeries series;

    View(CandleSeries series) {
      this.series = series;
    }

    @Override
    public Candle get(int index) {
      return series.candle(index);
    }

    @Override
    public int size() {
      return series.size();
    }
  }

  public long firstMillis() {
    return openMillis(0);
  }

  /** The last instant of the last bar. */
  public long lastMillis() {
    return openMillis(size() - 1) + intervalMillis - 1;
  }

  /**
   * Index of the first bar that opens at {@code millis} or later; their number if there is none.
   */
  public int firstFrom(long millis) {
    int found = Arrays.binarySearch(bars.times, from, to, millis);
    return (found >= 0 ? found : -found - 1) - from;
  }

  /** Index of the first bar that has not ended before {@code millis}: where a replay begins. */
  public int firstEndingFrom(long millis) {
    return millis <= firstMillis() ? 0 : firstFrom(millis - intervalMillis + 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CandleSeries series
        && series.symbol.equals(symbol)
        && series.intervalMillis == intervalMillis
        && series.candles().equals(candles());
  }

  @Override
  public int hashCode() {
    return symbol.hashCode() * 31 + Long.hashCode(firstMillis()) + size();
  }

  @Override
  public String toString() {
    return symbol + " " + size() + " bars of " + intervalMillis + " ms from " + firstMillis();
  }
}
