package quantum.marketstate;

import java.time.Duration;

/**
 * How patient the feed is.
 *
 * @param silence without a price for so long: poll, and ask the socket for a sign of life
 * @param poll between two polls
 * @param watchlist between two looks at the open positions
 * @param renewal age at which a socket is replaced; the venue cuts it at 24 h
 * @param firstBackOff before the first try to connect again; doubled up to {@code lastBackOff}
 */
record Timing(
    Duration silence,
    Duration poll,
    Duration watchlist,
    Duration renewal,
    Duration firstBackOff,
    Duration lastBackOff) {

  static Timing of(MarketStateSettings settings) {
    return new Timing(
        Duration.ofSeconds(settings.silenceSec()),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofMinutes(23 * 60 + 30),
        Duration.ofMillis(250),
        Duration.ofSeconds(30));
  }
}
