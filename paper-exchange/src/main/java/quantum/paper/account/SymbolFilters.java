package quantum.paper.account;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;
import quantum.paper.refusal.Refusal;

/**
 * What the venue accepts for one symbol, from its {@code exchangeInfo} filters.
 *
 * @param tickSize PRICE_FILTER, quote currency per base unit
 * @param lot LOT_SIZE, for LIMIT orders
 * @param marketLot MARKET_LOT_SIZE, for MARKET orders
 * @param minNotional MIN_NOTIONAL in quote currency; reduce-only orders are exempt
 */
public record SymbolFilters(
    Symbol symbol,
    BigDecimal tickSize,
    BigDecimal minPrice,
    BigDecimal maxPrice,
    Lot lot,
    Lot marketLot,
    BigDecimal minNotional) {
  private static final BigDecimal ANY_PRICE = BigDecimal.valueOf(1_000_000_000);

  /** Smallest, largest and unit of a quantity, in base units. */
  public record Lot(BigDecimal min, BigDecimal max, BigDecimal step) {
    /**
     * @throws IllegalArgumentException if the step is not positive or the bounds are not ordered
     */
    public Lot {
      if (step.signum() <= 0 || min.signum() < 0 || max.compareTo(min) < 0) {
        throw new IllegalArgumentException(
            "lot needs step > 0 and 0 <= min <= max, was step %s min %s max %s"
                .formatted(step.toPlainString(), min.toPlainString(), max.toPlainString()));
      }
    }

    /** -4003, -1111, -4023, -4004 or -4005 if the venue would not take this quantity. */
    Optional<Refusal> check(BigDecimal quantity) {
      if (quantity.signum() <= 0) {
        return Optional.of(Refusal.QUANTITY_NOT_POSITIVE);
      }
      if (finer(quantity, step)) {
        return Optional.of(Refusal.PRECISION);
      }
      if (quantity.remainder(step).signum() != 0) {
        return Optional.of(Refusal.QUANTITY_OFF_STEP);
      }
      if (quantity.compareTo(min) < 0) {
        return Optional.of(Refusal.QUANTITY_TOO_SMALL);
      }
      return quantity.compareTo(max) > 0
          ? Optional.of(Refusal.QUANTITY_TOO_LARGE)
          : Optional.empty();
    }
  }

  /**
   * @throws IllegalArgumentException if the tick is not positive
   */
  public SymbolFilters {
    if (tickSize.signum() <= 0) {
      throw new IllegalArgumentException(
          symbol + ": tick must be > 0, was " + tickSize.toPlainString());
    }
  }

  /**
   * Filters for a symbol that the venue's list does not have: the tick is the finest decimal seen
   * in its prices, the step 0.001, the notional at least 5.
   */
  public static SymbolFilters derived(CandleSeries series) {
    BigDecimal tick = BigDecimal.ONE.movePointLeft(series.decimals());
    BigDecimal step = new BigDecimal("0.001");
    Lot lot = new Lot(step, new BigDecimal("10000000"), step);
    return new SymbolFilters(
        series.symbol(), tick, tick, new BigDecimal("10000000"), lot, lot, BigDecimal.valueOf(5));
  }

  /** The same filters with another quantity step, which is the smallest quantity as well. */
  public SymbolFilters withStep(BigDecimal step) {
    return new SymbolFilters(
        symbol,
        tickSize,
        minPrice,
        maxPrice,
        new Lot(step, lot.max, step),
        new Lot(step, marketLot.max, step),
        minNotional);
  }

  /**
   * The same filters for whatever price: recorded prices may lie outside the venue's band of now.
   */
  public SymbolFilters withAnyPrice() {
    return new SymbolFilters(
        symbol, tickSize, tickSize, maxPrice.max(ANY_PRICE), lot, marketLot, minNotional);
  }

  Lot lotOf(OrderType type) {
    return switch (type) {
      case MARKET -> marketLot;
      case LIMIT -> lot;
    };
  }

  /** -4001, -1111, -4014, -4013 or -4002 if the venue would not take this limit price. */
  Optional<Refusal> checkPrice(BigDecimal price) {
    if (price.signum() <= 0) {
      return Optional.of(Refusal.PRICE_NOT_POSITIVE);
    }
    if (finer(price, tickSize)) {
      return Optional.of(Refusal.PRECISION);
    }
    if (price.remainder(tickSize).signum() != 0) {
      return Optional.of(Refusal.PRICE_OFF_TICK);
    }
    if (price.compareTo(minPrice) < 0) {
      return Optional.of(Refusal.PRICE_TOO_LOW);
    }
    return price.compareTo(maxPrice) > 0 ? Optional.of(Refusal.PRICE_TOO_HIGH) : Optional.empty();
  }

  private static boolean finer(BigDecimal value, BigDecimal unit) {
    return decimals(value) > decimals(unit);
  }

  private static int decimals(BigDecimal value) {
    return value.signum() == 0 ? 0 : Math.max(0, value.stripTrailingZeros().scale());
  }
}
