package quantum.marketdata;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import quantum.runtime.Settings;

/**
 * Reads the base addresses of a venue: scheme, host and port, to which the API's paths are added.
 */
public final class VenueAddress {
  public static final String REST_ALLOWED = "http://host:port or https://host without a path";
  public static final String STREAMS_ALLOWED =
      "ws://host:port or wss://host without a path (/market is added)";

  private VenueAddress() {}

  /** {@code MARKET_REST_URL}: where prices and candles are asked for. */
  public static URI restOf(Settings settings) {
    return settings.parsed(
        "MARKET_REST_URL", "https://fapi.binance.com", VenueAddress::rest, REST_ALLOWED);
  }

  /** {@code MARKET_WS_URL}: where prices are heard. */
  public static URI streamsOf(Settings settings) {
    return settings.parsed(
        "MARKET_WS_URL", "wss://fstream.binance.com", VenueAddress::streams, STREAMS_ALLOWED);
  }

  /**
   * @throws IllegalArgumentException if it is none of HTTP
   */
  public static URI rest(String text) {
    return base(text, List.of("http", "https"));
  }

  /**
   * @throws IllegalArgumentException if it is none of WebSocket
   */
  public static URI streams(String text) {
    return base(text, List.of("ws", "wss"));
  }

  private static URI base(String text, List<String> schemes) {
    URI base = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
    if (base.getHost() == null
        || !base.getRawPath().isEmpty()
        || base.getRawQuery() != null
        || base.getRawUserInfo() != null
        || !schemes.contains(scheme)) {
      throw new IllegalArgumentException("not a base address");
    }
    return base;
  }
}
