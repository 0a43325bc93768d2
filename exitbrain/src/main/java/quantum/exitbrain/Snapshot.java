package quantum.exitbrain;

import quantum.exitbrain.decide.ExitState;

/**
 * The state of the decisions, and how old its picture of Redis is. Both are forgotten together: a
 * state that knows nothing must not count as just read.
 *
 * @param positionsAtMillis wall clock of the last look at all positions
 * @param marketsAtMillis wall clock of the last look at the market states
 * @param watchedAtMillis when the newest price that was judged came into its stream
 */
record Snapshot(
    ExitState exits, long positionsAtMillis, long marketsAtMillis, long watchedAtMillis) {
  private static final long NEVER = Long.MIN_VALUE / 2;

  static Snapshot none() {
    return new Snapshot(new ExitState(), NEVER, NEVER, NEVER);
  }

  Snapshot with(ExitState next) {
    return new Snapshot(next, positionsAtMillis, marketsAtMillis, watchedAtMillis);
  }

  /** A price that came into its stream then was judged. */
  Snapshot watched(long millis) {
    return new Snapshot(
        exits, positionsAtMillis, marketsAtMillis, Math.max(watchedAtMillis, millis));
  }
}
