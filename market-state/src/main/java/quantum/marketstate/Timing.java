package quantum.marketstate;

import java.time.Duration;
import quantum.marketdata.ConnectionTiming;

/**
 * How patient the feed is.
 *
 * @param poll between two requests for the prices of silent symbols
 * @param watchlist between two looks at the open positions
 */
record Timing(Duration poll, Duration watchlist, ConnectionTiming connections) {

  static Timing of(MarketStateSettings settings) {
    return new Timing(
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        ConnectionTiming.of(Duration.ofSeconds(settings.silenceSec())));
  }
}
