package quantum.apply.venue.binance;

import java.time.Duration;

/**
 * How long the exchange is waited for.
 *
 * @param connect for a connection
 * @param read for the whole answer once connected
 * @param recvWindow how old a request may be when the exchange reads it
 */
public record Timeouts(Duration connect, Duration read, Duration recvWindow) {
  public static final Timeouts DEFAULT =
      new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(5));

  /**
   * @throws IllegalArgumentException if one is not positive, or the window is above 60 s, which the
   *     exchange refuses
   */
  public Timeouts {
    if (!connect.isPositive() || !read.isPositive() || !recvWindow.isPositive()) {
      throw new IllegalArgumentException(
          "timeouts must be > 0, were " + connect + ", " + read + ", " + recvWindow);
    }
    if (recvWindow.compareTo(Duration.ofSeconds(60)) > 0) {
      throw new IllegalArgumentException("recvWindow must be at most 60 s, was " + recvWindow);
    }
  }
}
