package quantum.report.data;

import java.math.BigDecimal;

/**
 * What was won and what that cost, USD.
 *
 * @param realizedPnl gross, as the exchange books it
 * @param commission what the fills cost; positive is paid
 * @param funding negative was paid, positive received
 */
public record Money(BigDecimal realizedPnl, BigDecimal commission, BigDecimal funding) {
  public static final Money NONE = new Money(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  /** realizedPnl − commission + funding. */
  public BigDecimal net() {
    return realizedPnl.subtract(commission).add(funding);
  }

  public Money plus(Money other) {
    return new Money(
        realizedPnl.add(other.realizedPnl),
        commission.add(other.commission),
        funding.add(other.funding));
  }
}
