package quantum.kernel.position;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.kernel.rnet.NetR;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * An open position (SPEC §4.1). A position that is flat does not exist, so its quantity is &gt; 0.
 *
 * @param symbol what is held
 * @param side its direction
 * @param id this life of the position; state of an earlier one is never taken for it
 * @param qty what is open now, base units, &gt; 0
 * @param initialQty all that was bought (LONG) or sold (SHORT) into it, ≥ qty
 * @param entry average price of that
 * @param entryRisk |entry − first stop| per base unit, &gt; 0; frozen once known, because a moved
 *     stop must not change what R means
 * @param stop the protective stop, if there is one
 * @param takeProfit the target of a full close, if there is one
 * @param targets tp1 to tp3, nearest first, or empty
 * @param scheme fractions of the initial quantity to close at the targets, or empty
 * @param leverage of the position
 * @param atr average true range in quote currency, &gt; 0, if known
 * @param openedAtMillis event time of the opening fill, epoch milliseconds
 * @param attempts plans of this position that ended in an error or an incomplete fill
 * @param tickSize the symbol's price step, &gt; 0, if known
 */
public record Position(
    Symbol symbol,
    Side side,
    PositionId id,
    Quantity qty,
    Quantity initialQty,
    Price entry,
    Optional<BigDecimal> entryRisk,
    Optional<Price> stop,
    Optional<Price> takeProfit,
    List<Price> targets,
    List<BigDecimal> scheme,
    Leverage leverage,
    Optional<BigDecimal> atr,
    long openedAtMillis,
    int attempts,
    Optional<BigDecimal> tickSize) {

  /** As many as SPEC names: tp1, tp2, tp3. */
  public static final int MAX_TARGETS = 3;

  /**
   * @throws IllegalArgumentException naming the field and its value if one is out of range
   */
  public Position {
    if (qty.isZero()) {
      throw new IllegalArgumentException("qty of an open position must be > 0, was 0");
    }
    if (initialQty.compareTo(qty) < 0) {
      throw new IllegalArgumentException(
          "initial_qty must be >= qty " + qty + ", was " + initialQty);
    }
    requirePositive("entry_risk", entryRisk);
    requirePositive("atr_value", atr);
    requirePositive("tick_size", tickSize);
    targets = List.copyOf(targets);
    scheme = List.copyOf(scheme);
    if (targets.size() > MAX_TARGETS) {
      throw new IllegalArgumentException("at most 3 targets, were " + targets);
    }
    requireScheme(scheme);
    if (attempts < 0) {
      throw new IllegalArgumentException("attempts must be >= 0, was " + attempts);
    }
  }

  private static void requirePositive(String field, Optional<BigDecimal> value) {
    if (value.isPresent() && value.get().signum() <= 0) {
      throw new IllegalArgumentException(
          field + " must be > 0, was " + Decimals.plain(value.get()));
    }
  }

  private static void requireScheme(List<BigDecimal> scheme) {
    if (scheme.isEmpty()) {
      return;
    }
    BigDecimal sum = BigDecimal.ZERO;
    for (BigDecimal fraction : scheme) {
      if (fraction.signum() <= 0) {
        throw new IllegalArgumentException("harvest_scheme fractions must be > 0, were " + scheme);
      }
      sum = sum.add(fraction);
    }
    if (scheme.size() > MAX_TARGETS || sum.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException(
          "harvest_scheme must be at most 3 fractions that sum to at most 1, was " + scheme);
    }
  }

  /** Profit per base unit at {@code price}, exact: (price − entry) · direction. */
  public BigDecimal exactPnlPerUnit(Price price) {
    return side == Side.LONG
        ? price.value().subtract(entry.value())
        : entry.value().subtract(price.value());
  }

  /** Profit per base unit at {@code price}, quote currency; what the kernel works with. */
  public double pnlPerUnit(Price price) {
    return exactPnlPerUnit(price).doubleValue();
  }

  /** Profit of everything that is open at {@code price}, quote currency. */
  public BigDecimal unrealizedPnl(Price price) {
    return exactPnlPerUnit(price).multiply(qty.value());
  }

  /** Net profit at {@code price} in units of the frozen risk. */
  public NetR netR(Price price, Theta theta) {
    return NetR.of(entry.asDouble(), stopDistancePct(theta), pnlPerUnit(price), theta);
  }

  /** The frozen risk as a fraction of the entry; theta's fallback while none is frozen. */
  public double stopDistancePct(Theta theta) {
    return entryRisk.isPresent()
        ? entryRisk.get().doubleValue() / entry.asDouble()
        : theta.fallbackStopPct();
  }

  /** The frozen risk per base unit, quote currency; entry · fallback while none is frozen. */
  public BigDecimal riskPerUnit(Theta theta) {
    return entryRisk.isPresent()
        ? entryRisk.get()
        : entry.value().multiply(Decimals.of(theta.fallbackStopPct()));
  }

  /** Seconds from the opening to {@code nowMillis}, never negative. */
  public double ageSec(long nowMillis) {
    return Math.max(nowMillis - openedAtMillis, 0) / 1000.0;
  }

  /** With another quantity open; the rest of the position's life is unchanged. */
  public Position withQty(Quantity newQty) {
    return new Position(
        symbol,
        side,
        id,
        newQty,
        initialQty,
        entry,
        entryRisk,
        stop,
        takeProfit,
        targets,
        scheme,
        leverage,
        atr,
        openedAtMillis,
        attempts,
        tickSize);
  }

  /** After an add: more is open at another average price, the risk per unit stays frozen. */
  Position grownTo(Quantity newQty, Quantity newInitialQty, Price newEntry) {
    return new Position(
        symbol,
        side,
        id,
        newQty,
        newInitialQty,
        newEntry,
        entryRisk,
        stop,
        takeProfit,
        targets,
        scheme,
        leverage,
        atr,
        openedAtMillis,
        attempts,
        tickSize);
  }

  /** With its stop at {@code newStop}, wherever that is; {@link PositionFold} only tightens. */
  public Position withStop(Price newStop) {
    return new Position(
        symbol,
        side,
        id,
        qty,
        initialQty,
        entry,
        entryRisk,
        Optional.of(newStop),
        takeProfit,
        targets,
        scheme,
        leverage,
        atr,
        openedAtMillis,
        attempts,
        tickSize);
  }

  /**
   * With its risk frozen at {@code risk} per base unit.
   *
   * @throws IllegalStateException if another risk is frozen already
   */
  public Position withEntryRisk(BigDecimal risk) {
    if (entryRisk.isPresent() && entryRisk.get().compareTo(risk) != 0) {
      throw new IllegalStateException(
          "entry risk of "
              + id
              + " is frozen at "
              + Decimals.plain(entryRisk.get())
              + ", refused "
              + Decimals.plain(risk));
    }
    return new Position(
        symbol,
        side,
        id,
        qty,
        initialQty,
        entry,
        Optional.of(risk),
        stop,
        takeProfit,
        targets,
        scheme,
        leverage,
        atr,
        openedAtMillis,
        attempts,
        tickSize);
  }

  /** With other targets; empty lists remove them. */
  public Position withTargets(
      Optional<Price> newTakeProfit, List<Price> newTargets, List<BigDecimal> newScheme) {
    return new Position(
        symbol,
        side,
        id,
        qty,
        initialQty,
        entry,
        entryRisk,
        stop,
        newTakeProfit,
        newTargets,
        newScheme,
        leverage,
        atr,
        openedAtMillis,
        attempts,
        tickSize);
  }

  /** With the price step of the symbol known. */
  public Position withTickSize(BigDecimal newTickSize) {
    return new Position(
        symbol,
        side,
        id,
        qty,
        initialQty,
        entry,
        entryRisk,
        stop,
        takeProfit,
        targets,
        scheme,
        leverage,
        atr,
        openedAtMillis,
        attempts,
        Optional.of(newTickSize));
  }

  /** With this many failed plans; the next exit gets a new plan id. */
  public Position withAttempts(int newAttempts) {
    return new Position(
        symbol,
        side,
        id,
        qty,
        initialQty,
        entry,
        entryRisk,
        stop,
        takeProfit,
        targets,
        scheme,
        leverage,
        atr,
        openedAtMillis,
        newAttempts,
        tickSize);
  }
}
