package quantum.paper.prices;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * All ticks of all symbols ordered by (time, symbol); the same candles give the same sequence.
 *
 * <p>A bar is four ticks: the open at +0, the extreme nearer the open at +interval/3, the other one
 * at +2·interval/3 and the close at +interval − 1 ms.
 */
public final class TickSequence implements Iterable<Tick> {
  private final List<CandleSeries> series;
  private final long fromMillis;

  public TickSequence(Collection<CandleSeries> series) {
    this(series, Long.MIN_VALUE);
  }

  /**
   * @param fromMillis bars that ended before it are left out; one that runs then is told whole
   */
  public TickSequence(Collection<CandleSeries> series, long fromMillis) {
    this.fromMillis = fromMillis;
    this.series = series.stream().sorted(Comparator.comparing(CandleSeries::symbol)).toList();
    long symbols = this.series.stream().map(CandleSeries::symbol).distinct().count();
    if (symbols != this.series.size()) {
      throw new IllegalArgumentException("one series per symbol expected");
    }
  }

  /** The ticks of one bar, made as they are asked for: often the first one is all that is. */
  public static Iterator<Tick> ofBar(CandleSeries series, int bar) {
    Cursor cursor = new Cursor(series, bar);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return cursor.bar == bar;
      }

      @Override
      public Tick next() {
        if (!hasNext()) {
          throw new NoSuchElementException("the bar is at its end");
        }
        return cursor.take();
      }
    };
  }

  /** The number of ticks. */
  public long size() {
    return series.stream()
        .mapToLong(s -> (long) (s.size() - s.firstEndingFrom(fromMillis)) * Tick.PER_BAR)
        .sum();
  }

  @Override
  public Iterator<Tick> iterator() {
    return new Merge(series, fromMillis);
  }

  /**
   * Merges the series by their next tick times. A linear scan, because a replay has few symbols and
   * the scan stays in one array; equal times are won by the first symbol.
   */
  private static final class Merge implements Iterator<Tick> {
    private final Cursor[] cursors;
    private final long[] nextMillis;
    private int winner;

    Merge(List<CandleSeries> series, long fromMillis) {
      cursors =
          series.stream()
              .map(s -> new Cursor(s, s.firstEndingFrom(fromMillis)))
              .toArray(Cursor[]::new);
      nextMillis = new long[cursors.length];
      for (int i = 0; i < cursors.length; i++) {
        nextMillis[i] = cursors[i].timeMillis();
      }
      winner = first();
    }

    @Override
    public boolean hasNext() {
      return winner >= 0;
    }

    @Override
    public Tick next() {
      if (winner < 0) {
        throw new NoSuchElementException("the replay is at its end");
      }
      Cursor cursor = cursors[winner];
      Tick tick = cursor.take();
      nextMillis[winner] = cursor.timeMillis();
      winner = first();
      return tick;
    }

    private int first() {
      int first = -1;
      long earliest = Long.MAX_VALUE;
      for (int i = 0; i < nextMillis.length; i++) {
        if (nextMillis[i] < earliest) {
          earliest = nextMillis[i];
          first = i;
        }
      }
      return first;
    }
  }

  /** Walks the four ticks of every candle of one series. */
  private static final class Cursor {
    private final CandleSeries series;
    private final long[] offsetMillis;
    private int bar;
    private int quarter;
    private long openMillis;
    private boolean lowFirst;

    Cursor(CandleSeries series, int bar) {
      this.series = series;
      this.bar = bar;
      long interval = series.intervalMillis();
      offsetMillis = new long[] {0, interval / 3, 2 * interval / 3, interval - 1};
      enter();
    }

    /** Long.MAX_VALUE behind the last tick. */
    long timeMillis() {
      return bar < series.size() ? openMillis + offsetMillis[quarter] : Long.MAX_VALUE;
    }

    Tick take() {
      var price =
          switch (quarter) {
            case 0 -> series.open(bar);
            case 1 -> lowFirst ? series.low(bar) : series.high(bar);
            case 2 -> lowFirst ? series.high(bar) : series.low(bar);
            default -> series.close(bar);
          };
      Tick tick = new Tick(timeMillis(), series.symbol(), price, bar, quarter);
      if (++quarter == Tick.PER_BAR) {
        quarter = 0;
        bar++;
        enter();
      }
      return tick;
    }

    private void enter() {
      if (bar < series.size()) {
        openMillis = series.openMillis(bar);
        lowFirst = series.lowFirst(bar);
      }
    }
  }
}
