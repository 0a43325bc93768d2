package quantum.account.judge;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import quantum.contracts.AssetSums;
import quantum.contracts.ClosedPosition;

/**
 * What positions that have ended come to together. Won and lost are judged by the net result, after
 * all costs; one of exactly 0 is neither. Absent is what nothing can be said of.
 *
 * @param won with a net profit
 * @param lost with a net loss
 * @param profit Σ gross, USD
 * @param fees Σ, USD, as far as their price is known
 * @param funding Σ, USD; negative was paid
 * @param winRate won / count
 * @param profitFactor Σ of what was won / Σ of what was lost, net
 * @param meanR of the net results in R
 * @param medianR of the same
 * @param capture Σ realized R / Σ best R, of those that ever stood above their entry
 * @param giveBackR mean of best R − realized R, of the same
 * @param withR how many have an R: those that ever had a stop
 * @param pending how many are not complete: trades or prices have not come
 */
public record TradeFigures(
    int count,
    int won,
    int lost,
    BigDecimal profit,
    BigDecimal fees,
    AssetSums feeAssets,
    BigDecimal funding,
    AssetSums fundingAssets,
    Optional<BigDecimal> winRate,
    Optional<BigDecimal> profitFactor,
    Optional<BigDecimal> meanR,
    Optional<BigDecimal> medianR,
    Optional<BigDecimal> capture,
    Optional<BigDecimal> giveBackR,
    int withR,
    int pending) {
  private static final int DECIMALS = 4;

  public static TradeFigures of(List<ClosedPosition> ended) {
    List<BigDecimal> wins = nets(ended, 1);
    List<BigDecimal> losses = nets(ended, -1);
    List<BigDecimal> results =
        ended.stream().flatMap(one -> one.realizedR().stream()).sorted().toList();
    List<ClosedPosition> stoodBetter =
        ended.stream()
            .filter(one -> one.maxR().filter(best -> best.signum() > 0).isPresent())
            .toList();
    BigDecimal best = sum(stoodBetter, one -> one.maxR().orElseThrow());
    BigDecimal kept = sum(stoodBetter, one -> one.realizedR().orElseThrow());
    return new TradeFigures(
        ended.size(),
        wins.size(),
        losses.size(),
        sum(ended, ClosedPosition::realizedPnl),
        sum(ended, ClosedPosition::commission),
        ended.stream()
            .map(ClosedPosition::commissionAssets)
            .reduce(AssetSums.NONE, AssetSums::plus),
        sum(ended, ClosedPosition::funding),
        ended.stream().map(ClosedPosition::fundingAssets).reduce(AssetSums.NONE, AssetSums::plus),
        ratio(BigDecimal.valueOf(wins.size()), BigDecimal.valueOf(ended.size())),
        ratio(total(wins), total(losses).negate()),
        ratio(total(results), BigDecimal.valueOf(results.size())),
        median(results),
        ratio(kept, best),
        ratio(best.subtract(kept), BigDecimal.valueOf(stoodBetter.size())),
        results.size(),
        (int) ended.stream().filter(one -> !one.pending().isEmpty()).count());
  }

  /** profit − fees + funding, USD. */
  public BigDecimal net() {
    return profit.subtract(fees).add(funding);
  }

  private static List<BigDecimal> nets(List<ClosedPosition> ended, int sign) {
    return ended.stream().map(ClosedPosition::netPnl).filter(net -> net.signum() == sign).toList();
  }

  private static BigDecimal sum(
      List<ClosedPosition> ended, Function<ClosedPosition, BigDecimal> figure) {
    return total(ended.stream().map(figure).toList());
  }

  private static BigDecimal total(List<BigDecimal> figures) {
    return figures.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Optional<BigDecimal> ratio(BigDecimal part, BigDecimal whole) {
    return whole.signum() == 0
        ? Optional.empty()
        : Optional.of(
            part.divide(whole, MathContext.DECIMAL64).setScale(DECIMALS, RoundingMode.HALF_EVEN));
  }

  private static Optional<BigDecimal> median(List<BigDecimal> sorted) {
    int middle = sorted.size() / 2;
    return sorted.isEmpty()
        ? Optional.empty()
        : sorted.size() % 2 == 1
            ? Optional.of(sorted.get(middle))
            : ratio(sorted.get(middle - 1).add(sorted.get(middle)), BigDecimal.TWO);
  }
}
