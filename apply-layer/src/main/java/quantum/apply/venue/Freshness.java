package quantum.apply.venue;

/** Whether a stream can be believed to tell what happens now. */
public sealed interface Freshness {

  /**
   * @return milliseconds since the stream last gave a sign of life; since it was made if it never
   *     has
   */
  long ageMillis();

  /** It gave a sign of life lately enough. */
  record Fresh(long ageMillis) implements Freshness {}

  /**
   * Nobody listens, or nothing is heard.
   *
   * @param forMillis since it stopped being fresh, milliseconds, ≥ 0
   */
  record Dead(long ageMillis, long forMillis) implements Freshness {}

  default boolean isFresh() {
    return this instanceof Fresh;
  }
}
