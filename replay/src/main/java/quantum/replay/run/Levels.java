package quantum.replay.run;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.contracts.PriceUpdate;
import quantum.kernel.value.Price;

/**
 * Where on a straight piece of the path something happens next: asked of those who act there. The
 * exchange knows its resting stops and its liquidation; the services say what they would do at a
 * price, and the first tick at which they would do as much as at the piece's end is searched by
 * halving.
 */
final class Levels {
  /** In this order where two stand at the same price. */
  enum What {
    STOP,
    LIQUIDATION,
    DECISION
  }

  record Level(What what, BigDecimal price) {}

  private final ReplayExchange exchange;
  private final ServiceChain chain;

  Levels(ReplayExchange exchange, ServiceChain chain) {
    this.exchange = exchange;
    this.chain = chain;
  }

  /**
   * What is met first on the way from where the path is to {@code limit}; the path remembers where
   * nothing is.
   */
  Optional<Level> first(SymbolPath path, BigDecimal limit) {
    boolean safe = isSafe(path, limit.doubleValue());
    if (path.isQuiet(limit)) {
      return safe ? Optional.empty() : ruin(path, limit);
    }
    if (isQuietBeyond(path, limit)) {
      return safe ? Optional.empty() : ruin(path, limit);
    }
    Optional<Level> first = firstLevel(path, limit);
    if (first.isEmpty()) {
      path.quietTo(limit);
    }
    return first;
  }

  /**
   * Whether nothing is met up to {@code limit}, as far ahead as that can be said at once: each
   * answer is good for several times the way, so that a position asks a few times and not at each
   * new extreme.
   */
  private boolean isQuietBeyond(SymbolPath path, BigDecimal limit) {
    BigDecimal far = path.fartherThan(limit);
    Optional<Level> ahead = firstLevel(path, far);
    if (ahead.isEmpty()) {
      path.quietTo(far);
      return true;
    }
    BigDecimal level = ahead.get().price();
    if (!path.isBetween(limit, level) || limit.compareTo(level) == 0) {
      return false;
    }
    // a stop that follows the price is due at each tick, and nowhere quiet before its last place
    BigDecimal before = path.tickBefore(level);
    if (!path.isBetween(limit, before) || !intended(path, path.ticksUpTo(before)).isNothing()) {
      return false;
    }
    path.quietTo(before);
    return true;
  }

  private Optional<Level> firstLevel(SymbolPath path, BigDecimal limit) {
    if (limit.compareTo(path.price()) == 0) {
      return Optional.empty();
    }
    Optional<Level> stop =
        exchange
            .firstStop(path.symbol(), path.price(), limit)
            .map(trigger -> new Level(What.STOP, trigger));
    Optional<Level> ruin = ruin(path, limit);
    Optional<Level> forced =
        ruin.filter(level -> stop.isEmpty() || path.isNearer(level.price(), stop.get().price()))
            .or(() -> stop);
    BigDecimal nearest = forced.map(Level::price).orElse(limit);
    return firstDecision(path, nearest)
        .filter(price -> forced.isEmpty() || path.isNearer(price, nearest))
        .map(price -> new Level(What.DECISION, price))
        .or(() -> forced);
  }

  /**
   * Whether the liquidation is where it was: other symbols' prices move it, which matters only near
   * it. Alone, it stays until something is traded, as every other level does.
   */
  boolean isSafe(SymbolPath path, double price) {
    return !exchange.isShared() || exchange.isSafe(path.symbol(), price);
  }

  private Optional<Level> ruin(SymbolPath path, BigDecimal limit) {
    return exchange
        .liquidationPrice(path.symbol())
        .filter(price -> path.isBetween(price, limit))
        .map(price -> new Level(What.LIQUIDATION, path.nextTick(price, limit)));
  }

  /** The first tick on the way to {@code limit} at which the services would do something. */
  private Optional<BigDecimal> firstDecision(SymbolPath path, BigDecimal limit) {
    long behind = path.ticksBehind();
    long end = path.ticksUpTo(limit);
    if ((end - behind) * path.direction(limit) <= 0) {
      return Optional.empty();
    }
    ServiceChain.Intended atEnd = intended(path, end);
    if (atEnd.isNothing()) {
      return Optional.empty();
    }
    long before = behind;
    long there = end;
    while (Math.abs(there - before) > 1) {
      long middle = before + (there - before) / 2;
      if (intended(path, middle).reaches(atEnd)) {
        there = middle;
      } else {
        before = middle;
      }
    }
    return Optional.of(path.price(there));
  }

  private ServiceChain.Intended intended(SymbolPath path, long ticks) {
    BigDecimal price = path.price(ticks);
    return chain.intended(new PriceUpdate(path.symbol(), new Price(price), path.timeAt(price)));
  }
}
