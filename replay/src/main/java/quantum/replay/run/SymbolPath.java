package quantum.replay.run;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;
import quantum.paper.prices.Tick;
import quantum.replay.entry.EntryOrder;
import quantum.replay.market.Funding;

/**
 * Where one symbol is on its path, and what waits for it there. Between the prices that a bar tells
 * the path is straight: its price grows with its time.
 */
final class SymbolPath {
  private final CandleSeries series;
  private final Deque<EntryOrder> entries = new ArrayDeque<>();
  private final Deque<Funding> funding;
  private final BigDecimal tick;
  private BigDecimal price;
  private long timeMillis;
  private BigDecimal fromPrice;
  private long fromMillis;
  private Tick to;
  private PositionId held;
  private int skipped = -1;

  // what is known to hold nothing; compared as doubles, which keep the order of prices
  private double quietLow;
  private double quietHigh;

  SymbolPath(
      CandleSeries series, List<EntryOrder> entries, List<Funding> funding, BigDecimal tick) {
    this.series = series;
    this.tick = tick;
    this.funding = new ArrayDeque<>(funding);
    entries.stream()
        .filter(entry -> entry.symbol().equals(series.symbol()))
        .sorted(Comparator.comparingLong(EntryOrder::atMillis)) // stable
        .forEach(this.entries::add);
    disturbed();
  }

  Symbol symbol() {
    return series.symbol();
  }

  BigDecimal price() {
    return price;
  }

  long timeMillis() {
    return timeMillis;
  }

  boolean isPriced() {
    return price != null;
  }

  /** Whether one of the two bars that ought to have been last has a price. */
  boolean isPricedAt(long millis) {
    return price != null && millis - timeMillis <= 2 * series.intervalMillis();
  }

  CandleSeries series() {
    return series;
  }

  boolean isSkipped(int bar) {
    return skipped == bar;
  }

  /** To the end of a bar in which nothing happens. */
  void skip(int bar) {
    skipped = bar;
    at(series.close(bar), series.openMillis(bar) + series.intervalMillis() - 1);
  }

  void at(BigDecimal newPrice, long newTimeMillis) {
    price = newPrice;
    timeMillis = newTimeMillis;
  }

  /** From here on the path is straight to the next {@link #heads}. */
  void beginSegment(Tick open) {
    fromPrice = open.price();
    fromMillis = open.timeMillis();
    to = open;
  }

  void heads(Tick next) {
    fromPrice = to.price();
    fromMillis = to.timeMillis();
    to = next;
  }

  /** Where the path is, as a price that came along it. */
  Tick tick() {
    return new Tick(timeMillis, symbol(), price, to.bar(), to.quarter());
  }

  /** When the straight piece has come to a price. */
  long timeAt(BigDecimal where) {
    double whole = to.price().subtract(fromPrice).doubleValue();
    if (whole == 0 || where.compareTo(to.price()) == 0) {
      return where.compareTo(fromPrice) == 0 && whole != 0 ? fromMillis : to.timeMillis();
    }
    double part = Math.min(1, where.subtract(fromPrice).doubleValue() / whole);
    return Math.max(timeMillis, fromMillis + (long) (part * (to.timeMillis() - fromMillis)));
  }

  /** Where the straight piece is at a time. */
  BigDecimal priceAt(long millis) {
    if (millis >= to.timeMillis()) {
      return to.price();
    }
    return to.price()
        .subtract(fromPrice)
        .multiply(BigDecimal.valueOf(millis - fromMillis))
        .divide(BigDecimal.valueOf(to.timeMillis() - fromMillis), MathContext.DECIMAL64)
        .add(fromPrice);
  }

  /** The next moment at which something is due whatever the price. */
  long nextMoment(long deadlineMillis) {
    long next = deadlineMillis > timeMillis ? deadlineMillis : Long.MAX_VALUE;
    if (!entries.isEmpty()) {
      next = Math.min(next, entries.getFirst().atMillis());
    }
    if (!funding.isEmpty() && funding.getFirst().atMillis() > timeMillis) {
      next = Math.min(next, funding.getFirst().atMillis());
    }
    return next;
  }

  /** Takes the next entry that is due before a moment; null if there is none. */
  EntryOrder entryBefore(long millis) {
    return !entries.isEmpty() && entries.getFirst().atMillis() < millis
        ? entries.removeFirst()
        : null;
  }

  /** Takes the next payment that is due up to a moment; null if there is none. */
  Funding fundingUpTo(long millis) {
    return !funding.isEmpty() && funding.getFirst().atMillis() <= millis
        ? funding.removeFirst()
        : null;
  }

  void holds(PositionId id) {
    held = id;
    disturbed();
  }

  /** The position that is held, or was held last. */
  PositionId held() {
    return held;
  }

  /** Forgets what is quiet: a level may stand anywhere. */
  void disturbed() {
    quietLow = Double.POSITIVE_INFINITY;
    quietHigh = Double.NEGATIVE_INFINITY;
  }

  /** Whether nothing waits at a price nor on the way there. */
  boolean isQuiet(BigDecimal at) {
    double value = at.doubleValue();
    return value >= quietLow && value <= quietHigh;
  }

  boolean isQuiet(double low, double high) {
    return low >= quietLow && high <= quietHigh;
  }

  /** A price several times as far ahead as {@code limit}. */
  BigDecimal fartherThan(BigDecimal limit) {
    BigDecimal far = limit.add(limit.subtract(price).multiply(BigDecimal.valueOf(3)));
    return far.max(tick);
  }

  /** The last tick before one ahead. */
  BigDecimal tickBefore(BigDecimal level) {
    return direction(level) > 0 ? level.subtract(tick) : level.add(tick);
  }

  /** Nothing waits between where the path is and {@code at}. */
  void quietTo(BigDecimal at) {
    double value = at.doubleValue();
    double here = price.doubleValue();
    quietLow = Math.min(quietLow, Math.min(value, here));
    quietHigh = Math.max(quietHigh, Math.max(value, here));
  }

  int direction(BigDecimal towards) {
    return towards.compareTo(price);
  }

  /** Whether a price is ahead, and no further than {@code limit}. */
  boolean isBetween(BigDecimal where, BigDecimal limit) {
    int ahead = direction(limit);
    return where.compareTo(price) * ahead > 0 && limit.compareTo(where) * ahead >= 0;
  }

  boolean isNearer(BigDecimal one, BigDecimal other) {
    return one.subtract(price).abs().compareTo(other.subtract(price).abs()) < 0;
  }

  /** The first tick at or beyond a price, but not beyond {@code limit}. */
  BigDecimal nextTick(BigDecimal where, BigDecimal limit) {
    boolean up = direction(limit) > 0;
    BigDecimal onTick = worseTick(up, where);
    return up ? onTick.min(limit) : onTick.max(limit);
  }

  /** The tick at or above a price, or at or below it. */
  BigDecimal worseTick(boolean up, BigDecimal where) {
    return where.divide(tick, 0, up ? RoundingMode.CEILING : RoundingMode.FLOOR).multiply(tick);
  }

  /** The tick where the path is, or the last one behind it, counted from 0. */
  long ticksBehind() {
    boolean up = to.price().compareTo(price) >= 0;
    return price.divide(tick, 0, up ? RoundingMode.FLOOR : RoundingMode.CEILING).longValueExact();
  }

  /** The last tick up to a price ahead, counted from 0. */
  long ticksUpTo(BigDecimal limit) {
    return limit
        .divide(tick, 0, direction(limit) > 0 ? RoundingMode.FLOOR : RoundingMode.CEILING)
        .longValueExact();
  }

  /** The price so many ticks from 0. */
  BigDecimal price(long ticks) {
    return tick.multiply(BigDecimal.valueOf(ticks));
  }
}
