package quantum.kernel.lock;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import quantum.kernel.position.Position;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

/**
 * What turns a candidate into a stop that may be sent. A stop only tightens, stands on a tick, and
 * stays behind the price: one at or beyond it would be a market order in disguise.
 */
public final class StopRatchet {
  /** How far behind the price a stop stays where the tick is not known. */
  private static final BigDecimal UNKNOWN_TICK_FRACTION = new BigDecimal("0.000001");

  private static final int PRICE_SCALE = 16;

  private StopRatchet() {}

  /** The tighter of the position's stop and the one already asked for. */
  public static Optional<Price> effective(Position position, Optional<Price> emitted) {
    Optional<Price> present = position.stop();
    if (present.isEmpty() || emitted.isEmpty()) {
      return present.isPresent() ? present : emitted;
    }
    return position.side().isBetter(emitted.get().value(), present.get().value())
        ? emitted
        : present;
  }

  /**
   * The stop to ask for, if {@code candidate} is one: rounded to the tick away from the price,
   * tighter than {@code effective} (by a tick at least where it is known), and a tick at least
   * behind {@code current} (one part in 10⁶ of it where the tick is not known). A candidate that
   * the price has not left behind yet waits; it is not pulled back to a place just behind the
   * price, where the next tick would close the position.
   */
  public static Optional<Price> tighten(
      Position position, Optional<Price> effective, BigDecimal candidate, Price current) {
    Side side = position.side();
    Optional<BigDecimal> tick = position.tickSize();
    if (!isTighterByTick(side, candidate, effective, tick)) {
      return Optional.empty(); // the usual case of a locked position, decided without a division
    }
    BigDecimal behind =
        tick.isPresent() ? tick.get() : current.value().multiply(UNKNOWN_TICK_FRACTION);
    BigDecimal limit =
        side == Side.LONG ? current.value().subtract(behind) : current.value().add(behind);
    BigDecimal stop = settle(side, candidate, tick);
    boolean stands = stop.signum() > 0 && !side.isBetter(stop, limit);
    return stands && isTighterByTick(side, stop, effective, tick)
        ? Optional.of(new Price(stop))
        : Optional.empty();
  }

  /** Whether {@code effective} protects {@code level} as well as a stop on the tick could. */
  public static boolean secures(Position position, Optional<Price> effective, BigDecimal level) {
    Side side = position.side();
    Optional<BigDecimal> tick = position.tickSize();
    return !isTighterByTick(side, level, effective, tick)
        || !isTighterByTick(side, settle(side, level, tick), effective, tick);
  }

  /** {@code price} on the tick away from the market: down for LONG, up for SHORT. */
  private static BigDecimal settle(Side side, BigDecimal price, Optional<BigDecimal> tick) {
    RoundingMode away = side == Side.LONG ? RoundingMode.FLOOR : RoundingMode.CEILING;
    if (tick.isEmpty()) {
      return price.scale() > PRICE_SCALE ? price.setScale(PRICE_SCALE, away) : price;
    }
    return price.divide(tick.get(), 0, away).multiply(tick.get());
  }

  private static boolean isTighterByTick(
      Side side, BigDecimal candidate, Optional<Price> effective, Optional<BigDecimal> tick) {
    if (effective.isEmpty()) {
      return true;
    }
    BigDecimal stop = effective.get().value();
    if (tick.isEmpty()) {
      return side.isBetter(candidate, stop);
    }
    BigDecimal next = side == Side.LONG ? stop.add(tick.get()) : stop.subtract(tick.get());
    return !side.isBetter(next, candidate);
  }
}
