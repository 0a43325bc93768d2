package quantum.paper.account;

import java.math.BigDecimal;
import java.math.MathContext;
import quantum.kernel.value.Symbol;

/**
 * A position of a symbol, valued at the mark price.
 *
 * @param side BOTH in one-way mode
 * @param amount base units, positive LONG, negative SHORT, 0 flat
 * @param entryPrice average of what is open, 0 when flat
 * @param updatedMillis replay time of the last fill, 0 if there was none
 */
public record PaperPosition(
    Symbol symbol,
    PositionSide side,
    BigDecimal amount,
    BigDecimal entryPrice,
    BigDecimal markPrice,
    int leverage,
    long updatedMillis) {

  /** (mark − entry) · amount, USDT. */
  public BigDecimal unrealizedPnl() {
    return markPrice.subtract(entryPrice).multiply(amount);
  }

  /** mark · amount, signed, USDT. */
  public BigDecimal notional() {
    return markPrice.multiply(amount);
  }

  /** |notional| / leverage, USDT. */
  public BigDecimal initialMargin() {
    return notional().abs().divide(BigDecimal.valueOf(leverage), MathContext.DECIMAL64);
  }

  public boolean isFlat() {
    return amount.signum() == 0;
  }
}
