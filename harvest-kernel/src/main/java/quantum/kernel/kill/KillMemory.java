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
 * @param judgedAtMillis event time of the newest price that K was judged at; empty before the first
 */
public record KillMemory(
    boolean flipArmed, OptionalLong aboveSinceMillis, OptionalLong judgedAtMillis) {
  /** Of a position that has seen no price yet. */
  public static final KillMemory NONE =
      new KillMemory(false, OptionalLong.empty(), OptionalLong.empty());

  /** The longest event time between two prices through which K counts as watched. */
  public static final long LONGEST_BLINK_MILLIS = 60_000;

  /**
   * Since when K has been watched above its threshold, if it is there at {@code nowMillis}: what
   * nobody watched confirms nothing, so behind a hole it counts from now.
   */
  long aboveSince(long nowMillis) {
    return aboveSinceMillis.isPresent() && isWatchedUntil(nowMillis)
        ? aboveSinceMillis.getAsLong()
        : nowMillis;
  }

  private boolean isWatchedUntil(long nowMillis) {
    return judgedAtMillis.isPresent()
        && Math.abs(nowMillis - judgedAtMillis.getAsLong()) <= LONGEST_BLINK_MILLIS;
  }
}
