package quantum.kernel.kill;

import java.util.OptionalLong;

/**
 * What the kill score remembers of a position between two prices (SPEC §4.1 flip_armed,
 * kill_above_since).
 *
 * @param flipArmed whether the symbol has been in a trend since the position was opened: a regime
 *     flip needs something to flip from
 * @param aboveSinceMillis event time since which K has not been below its threshold; empty while it
 *     is below
 */
public record KillMemory(boolean flipArmed, OptionalLong aboveSinceMillis) {
  /** Of a position that has seen no price yet. */
  public static final KillMemory NONE = new KillMemory(false, OptionalLong.empty());
}
