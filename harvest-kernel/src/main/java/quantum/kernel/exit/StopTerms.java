package quantum.kernel.exit;

import java.util.Optional;

/**
 * How a stop is held against prices (SPEC §11.3).
 *
 * @param sinceMillis event time from which on it holds, epoch milliseconds; no older price is held
 *     against it. Absent: nobody knows, and any price is
 * @param graceMillis event time that the exchange is given to close at it, counted from the first
 *     price beyond it; 0 where nothing rests there
 */
public record StopTerms(Optional<Long> sinceMillis, long graceMillis) {
  /** A stop that always was, and that nobody but us acts on. */
  public static final StopTerms ANY_PRICE = new StopTerms(Optional.empty(), 0);

  /**
   * @throws IllegalArgumentException if the grace is negative
   */
  public StopTerms {
    if (graceMillis < 0) {
      throw new IllegalArgumentException("grace must be >= 0 ms, was " + graceMillis);
    }
  }

  /** Whether a price of that time is too old to be held against the stop. */
  boolean isYoungerThan(long priceMillis) {
    return sinceMillis.filter(since -> priceMillis < since).isPresent();
  }
}
