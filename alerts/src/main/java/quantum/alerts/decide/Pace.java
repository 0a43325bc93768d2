package quantum.alerts.decide;

import java.util.List;

/**
 * How often a symbol is harvested, against its own past.
 *
 * @param lastHour harvests within the hour that ends now
 * @param usualPerHour mean of the hours before it, as far back as is known, at most a week
 */
public record Pace(int lastHour, double usualPerHour) {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long WEEK_MILLIS = 7 * 24 * HOUR_MILLIS;

  /** With less behind it nothing is usual yet. */
  private static final long KNOWN_MILLIS = 6 * HOUR_MILLIS;

  /**
   * @param harvestsMillis event times, in any order, as many as are kept
   * @param complete whether none of the last week's is missing: fewer are kept than could be
   */
  public static Pace of(List<Long> harvestsMillis, boolean complete, long now) {
    int recent = 0;
    int before = 0;
    long oldest = now;
    for (long at : harvestsMillis) {
      long age = now - at;
      if (age >= 0 && age < HOUR_MILLIS) {
        recent++;
      } else if (age >= HOUR_MILLIS && age < WEEK_MILLIS) {
        before++;
        oldest = Math.min(oldest, at);
      }
    }
    long span = complete ? WEEK_MILLIS - HOUR_MILLIS : now - HOUR_MILLIS - oldest;
    double hours = Math.max(span, KNOWN_MILLIS) / (double) HOUR_MILLIS;
    return new Pace(recent, before / hours);
  }

  /**
   * Whether that is far above the usual.
   *
   * @param factor how many times the usual, &gt; 0; 0 = never
   * @param least harvests in the hour below which nothing is said
   */
  public boolean isFarAbove(double factor, int least) {
    return factor > 0 && lastHour >= least && lastHour > factor * usualPerHour;
  }
}
