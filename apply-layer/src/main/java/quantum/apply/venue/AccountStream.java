package quantum.apply.venue;

import quantum.runtime.RunningService;

/**
 * What a venue tells of an account by itself, while {@link #run} runs. It connects again whatever
 * happens; every time it has, it says {@link AccountEvent.Resync} before anything else and before
 * it is fresh. Events are handed on one at a time by the thread that runs; as long as one is not
 * taken the stream hears nothing and grows stale. What the taker throws ends the run.
 */
public interface AccountStream extends RunningService {

  /** Whether it can be relied on now. May be called from any thread. */
  Freshness freshness();

  /**
   * Somebody knows of an event that was not told: the stream is not fresh from now on, and connects
   * anew. May be called from any thread.
   */
  void doubt(String why);
}
