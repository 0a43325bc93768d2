package quantum.replay;

import java.math.BigDecimal;

/** The highest and the lowest price that a position's path met, and what funding it paid. */
final class Extremes {
  private BigDecimal highest;
  private BigDecimal lowest;
  private BigDecimal funding = BigDecimal.ZERO;

  Extremes(BigDecimal entry) {
    highest = entry;
    lowest = entry;
  }

  void note(BigDecimal price) {
    if (price.compareTo(highest) > 0) {
      highest = price;
    } else if (price.compareTo(lowest) < 0) {
      lowest = price;
    }
  }

  void fund(BigDecimal amount) {
    funding = funding.add(amount);
  }

  BigDecimal highest() {
    return highest;
  }

  BigDecimal lowest() {
    return lowest;
  }

  /** USDT; negative if it was paid. */
  BigDecimal funding() {
    return funding;
  }
}
