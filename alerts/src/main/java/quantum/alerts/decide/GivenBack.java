package quantum.alerts.decide;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import quantum.contracts.Evaluation;
import quantum.kernel.position.Position;

/**
 * How much of the best a position stood at it has given back, in R before costs.
 *
 * @param best (peak − entry) / entry risk, in the position's direction
 * @param now the same of the newest price
 */
public record GivenBack(BigDecimal best, BigDecimal now) {

  /** Empty where the position has no frozen risk. */
  public static Optional<GivenBack> of(Position position, Evaluation evaluation) {
    return position
        .entryRisk()
        .map(
            risk ->
                new GivenBack(
                    inR(position, evaluation.peak().value(), risk),
                    inR(position, evaluation.current().value(), risk)));
  }

  private static BigDecimal inR(Position position, BigDecimal price, BigDecimal risk) {
    return price
        .subtract(position.entry().value())
        .multiply(BigDecimal.valueOf(position.side().direction()))
        .divide(risk, MathContext.DECIMAL64)
        .setScale(2, RoundingMode.HALF_EVEN);
  }

  /**
   * Whether that is more than the trader wants to see.
   *
   * @param mostR R; 0 = never
   */
  public boolean exceeds(BigDecimal mostR) {
    return mostR.signum() > 0 && best.subtract(now).compareTo(mostR) > 0;
  }
}
