package quantum.replay.journal;

import java.math.BigDecimal;
import quantum.paper.prices.CandleSeries;

/** The highest and the lowest price that a position's path met, and what funding it paid. */
public final class Extremes {
  private BigDecimal highest;
  private BigDecimal lowest;
  private BigDecimal funding = BigDecimal.ZERO;
  private BigDecimal insurance = BigDecimal.ZERO;

  /**
   * Of a position that has just been opened.
   *
   * @param entry its price
   */
  public Extremes(BigDecimal entry) {
    highest = entry;
    lowest = entry;
  }

  /** A price that the path met. */
  public void note(BigDecimal price) {
    if (price.compareTo(highest) > 0) {
      highest = price;
    } else if (price.compareTo(lowest) < 0) {
      lowest = price;
    }
  }

  /** All of a bar. */
  public void note(CandleSeries series, int bar) {
    if (series.highAsDouble(bar) > highest.doubleValue()) {
      note(series.high(bar));
    }
    if (series.lowAsDouble(bar) < lowest.doubleValue()) {
      note(series.low(bar));
    }
  }

  /** USDT that funding paid to it; negative if it paid. */
  public void fund(BigDecimal amount) {
    funding = funding.add(amount);
  }

  /** USDT that were lost beyond the balance, which are not the position's to pay. */
  public void insure(BigDecimal amount) {
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
