package quantum.report.figures;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.report.data.Money;
import quantum.report.data.ReportedPosition;

/**
 * What some positions come to. What is in R is of those that had a stop, because only they have an
 * R.
 *
 * @param won net above 0
 * @param lost net below 0
 * @param gained sum of the nets above 0, USD
 * @param forgone sum of the nets below 0, USD; not above 0
 * @param measured how many have a realized R
 * @param sumR of their realized R
 * @param reached how many have a best R too
 * @param reachedR their realized R
 * @param bestR their best R
 */
public record Sums(
    int count,
    int won,
    int lost,
    Money money,
    BigDecimal gained,
    BigDecimal forgone,
    int measured,
    double sumR,
    int reached,
    double reachedR,
    double bestR) {

  /** The sums of R are added in the order of the list. */
  public static Sums of(List<ReportedPosition> positions) {
    int won = 0;
    int lost = 0;
    int measured = 0;
    int reached = 0;
    double sumR = 0;
    double reachedR = 0;
    double bestR = 0;
    Money money = Money.NONE;
    BigDecimal gained = BigDecimal.ZERO;
    BigDecimal forgone = BigDecimal.ZERO;
    for (ReportedPosition position : positions) {
      BigDecimal net = position.net();
      money = money.plus(position.money());
      if (net.signum() > 0) {
        won++;
        gained = gained.add(net);
      } else if (net.signum() < 0) {
        lost++;
        forgone = forgone.add(net);
      }
      Optional<Double> r = position.realizedR();
      if (r.isPresent()) {
        measured++;
        sumR += r.get();
        if (position.maxR().isPresent()) {
          reached++;
          reachedR += r.get();
          bestR += position.maxR().get();
        }
      }
    }
    return new Sums(
        positions.size(),
        won,
        lost,
        money,
        gained,
        forgone,
        measured,
        sumR,
        reached,
        reachedR,
        bestR);
  }

  /** won / count; empty of none. */
  public Optional<Double> winRate() {
    return count == 0 ? Optional.empty() : Optional.of((double) won / count);
  }

  /** USD gained / USD lost; empty where nothing was lost. */
  public Optional<Double> profitFactor() {
    return forgone.signum() == 0
        ? Optional.empty()
        : Optional.of(gained.doubleValue() / -forgone.doubleValue());
  }

  public Optional<Double> meanR() {
    return measured == 0 ? Optional.empty() : Optional.of(sumR / measured);
  }

  /** Σ realized R / Σ best R: what was kept of the best that positions stood at. */
  public Optional<Double> capture() {
    return bestR > 0 ? Optional.of(reachedR / bestR) : Optional.empty();
  }

  /** Mean of best R − realized R. */
  public Optional<Double> giveBack() {
    return reached == 0 ? Optional.empty() : Optional.of((bestR - reachedR) / reached);
  }
}
