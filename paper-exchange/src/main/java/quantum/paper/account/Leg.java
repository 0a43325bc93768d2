package quantum.paper.account;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** An amount and what was paid for it. */
final class Leg {
  private static final int MONEY_SCALE = 8;

  private BigDecimal amount = BigDecimal.ZERO;
  private BigDecimal entry = BigDecimal.ZERO;
  private long updatedMillis;

  /** Base units, positive LONG, negative SHORT. */
  BigDecimal amount() {
    return amount;
  }

  BigDecimal entry() {
    return entry;
  }

  long updatedMillis() {
    return updatedMillis;
  }

  boolean isFlat() {
    return amount.signum() == 0;
  }

  /**
   * Adds a signed quantity at a price. Closing leaves the entry price as it is; opening and adding
   * average it by quantity; what goes beyond flat opens the other side at the price.
   *
   * @return realized profit of the closed part, USDT
   */
  BigDecimal fill(BigDecimal signed, BigDecimal price, long nowMillis) {
    BigDecimal before = amount;
    BigDecimal after = before.add(signed);
    BigDecimal realized = BigDecimal.ZERO;
    if (before.signum() * signed.signum() >= 0) {
      entry =
          before.multiply(entry).add(signed.multiply(price)).divide(after, MathContext.DECIMAL128);
    } else {
      BigDecimal closed = before.abs().min(signed.abs());
      realized = price.subtract(entry).multiply(before.signum() > 0 ? closed : closed.negate());
      if (after.signum() == 0) {
        entry = BigDecimal.ZERO;
      } else if (after.signum() != before.signum()) {
        entry = price;
      }
    }
    amount = after.signum() == 0 ? BigDecimal.ZERO : after;
    updatedMillis = nowMillis;
    return money(realized);
  }

  static BigDecimal money(BigDecimal value) {
    return value.setScale(MONEY_SCALE, RoundingMode.HALF_UP);
  }
}
