package quantum.kernel.exit;

import java.util.Optional;
import quantum.kernel.kill.KillScore;
import quantum.kernel.kill.KillVerdict;
import quantum.kernel.value.RMultiple;

/**
 * What an exit policy makes of a position at one price.
 *
 * @param rNet profit in units of risk, after costs
 * @param killVerdict the kill score, and what it is to remember
 * @param beyond since when the price is beyond the stop, for the next one; empty if it is not
 * @param decision what to do
 */
public record ExitAssessment(
    RMultiple rNet, KillVerdict killVerdict, Optional<Beyond> beyond, ExitDecision decision) {

  /** The kill score and its parts. */
  public KillScore kill() {
    return killVerdict.score();
  }
}
