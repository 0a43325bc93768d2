package quantum.apply.venue;

import java.math.BigDecimal;

/**
 * What an account is worth, in USD, all positions valued at their marks.
 *
 * @param wallet balance without what open positions have won or lost
 * @param unrealized what they have
 * @param maintenance margin that the venue wants kept for them: at an equity of this it liquidates
 */
public record AccountWorth(BigDecimal wallet, BigDecimal unrealized, BigDecimal maintenance) {
  public BigDecimal equity() {
    return wallet.add(unrealized);
  }
}
