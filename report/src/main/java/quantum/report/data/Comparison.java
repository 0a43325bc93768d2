package quantum.report.data;

import java.math.BigDecimal;
import java.util.List;
import quantum.kernel.value.Side;

/**
 * The same entries, ended in two ways and measured in the same risk.
 *
 * @param one name of the first way, for example own
 * @param other name of the second
 */
public record Comparison(String one, String other, List<Pair> pairs) {
  /** One entry. */
  public record Pair(String symbol, Side side, long openedAtMillis, End one, End other) {
    /** What the second way brought more, R. */
    public double gain() {
      return other.r - one.r;
    }
  }

  /**
   * How it ended.
   *
   * @param r realized, net
   * @param bestR the best gross R while it was held
   * @param net USD
   * @param costs fees less funding, USD; in {@code net}
   * @param reason why it ended; empty if nobody says
   */
  public record End(double r, double bestR, BigDecimal net, BigDecimal costs, String reason) {}

  public Comparison {
    pairs = List.copyOf(pairs);
  }
}
