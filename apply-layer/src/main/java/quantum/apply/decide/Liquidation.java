package quantum.apply.decide;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import quantum.apply.venue.AccountWorth;
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
  public record Terms(MarginTiers tiers, AccountWorth before) {}

  /**
   * Where a position that is opened now would be liquidated, everything else of the account as it
   * is: the price at which what is left of the equity is the margin that must be kept (cross
   * margin, one-way).
   *
   * <pre>
   * LP = (free + cum − s·Q·EP) / (Q·rate − s·Q)     s = +1 LONG, −1 SHORT
   * free = wallet − maintenance + unrealized of the positions there are
   * </pre>
   *
   * rate and cum are of the tier of Q·LP. Along the price towards a loss the equity falls faster
   * than the margin grows, so one tier fits at most; none above zero, and the price cannot get
   * there.
   *
   * @param entry what it is opened at
   */
  public static Optional<Price> ofEntry(Side side, Quantity qty, Price entry, Terms terms) {
    MarginTiers tiers = terms.tiers();
    BigDecimal free = terms.before().equity().subtract(terms.before().maintenance());
    BigDecimal size = qty.value();
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
