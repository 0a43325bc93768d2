package quantum.paper.account;

import java.math.BigDecimal;
import java.util.List;

/**
 * How much margin a notional value needs; made up, and the same for every symbol.
 *
 * @param floor least notional value, USDT
 * @param cap below this notional value, USDT
 * @param rate maintenance margin, a fraction of the notional value
 * @param cum USDT that make the margin continuous from bracket to bracket
 */
public record LeverageBracket(
    int number, int leverage, long floor, long cap, BigDecimal rate, BigDecimal cum) {
  public static final List<LeverageBracket> ALL =
      List.of(
          of(1, 125, 0, 10_000_000, "0.005", "0"),
          of(2, 50, 10_000_000, 100_000_000, "0.01", "50000"),
          of(3, 20, 100_000_000, 1_000_000_000, "0.025", "1550000"));

  private static LeverageBracket of(
      int number, int leverage, long floor, long cap, String rate, String cum) {
    return new LeverageBracket(
        number, leverage, floor, cap, new BigDecimal(rate), new BigDecimal(cum));
  }

  /** The bracket of a notional value, of whatever sign. */
  static LeverageBracket of(BigDecimal notional) {
    return ALL.stream()
        .filter(bracket -> notional.abs().compareTo(BigDecimal.valueOf(bracket.cap)) < 0)
        .findFirst()
        .orElse(ALL.getLast());
  }

  /** Whether a position of this notional value may be held at a leverage. */
  static boolean admits(BigDecimal notional, int leverage) {
    LeverageBracket bracket = of(notional);
    return leverage <= bracket.leverage
        && notional.abs().compareTo(BigDecimal.valueOf(bracket.cap)) < 0;
  }

  /** The notional value, USDT, below which positions are held at a leverage. */
  public static long mostNotional(int leverage) {
    return ALL.stream()
        .filter(bracket -> leverage <= bracket.leverage)
        .mapToLong(LeverageBracket::cap)
        .max()
        .orElse(0);
  }

  /** |notional| · rate − cum, USDT. */
  public static BigDecimal maintenance(BigDecimal notional) {
    LeverageBracket bracket = of(notional);
    return notional.abs().multiply(bracket.rate).subtract(bracket.cum);
  }
}
