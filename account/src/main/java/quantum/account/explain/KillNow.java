package quantum.account.explain;

import java.util.Optional;
import java.util.OptionalDouble;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillTriggers;
import quantum.kernel.kill.KillVerdict;
import quantum.kernel.kill.KillYardstick;

/**
 * The kill score, and what it would take to close.
 *
 * @param memory what the last price left
 * @param confirmLeftMillis how long K must still stay at its threshold; empty while it is below
 * @param direction what else is asked for; present if the rule is adaptive
 */
public record KillNow(
    KillYardstick yardstick,
    KillMemory memory,
    KillVerdict verdict,
    KillTriggers triggers,
    Optional<Long> confirmLeftMillis,
    Optional<Direction> direction) {

  /**
   * What the adaptive rule asks for besides K, whether K has come there or not.
   *
   * @param drift of the reference window, in usual moves; empty without references
   * @param against the drift from which the market counts as against the position: a LONG needs
   *     this or less, a SHORT this or more
   * @param fromAbove whether the drift must be at {@code against} or below it
   * @param marketAgainst whether it is
   * @param stopInProfit whether the stop stands at the entry or beyond, which keeps it from closing
   */
  public record Direction(
      OptionalDouble drift,
      double against,
      boolean fromAbove,
      boolean marketAgainst,
      boolean stopInProfit) {}
}
