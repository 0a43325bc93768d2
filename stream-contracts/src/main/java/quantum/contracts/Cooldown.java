package quantum.contracts;

/**
 * {@code quantum:cooldown:open:{SYMBOL}}: the event time of the open or full close that started it.
 * The key's TTL only cleans up; whether a symbol cools down is judged by event time (SPEC §2). The
 * trading bot keeps its own, longer one in the same form.
 */
public record Cooldown(long sinceMillis) {
  public static final long SECONDS = 180;

  /** No event of ours is older (2001): such a value is an operator's mark, not a time. */
  private static final long EARLIEST_MILLIS = 1_000_000_000_000L;

  /** Reads the key's value; what is no time counts for as long as the key lives. */
  public static Cooldown decode(String value) {
    try {
      long since = EventTime.parseMillis(value);
      return new Cooldown(since < EARLIEST_MILLIS ? Long.MAX_VALUE : since);
    } catch (IllegalArgumentException e) {
      return new Cooldown(Long.MAX_VALUE);
    }
  }

  /** Whether an entry at {@code eventMillis} is too early. */
  public boolean covers(long eventMillis) {
    return eventMillis - SECONDS * 1000 < sinceMillis;
  }

  public String encode() {
    return EventTime.format(sinceMillis);
  }
}
