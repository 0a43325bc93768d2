package quantum.replay;

import java.math.BigDecimal;
import quantum.paper.prices.CandleSeries;

/** The highest and the lowest price that a position's path met, and what funding it paid. */
final class Extremes {
  private BigDecimal highest;
  private BigDecimal lowest;
  private BigDecimal funding = BigDecimal.ZERO;
  private BigDecimal insurance = BigDecimal.ZERO;

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

  /** All of a bar. */
  void note(CandleSeries series, int bar) {
    if (series.highAsDouble(bar) > highest.doubleValue()) {
      note(series.high(bar));
    }
    if (series.lowAsDouble(bar) < lowest.doubleValue()) {
      note(series.low(bar));
    }
  }

  void fund(BigDecimal amount) {
    funding = funding.add(amount);
  }

  /** What was lost beyond the balance is not the position's to pay. */
  void insure(BigDecimal amount) {
    insurance = insurance.add(amount);
  }

  /** USDT that the exchange's insurance paid for it. */
  BigDecimal insurance() {
    return insurance;
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
