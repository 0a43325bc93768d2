package quantum.marketdata;

import java.time.Duration;

/**
 * How patient {@link MarketConnections} are.
 *
 * @param silence without a price for so long a connection is asked for a sign of life
 * @param renewal age at which it is replaced by a successor; the venue cuts it at 24 h
 * @param answer a request unanswered for so long counts as refused
 * @param spacing between two requests on a connection; the venue takes ten messages a second
 * @param firstBackOff before what failed is tried again; doubled up to {@code lastBackOff}
 */
public record ConnectionTiming(
    Duration silence,
    Duration renewal,
    Duration answer,
    Duration spacing,
    Duration firstBackOff,
    Duration lastBackOff) {

  /** As the venue's documents ask for. */
  public static ConnectionTiming of(Duration silence) {
    return new ConnectionTiming(
        silence,
        Duration.ofMinutes(23 * 60 + 30),
        Duration.ofSeconds(5),
        Duration.ofMillis(200),
        Duration.ofMillis(250),
        Duration.ofSeconds(30));
  }
}
