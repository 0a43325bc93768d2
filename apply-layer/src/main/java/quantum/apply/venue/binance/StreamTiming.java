package quantum.apply.venue.binance;

import java.time.Duration;

/**
 * How patient {@link UserStream} is.
 *
 * @param keepAlive between two extensions of the key, which the venue lets lapse after an hour
 * @param ping between two questions for a sign of life
 * @param silence without one for so long the connection is dead
 * @param patience until a new connection has to have given its first sign
 * @param renewal age at which a connection is replaced; the venue cuts it at 24 h
 * @param spacing least time between two comparisons that unreadable events ask for
 * @param firstPause before what failed is tried again; doubled up to {@code longestPause}
 */
public record StreamTiming(
    Duration keepAlive,
    Duration ping,
    Duration silence,
    Duration patience,
    Duration renewal,
    Duration spacing,
    Duration firstPause,
    Duration longestPause) {
  public static final StreamTiming DEFAULT =
      new StreamTiming(
          // whoever deletes the key leaves a socket that answers pings and tells nothing
          Duration.ofMinutes(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofHours(23),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30));

  /**
   * @throws IllegalArgumentException if one is not positive, or a ping would come too late
   */
  public StreamTiming {
    if (!keepAlive.isPositive()
        || !ping.isPositive()
        || !patience.isPositive()
        || !renewal.isPositive()
        || !spacing.isPositive()
        || !firstPause.isPositive()
        || longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException("every span must be > 0, the longest pause the longest");
    }
    if (ping.compareTo(silence) >= 0) {
      throw new IllegalArgumentException(
          "ping must be below silence, were " + ping + " and " + silence);
    }
  }
}
