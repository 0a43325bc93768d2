package quantum.alerts.decide;

import quantum.contracts.HeardAlert;

/**
 * Something that stands and whose end will be told.
 *
 * @param text as last said, clean
 * @param count how often it was said to have come since {@code sinceMillis}
 * @param toldAtMillis when a message last spoke of it, wall clock
 * @param heardAtMillis when it was last heard of, wall clock
 */
public record Incident(
    String kind,
    String service,
    String text,
    boolean critical,
    long sinceMillis,
    long count,
    long toldAtMillis,
    long heardAtMillis) {
  private static final int KEY_PART = 60;

  static Incident of(HeardAlert alert, String kind, String text, long now) {
    return new Incident(
        kind,
        alert.service(),
        text,
        alert.critical(),
        alert.sinceMillis(),
        alert.count(),
        now,
        now);
  }

  /** What tells it from every other one. */
  static String key(HeardAlert alert) {
    return Words.clean(alert.service(), KEY_PART)
        + '|'
        + Words.clean(alert.kind(), KEY_PART)
        + '|'
        + Words.clean(alert.symbol(), KEY_PART)
        + '|'
        + Words.clean(alert.about(), KEY_PART);
  }

  Incident heard(HeardAlert again, String newest, long now) {
    return new Incident(
        kind, service, newest, critical, sinceMillis, again.count(), toldAtMillis, now);
  }

  Incident toldAt(long now) {
    return new Incident(kind, service, text, critical, sinceMillis, count, now, heardAtMillis);
  }
}
