package quantum.apply.decide;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import quantum.apply.venue.AccountWorth;
import quantum.apply.venue.MarginMode;
import quantum.apply.venue.MarginTiers;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/** At which price a venue takes a position over, and whether its stop comes first. */
public final class Liquidation {
  private Liquidation() {}

  /**
   * What the liquidation price of an entry is reckoned from.
   *
   * @param before the account before the entry
   */
  public record Terms(MarginTiers tiers, MarginMode mode, AccountWorth before) {
    /** What can be lost before the venue takes the position over, but for its own margin, USD. */
    private BigDecimal behind(BigDecimal notional, int leverage) {
      return switch (mode) {
        case CROSS -> before.free();
        case ISOLATED -> notional.divide(BigDecimal.valueOf(leverage), MathContext.DECIMAL64);
      };
    }
  }

  /**
   * Where a position that is opened now would be liquidated, everything else of the account as it
   * is: the price at which what is left of what stands behind it is the margin that must be kept
   * (one-way).
   *
   * <pre>
   * LP = (free + cum − s·Q·EP) / (Q·rate − s·Q)     s = +1 LONG, −1 SHORT
   * free = wallet + unrealized − isolated − maintenance of the positions there are   cross margin
   * free = Q·EP / leverage                                                           isolated margin
   * </pre>
   *
   * rate and cum are of the tier of Q·LP. Along the price towards a loss the equity falls faster
   * than the margin grows, so one tier fits at most; none above zero, and the price cannot get
   * there.
   *
   * @param entry what it is opened at
   * @param leverage ≥ 1, what it is opened with; of no account under cross margin
   */
  public static Optional<Price> ofEntry(
      Side side, Quantity qty, Price entry, int leverage, Terms terms) {
    MarginTiers tiers = terms.tiers();
    BigDecimal size = qty.value();
    BigDecimal free = terms.behind(size.multiply(entry.value()), leverage);
    BigDecimal signed = side == Side.LONG ? size : size.negate();
    return tiers.tiers().stream()
        .flatMap(
            tier -> {
              BigDecimal price =
                  free.add(tier.cum())
                      .subtract(signed.multiply(entry.value()))
                      .divide(size.multiply(tier.rate()).subtract(signed), MathContext.DECIMAL64);
              boolean fits = price.signum() > 0 && tiers.of(size.multiply(price)).equals(tier);
              return fits
                  ? Optional.of(new Price(price)).stream()
                  : Optional.<Price>empty().stream();
            })
        .findFirst();
  }

  /** Whether a stop lies at the liquidation price or beyond it: then it never acts. */
  public static boolean isBefore(Side side, Price liquidation, Price stop) {
    return !side.isBetter(stop.value(), liquidation.value());
  }
}
