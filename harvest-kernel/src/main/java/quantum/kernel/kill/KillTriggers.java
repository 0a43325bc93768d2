package quantum.kernel.kill;

import java.util.OptionalDouble;
import quantum.kernel.theta.Theta;

/**
 * What would bring a kill score to its threshold: one part changes, the others stay as they are.
 * The inverse of {@link KillScore}:
 *
 * <pre>
 * part = (logit(kill_threshold) − k_bias − Σ other weight · other part) / weight
 * sigma = sigma_ref · (1 + part)    ts = ts_ref − part    age = max_age_sec · part
 * </pre>
 *
 * Each is empty where its cap or a weight of 0 keeps it from doing so alone.
 *
 * @param sigma volatility from which K has reached the threshold; 0 if it has at any
 * @param ts trend strength down from which it has; +∞ if it has at any
 * @param ageSec age from which it has, seconds; 0 if it has at any
 * @param flip whether a regime flip would do, or the present one does
 */
public record KillTriggers(
    OptionalDouble sigma, OptionalDouble ts, OptionalDouble ageSec, boolean flip) {

  /** Of the position whose score {@link KillYardstick#score} gives for the same arguments. */
  public static KillTriggers of(KillYardstick yardstick, double ageSec, Theta theta) {
    KillScore score = yardstick.score(ageSec, theta);
    double threshold = theta.killThreshold();
    double sum =
        theta.kBias()
            + theta.kRegimeFlip() * score.regimeFlip()
            + theta.kSigmaSpike() * score.sigmaSpike()
            + theta.kTsDrop() * score.tsDrop()
            + theta.kAgePenalty() * score.agePenalty();
    // −∞ for a threshold of 0; from 1 on +∞ or no number, which no part is large enough for
    double missing = Math.log(threshold / (1 - threshold)) - sum;
    OptionalDouble spike =
        part(missing, theta.kSigmaSpike(), score.sigmaSpike(), theta.sigmaSpikeCap());
    OptionalDouble drop = part(missing, theta.kTsDrop(), score.tsDrop(), theta.tsDropCap());
    OptionalDouble age = part(missing, theta.kAgePenalty(), score.agePenalty(), 1);
    OptionalDouble flip = part(missing, theta.kRegimeFlip(), score.regimeFlip(), 1);
    return new KillTriggers(
        map(spike, 0, s -> yardstick.sigmaRef() * (1 + s)),
        map(drop, Double.POSITIVE_INFINITY, d -> yardstick.tsRef() - d),
        map(age, 0, a -> theta.maxAgeSec() * a),
        flip.isPresent());
  }

  /** The size a part must have, 0 if any will do; empty if it cannot have it. */
  private static OptionalDouble part(double missing, double weight, double present, double cap) {
    double missingWithout = missing + weight * present;
    if (missingWithout <= 0) {
      return OptionalDouble.of(0);
    }
    double needed = missingWithout / weight; // +∞ for a weight of 0
    return needed <= cap ? OptionalDouble.of(needed) : OptionalDouble.empty();
  }

  private static OptionalDouble map(
      OptionalDouble part, double ofAny, java.util.function.DoubleUnaryOperator value) {
    if (part.isEmpty()) {
      return part;
    }
    return OptionalDouble.of(
        part.getAsDouble() == 0 ? ofAny : value.applyAsDouble(part.getAsDouble()));
  }
}
