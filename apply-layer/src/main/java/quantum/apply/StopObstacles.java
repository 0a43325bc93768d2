package quantum.apply;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quantum.apply.decide.StopStep;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.StopStatus;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/**
 * What stands in the way of a symbol's stop, and for how long that is put up with: a position that
 * the exchange does not see yet, a band that it allows no stop outside of, a stop that hangs while
 * it fires.
 */
final class StopObstacles {
  /** A fresh fill was seen to be invisible to the algo service for a second or two. */
  private static final long[] UNSEEN_MILLIS = {500, 1_000, 2_000};

  /** A band moves with the price: what was wanted is tried again after so long. */
  private static final long BAND_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Firing takes milliseconds; some were seen to do it for ever. */
  private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final Pattern EDGE =
      Pattern.compile("(higher|lower) than '?([0-9]+(?:\\.[0-9]+)?)");

  private record Unseen(PositionId position, int times, long untilNanos) {}

  private record Band(Price wanted, Price allowed, long nanos) {}

  /** A stop that fires and does not come to an end. */
  record Hanging(ClientOrderId id, long leftMillis) {
    boolean isOver() {
      return leftMillis <= 0;
    }

    String why() {
      return id + " is TRIGGERING and nothing is closed";
    }
  }

  private final LongSupplier nanos;
  private final Map<Symbol, Unseen> unseen = new ConcurrentHashMap<>();
  private final Map<Symbol, Band> bands = new ConcurrentHashMap<>();
  private final Map<Symbol, Map<ClientOrderId, Long>> firing = new ConcurrentHashMap<>();

  /**
   * @param nanos as {@link System#nanoTime}
   */
  StopObstacles(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** A stop rests, or none is wanted: what was in its way is not any more. */
  void overcome(Symbol symbol) {
    unseen.remove(symbol);
  }

  // ---- a position that the exchange does not see

  /** Milliseconds for which no stop is tried: the exchange did not see its position just now. */
  OptionalLong untilSeen(Symbol symbol, PositionId position) {
    Unseen known = unseen.get(symbol);
    long left = known == null ? 0 : millisUntil(known.untilNanos());
    return left > 0 && known.position().equals(position)
        ? OptionalLong.of(left)
        : OptionalLong.empty();
  }

  /**
   * The exchange refused the stop since it sees no position.
   *
   * @return milliseconds until the next try; empty if it has been tried often enough
   */
  OptionalLong unseen(Symbol symbol, PositionId position) {
    Unseen known = unseen.get(symbol);
    int times = known != null && known.position().equals(position) ? known.times() : 0;
    if (times >= UNSEEN_MILLIS.length) {
      return OptionalLong.empty();
    }
    long millis = UNSEEN_MILLIS[times];
    unseen.put(
        symbol,
        new Unseen(position, times + 1, nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis)));
    return OptionalLong.of(millis);
  }

  // ---- a band

  /** The same stop, at the edge of the band where the exchange allows none at its own level. */
  StopStep.Wanted within(Symbol symbol, StopStep.Wanted wanted) {
    Band band = bands.get(symbol);
    return band != null
            && band.wanted().equals(wanted.trigger())
            && nanos.getAsLong() - band.nanos() < BAND_NANOS
        ? new StopStep.Wanted(wanted.side(), band.allowed(), wanted.quantity())
        : wanted;
  }

  /**
   * The exchange refused the stop as out of its band.
   *
   * @param wanted as it was asked for first
   * @param message names the edge
   * @param tick that the edge is moved to, inwards
   * @return the edge; empty if the message names none that would be another one than was tried
   */
  Optional<Price> outOfBand(
      Symbol symbol, Price wanted, Price tried, String message, Optional<BigDecimal> tick) {
    Matcher named = EDGE.matcher(message);
    if (!named.find()) {
      return Optional.empty();
    }
    boolean high = named.group(1).equals("higher");
    BigDecimal edge = onTick(new BigDecimal(named.group(2)), tick, high);
    int inwards = edge.compareTo(tried.value());
    if (edge.signum() <= 0 || (high ? inwards >= 0 : inwards <= 0)) {
      return Optional.empty();
    }
    Price allowed = new Price(edge);
    bands.put(symbol, new Band(wanted, allowed, nanos.getAsLong()));
    return Optional.of(allowed);
  }

  private static BigDecimal onTick(BigDecimal edge, Optional<BigDecimal> tick, boolean down) {
    return tick.map(
            step ->
                edge.divide(step, 0, down ? RoundingMode.FLOOR : RoundingMode.CEILING)
                    .multiply(step))
        .orElse(edge);
  }

  // ---- a stop that hangs

  /** What the exchange shows of a symbol's stops now. */
  void shown(Symbol symbol, List<StopReport> stops) {
    Map<ClientOrderId, Long> before = firing.getOrDefault(symbol, Map.of());
    Map<ClientOrderId, Long> now = new HashMap<>();
    for (StopReport stop : stops) {
      if (stop.status() == StopStatus.TRIGGERING) {
        now.put(stop.id(), before.getOrDefault(stop.id(), nanos.getAsLong()));
      }
    }
    firing.put(symbol, now);
  }

  /** The stop of this position that has been firing for longest, if any is. */
  Optional<Hanging> hanging(Symbol symbol, PositionId position) {
    return firing.getOrDefault(symbol, Map.of()).entrySet().stream()
        .filter(stop -> stop.getKey().isStopOf(position))
        .min(Map.Entry.comparingByValue())
        .map(stop -> new Hanging(stop.getKey(), millisUntil(stop.getValue() + HANGS_NANOS)));
  }

  private long millisUntil(long untilNanos) {
    return TimeUnit.NANOSECONDS.toMillis(untilNanos - nanos.getAsLong());
  }
}
