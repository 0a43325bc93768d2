package quantum.paper.exchange;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.stream.LongStream;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;
import quantum.paper.prices.Tick;
import quantum.paper.prices.TickSequence;

/** The recorded prices: which comes next, and the bars as far as they have come. */
final class Recording {
  private final SortedMap<Symbol, CandleSeries> series;
  private final Iterator<Tick> ticks;
  private final long totalTicks;
  private final Map<Symbol, Tick> lastTick = new HashMap<>();
  private Optional<Tick> next;
  private long ticksDone;

  /**
   * @param startMillis replay time at which it begins; bars that ended before are its history
   */
  Recording(SortedMap<Symbol, CandleSeries> series, long startMillis) {
    this.series = series;
    TickSequence sequence = new TickSequence(series.values(), startMillis);
    this.ticks = sequence.iterator();
    this.totalTicks = sequence.size();
    this.next = peek();
  }

  /** The prices that are known when the replay begins: the last ones before its start. */
  List<PriceEvent> known(long startMillis) {
    return series.values().stream().flatMap(of -> beginAfter(of, startMillis).stream()).toList();
  }

  private Optional<PriceEvent> beginAfter(CandleSeries of, long startMillis) {
    int bar = of.firstEndingFrom(startMillis) - 1;
    if (bar < 0) {
      return Optional.empty();
    }
    BigDecimal close = of.candles().get(bar).close();
    Bar whole = bar(of, bar, Tick.PER_BAR - 1);
    long time = whole.closeTimeMillis();
    lastTick.put(of.symbol(), new Tick(time, of.symbol(), close, bar, Tick.PER_BAR - 1));
    return Optional.of(
        new PriceEvent(of.symbol(), close, time, Optional.of(whole), Optional.empty()));
  }

  /** The lengths of all symbols' bars, milliseconds. */
  LongStream intervals() {
    return series.values().stream().mapToLong(CandleSeries::intervalMillis);
  }

  Optional<Tick> next() {
    return next;
  }

  /** Lets the next price have come. */
  Tick take() {
    Tick tick = next.orElseThrow();
    next = peek();
    ticksDone++;
    lastTick.put(tick.symbol(), tick);
    return tick;
  }

  long ticksDone() {
    return ticksDone;
  }

  long totalTicks() {
    return totalTicks;
  }

  SortedMap<Symbol, CandleSeries> series() {
    return series;
  }

  /** The symbol's bar as it looks now; empty before its first price. */
  Optional<Bar> present(Symbol symbol) {
    return Optional.ofNullable(lastTick.get(symbol))
        .map(tick -> bar(series.get(symbol), tick.bar(), tick.quarter()));
  }

  /** See {@link Exchange#bars}. */
  List<Bar> bars(Symbol symbol, OptionalLong fromMillis, OptionalLong toMillis, int limit) {
    Tick last = lastTick.get(symbol);
    if (last == null) {
      return List.of();
    }
    CandleSeries of = series.get(symbol);
    int first = fromMillis.isPresent() ? of.firstFrom(fromMillis.getAsLong()) : 0;
    int end = last.bar() + 1;
    if (toMillis.isPresent() && toMillis.getAsLong() < Long.MAX_VALUE) {
      end = Math.min(end, of.firstFrom(toMillis.getAsLong() + 1));
    }
    if (fromMillis.isPresent()) {
      end = Math.min(end, first + limit);
    } else {
      first = Math.max(first, end - limit);
    }
    List<Bar> bars = new ArrayList<>();
    for (int i = first; i < end; i++) {
      bars.add(bar(of, i, i == last.bar() ? last.quarter() : Tick.PER_BAR - 1));
    }
    return bars;
  }

  private Optional<Tick> peek() {
    return ticks.hasNext() ? Optional.of(ticks.next()) : Optional.empty();
  }

  private static Bar bar(CandleSeries of, int index, int quarter) {
    return Bar.after(of.candles().get(index), of.intervalMillis(), quarter);
  }
}
