package quantum.kernel.exit;

import quantum.kernel.kill.KillScore;
import quantum.kernel.value.RMultiple;

/**
 * What an exit policy makes of a position at one price.
 *
 * @param rNet profit in units of risk, after costs
 * @param kill the kill score and its parts
 * @param decision what to do
 */
public record ExitAssessment(RMultiple rNet, KillScore kill, ExitDecision decision) {}
