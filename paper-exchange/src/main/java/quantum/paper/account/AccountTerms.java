package quantum.paper.account;

import java.math.BigDecimal;

/**
 * What the account starts with.
 *
 * @param balance USDT, > 0
 * @param takerFee fraction of the notional, 0.0004 is 4 bps
 * @param leverage of a symbol until it is changed
 * @param slippage fraction by which every fill is worse than its price, then to the next tick
 */
public record AccountTerms(
    BigDecimal balance, BigDecimal takerFee, int leverage, BigDecimal slippage) {
  public static final int MAX_LEVERAGE = 125;
  public static final AccountTerms DEFAULTS =
      new AccountTerms(BigDecimal.valueOf(100_000), new BigDecimal("0.0004"), 20);

  /** Without slippage. */
  public AccountTerms(BigDecimal balance, BigDecimal takerFee, int leverage) {
    this(balance, takerFee, leverage, BigDecimal.ZERO);
  }

  /**
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public AccountTerms {
    if (balance.signum() <= 0) {
      throw new IllegalArgumentException("balance must be > 0, was " + balance.toPlainString());
    }
    if (takerFee.signum() < 0 || takerFee.compareTo(new BigDecimal("0.01")) > 0) {
      throw new IllegalArgumentException(
          "taker fee must be a fraction between 0 and 0.01, was " + takerFee.toPlainString());
    }
    if (slippage.signum() < 0 || slippage.compareTo(new BigDecimal("0.05")) > 0) {
      throw new IllegalArgumentException(
          "slippage must be a fraction between 0 and 0.05, was " + slippage.toPlainString());
    }
    if (leverage < 1 || leverage > MAX_LEVERAGE) {
      throw new IllegalArgumentException("leverage must be 1 to 125, was " + leverage);
    }
  }
}
