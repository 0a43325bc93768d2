package quantum.kernel.exit;

import java.util.OptionalLong;

/**
 * How long an ask waits for its answer (SPEC §11.5). A decision knows event time only; what counts
 * here is the wall clock, from the first look at it on: where nobody looks, as in a replay, nothing
 * is ever asked for again.
 *
 * @param asked how often it was asked for, at least 1
 * @param firstMillis wall clock of the first look, epoch milliseconds
 * @param lastMillis wall clock from which the present wait counts; nothing before the first look
 */
public record Wait(int asked, OptionalLong firstMillis, long lastMillis) {
  /** Asked for just now. */
  public static final Wait BEGUN = new Wait(1, OptionalLong.empty(), 0);

  private static final long ANSWER_MILLIS = 30_000;

  /** Looked at now; a clock that was set back begins anew. */
  public Wait at(long nowMillis) {
    if (firstMillis.isEmpty()) {
      return new Wait(asked, OptionalLong.of(nowMillis), nowMillis);
    }
    return nowMillis < lastMillis
        ? new Wait(asked, OptionalLong.of(Math.min(firstMillis.getAsLong(), nowMillis)), nowMillis)
        : this;
  }

  /** Whether it is to be asked for again. */
  public boolean isOver(long nowMillis) {
    return firstMillis.isPresent() && nowMillis - lastMillis >= ANSWER_MILLIS;
  }

  /** Asked for once more, now. */
  public Wait again(long nowMillis) {
    return new Wait(asked + 1, firstMillis, nowMillis);
  }

  /** Whether somebody has to look why nobody answers. */
  public boolean isAlarming() {
    return asked > 1;
  }

  /** Seconds since the first look. */
  public long seconds(long nowMillis) {
    return (nowMillis - firstMillis.orElse(nowMillis)) / 1000;
  }
}
