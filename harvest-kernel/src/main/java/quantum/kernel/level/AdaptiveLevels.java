package quantum.kernel.level;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

/**
 * Leverage-aware targets and stop of an entry, as fractions of the entry price (SPEC §3).
 *
 * @param tp1Pct distance of the first target, ≥ 0.003
 * @param tp2Pct distance of the second target, ≥ 0.003
 * @param tp3Pct distance of the third target, ≥ 0.003
 * @param slPct distance of the stop, 0.0015 to 0.02
 * @param scheme fractions of the initial quantity to close at the targets, together 1
 * @param lsf the leverage sensitivity factor they were computed with
 */
public record AdaptiveLevels(
    double tp1Pct,
    double tp2Pct,
    double tp3Pct,
    double slPct,
    List<BigDecimal> scheme,
    double lsf) {

  private static final double MIN_TARGET = 0.003;
  private static final double MIN_STOP = 0.0015;
  private static final double STOP_FLOOR = 0.001;
  private static final double STOP_CEILING = 0.02;
  private static final int PRICE_SCALE = 16;

  private static final List<BigDecimal> LOW_LEVERAGE = fractions("0.3", "0.3", "0.4");
  private static final List<BigDecimal> MEDIUM_LEVERAGE = fractions("0.4", "0.4", "0.2");
  private static final List<BigDecimal> HIGH_LEVERAGE = fractions("0.5", "0.3", "0.2");

  public AdaptiveLevels {
    scheme = List.copyOf(scheme);
  }

  /**
   * The levels for {@code in}:
   *
   * <pre>
   * tp1 = base_tp·(0.6 + LSF)   tp2 = base_tp·(1.2 + LSF/2)   tp3 = base_tp·(1.8 + LSF/4)
   *       each · (1 + 0.8·funding_delta), at least 0.003
   * sl  = base_sl·(1 + (1 − LSF)·0.8) · (1 + 0.4·exchange_divergence + 0.2·volatility_factor)
   *       at least 0.0015, then within [0.001, 0.02]
   * </pre>
   */
  public static AdaptiveLevels compute(LevelInputs in) {
    double lsf = LeverageSensitivity.factor(in.leverage());
    double baseTp = Math.max(in.baseTpPct(), 0);
    double baseSl = Math.max(in.baseSlPct(), 0);
    double funding = 1 + 0.8 * in.fundingRate().orElse(0);
    double stress =
        1 + 0.4 * in.exchangeDivergence().orElse(0) + 0.2 * in.volatilityFactor().orElse(0);
    double stop = Math.max(baseSl * (1 + (1 - lsf) * 0.8) * stress, MIN_STOP);
    return new AdaptiveLevels(
        target(baseTp, 0.6 + lsf, funding),
        target(baseTp, 1.2 + lsf / 2, funding),
        target(baseTp, 1.8 + lsf / 4, funding),
        Math.clamp(stop, STOP_FLOOR, STOP_CEILING),
        scheme(in.leverage()),
        lsf);
  }

  /** max(|move %| / 10, 1) capped at 5, from the symbol's move in percent (SPEC §3). */
  public static double volatilityFactor(double movePercent) {
    if (!Double.isFinite(movePercent)) {
      throw new IllegalArgumentException("move must be finite, was " + movePercent);
    }
    return Math.clamp(Math.abs(movePercent) / 10, 1, 5);
  }

  /** The stop's price: below the entry for LONG, above for SHORT. Not rounded to a tick. */
  public Price stop(Side side, Price entry) {
    return at(entry, -side.direction() * slPct);
  }

  /** The targets' prices, nearest first: above the entry for LONG, below for SHORT. */
  public List<Price> targets(Side side, Price entry) {
    int direction = side.direction();
    return List.of(
        at(entry, direction * tp1Pct),
        at(entry, direction * tp2Pct),
        at(entry, direction * tp3Pct));
  }

  private static Price at(Price entry, double fraction) {
    BigDecimal factor = BigDecimal.ONE.add(Decimals.of(fraction));
    BigDecimal price = entry.value().multiply(factor);
    return new Price(
        price.scale() > PRICE_SCALE ? price.setScale(PRICE_SCALE, RoundingMode.HALF_EVEN) : price);
  }

  private static double target(double base, double factor, double funding) {
    return Math.max(base * factor * funding, MIN_TARGET);
  }

  private static List<BigDecimal> scheme(Leverage leverage) {
    double lev = leverage.atLeastOne();
    if (lev <= 10) {
      return LOW_LEVERAGE;
    }
    return lev <= 30 ? MEDIUM_LEVERAGE : HIGH_LEVERAGE;
  }

  private static List<BigDecimal> fractions(String first, String second, String third) {
    return List.of(new BigDecimal(first), new BigDecimal(second), new BigDecimal(third));
  }
}
