package quantum.apply.venue;

import java.math.BigDecimal;

/**
 * What an account is worth, in USD, all positions valued at their marks.
 *
 * @param wallet balance without what open positions have won or lost
 * @param unrealized what they have
 * @param maintenance margin that the venue wants kept for them: at an equity of this it liquidates
 * @param isolated what of the equity is set aside for isolated positions, and stands behind no
 *     other
 */
public record AccountWorth(
    BigDecimal wallet, BigDecimal unrealized, BigDecimal maintenance, BigDecimal isolated) {
  public BigDecimal equity() {
    return wallet.add(unrealized);
  }

  /** What can be lost before positions under cross margin are liquidated. */
  public BigDecimal free() {
    return equity().subtract(isolated).subtract(maintenance);
  }
}
