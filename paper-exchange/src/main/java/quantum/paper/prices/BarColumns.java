package quantum.paper.prices;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Bars as columns that grow; prices at one scale, which grows with the finest of them. */
final class BarColumns {
  private static final long[] POWERS = powers();
  static final int MOST_DECIMALS = POWERS.length - 1;

  long[] times;
  long[] opens;
  long[] highs;
  long[] lows;
  long[] closes;
  double[] volumes;
  int scale;
  int size;

  BarColumns(int expected) {
    times = new long[expected];
    opens = new long[expected];
    highs = new long[expected];
    lows = new long[expected];
    closes = new long[expected];
    volumes = new double[expected];
  }

  private static long[] powers() {
    long[] powers = new long[19];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }

  /**
   * @throws IllegalArgumentException if a price has more digits than a column can keep
   */
  static BarColumns of(List<Candle> candles) {
    BarColumns bars = new BarColumns(candles.size());
    for (Candle candle : candles) {
      bars.add(
          candle.openTimeMillis(),
          List.of(candle.open(), candle.high(), candle.low(), candle.close()),
          candle.volume().doubleValue());
    }
    return bars;
  }

  private void add(long time, List<BigDecimal> prices, double volume) {
    long[] unscaled = new long[4];
    int[] decimals = new int[4];
    for (int i = 0; i < 4; i++) {
      BigDecimal plain = prices.get(i).stripTrailingZeros();
      decimals[i] = Math.max(plain.scale(), 0);
      try {
        unscaled[i] = plain.setScale(decimals[i]).unscaledValue().longValueExact();
        refineFor(unscaled[i], decimals[i]);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "more digits than can be kept: " + prices.get(i).toPlainString(), e);
      }
    }
    add(
        time,
        kept(unscaled[0], decimals[0]),
        kept(unscaled[1], decimals[1]),
        kept(unscaled[2], decimals[2]),
        kept(unscaled[3], decimals[3]),
        volume);
  }

  /**
   * Makes the columns as fine as a price needs them.
   *
   * @throws ArithmeticException if one of them then has more digits than a column can keep
   */
  void refineFor(long unscaled, int decimals) {
    long value = unscaled;
    int its = decimals;
    while (its > scale && value % 10 == 0) {
      value /= 10;
      its--;
    }
    if (its > scale) {
      refine(its);
    }
  }

  /**
   * A price as the columns keep it, which are fine enough.
   *
   * @throws ArithmeticException if it has more digits than a column can keep
   */
  long kept(long unscaled, int decimals) {
    if (decimals == scale) {
      return unscaled;
    }
    if (decimals < scale) {
      return Math.multiplyExact(unscaled, POWERS[scale - decimals]);
    }
    long value = unscaled;
    for (int its = decimals; its > scale; its--) {
      value /= 10;
    }
    return value;
  }

  /** Makes all prices as fine as {@code finer} decimals; coarser is not done. */
  void refine(int finer) {
    if (finer <= scale) {
      return;
    }
    if (finer > MOST_DECIMALS) {
      throw new ArithmeticException("more than " + MOST_DECIMALS + " decimals");
    }
    long factor = POWERS[finer - scale];
    for (long[] column : List.of(opens, highs, lows, closes)) {
      for (int i = 0; i < size; i++) {
        column[i] = Math.multiplyExact(column[i], factor);
      }
    }
    scale = finer;
  }

  void add(long time, long open, long high, long low, long close, double volume) {
    if (size == times.length) {
      grow();
    }
    times[size] = time;
    opens[size] = open;
    highs[size] = high;
    lows[size] = low;
    closes[size] = close;
    volumes[size++] = volume;
  }

  private void grow() {
    int more = Math.max(16, size + (size >> 1));
    times = Arrays.copyOf(times, more);
    opens = Arrays.copyOf(opens, more);
    highs = Arrays.copyOf(highs, more);
    lows = Arrays.copyOf(lows, more);
    closes = Arrays.copyOf(closes, more);
    volumes = Arrays.copyOf(volumes, more);
  }

  /** Takes a bar of another file; {@link #refine} was called for its scale. */
  void add(BarColumns other, int bar) {
    add(
        other.times[bar],
        kept(other.opens[bar], other.scale),
        kept(other.highs[bar], other.scale),
        kept(other.lows[bar], other.scale),
        kept(other.closes[bar], other.scale),
        other.volumes[bar]);
  }

  /** 10ⁿ, exact up to 18. */
  static double power(int n) {
    return POWERS[n];
  }

  /** Exact where both are whole numbers that a double can be; else the decimal says it. */
  double asDouble(long unscaled) {
    return Math.abs(unscaled) < 1L << 53
        ? unscaled / (double) POWERS[scale]
        : price(unscaled).doubleValue();
  }

  /** The same bars the other way round. */
  BarColumns reversed() {
    BarColumns other = new BarColumns(size);
    other.scale = scale;
    for (int i = size - 1; i >= 0; i--) {
      other.add(times[i], opens[i], highs[i], lows[i], closes[i], volumes[i]);
    }
    return other;
  }

  /** 100.50 is 100.5. */
  BigDecimal price(long unscaled) {
    long value = unscaled;
    int its = scale;
    while (its > 0 && value % 10 == 0) {
      value /= 10;
      its--;
    }
    return BigDecimal.valueOf(value, its);
  }

  boolean isSameBar(int bar, BarColumns other, int otherBar) {
    return price(opens[bar]).equals(other.price(other.opens[otherBar]))
        && price(highs[bar]).equals(other.price(other.highs[otherBar]))
        && price(lows[bar]).equals(other.price(other.lows[otherBar]))
        && price(closes[bar]).equals(other.price(other.closes[otherBar]))
        && volumes[bar] == other.volumes[otherBar];
  }

  /** The most frequent distance of two bars, of two as frequent the smaller one. */
  long interval() {
    if (size < 2) {
      return CandleSeries.LONE_BAR_INTERVAL_MILLIS;
    }
    long usual = times[1] - times[0];
    int same = 0;
    for (int i = 1; i < size; i++) {
      same += times[i] - times[i - 1] == usual ? 1 : 0;
    }
    if (same * 2 > size) {
      return usual; // the usual case needs no counting of each
    }
    Map<Long, Integer> counts = new HashMap<>();
    for (int i = 1; i < size; i++) {
      counts.merge(times[i] - times[i - 1], 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .max(Map.Entry.<Long, Integer>comparingByValue().thenComparing(each -> -each.getKey()))
        .orElseThrow()
        .getKey();
  }
}
