package quantum.inspect.explain;

import java.util.Optional;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillTriggers;
import quantum.kernel.kill.KillVerdict;
import quantum.kernel.kill.KillYardstick;

/**
 * The kill score, and what it would take to close.
 *
 * @param memory what the last price left
 * @param confirmLeftMillis how long K must still stay at its threshold; empty while it is below
 */
public record KillNow(
    KillYardstick yardstick,
    KillMemory memory,
    KillVerdict verdict,
    KillTriggers triggers,
    Optional<Long> confirmLeftMillis) {}
