package quantum.kernel.exit;

import quantum.kernel.kill.KillScore;
import quantum.kernel.kill.KillVerdict;
import quantum.kernel.value.RMultiple;

/**
 * What an exit policy makes of a position at one price.
 *
 * @param rNet profit in units of risk, after costs
 * @param killVerdict the kill score, and what it is to remember
 * @param decision what to do
 */
public record ExitAssessment(RMultiple rNet, KillVerdict killVerdict, ExitDecision decision) {

  /** The kill score and its parts. */
  public KillScore kill() {
    return killVerdict.score();
  }
}
