package quantum.apply.venue.binance;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

/**
 * Where the API answers. The production account, the demo account, the paper exchange and the tests
 * differ in nothing else.
 *
 * @param restBase scheme, host and port, without a path
 * @param streamBase the same of the WebSocket streams
 */
public record Endpoints(URI restBase, URI streamBase) {
  /** Streams that answer under another name than the API. */
  private static final Map<String, String> STREAM_HOSTS =
      Map.of(
          "fapi.binance.com", "fstream.binance.com",
          "demo-fapi.binance.com", "demo-fstream.binance.com",
          "testnet.binancefuture.com", "fstream.binancefuture.com");

  /** Real money. */
  public static final Endpoints PRODUCTION = at("https://fapi.binance.com");

  /** The exchange's demo account. */
  public static final Endpoints DEMO = at("https://demo-fapi.binance.com");

  /**
   * @throws IllegalArgumentException if one is no address of its kind with a host, or has a path
   */
  public Endpoints {
    require("REST", restBase, "https", "http");
    require("stream", streamBase, "wss", "ws");
  }

  private static void require(String what, URI base, String safe, String inTheClear) {
    String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
    boolean local = "127.0.0.1".equals(base.getHost()) || "localhost".equals(base.getHost());
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    if (base.getHost() == null
        || base.getRawQuery() != null
        || base.getRawUserInfo() != null
        || !path.isEmpty()
        // in the clear, a signed order may be read and held back on its way, and so may a fill
        || !(scheme.equals(safe) || local && scheme.equals(inTheClear))) {
      throw new IllegalArgumentException(
          what
              + " base must be "
              + safe
              + "://host[:port] without a path ("
              + inTheClear
              + " only on 127.0.0.1), was '"
              + base
              + "'");
    }
  }

  /**
   * The API at an address, with the streams that belong to it: the venue's own where the address is
   * one of its own, otherwise those of the same host and port.
   *
   * @throws IllegalArgumentException if the text is no such address
   */
  public static Endpoints at(String restBase) {
    URI rest = URI.create(withoutSlash(restBase));
    return new Endpoints(rest, streamsOf(rest));
  }

  /**
   * The same API with its streams elsewhere.
   *
   * @throws IllegalArgumentException if the text is no such address
   */
  public Endpoints withStreams(String streamBase) {
    return new Endpoints(restBase, URI.create(withoutSlash(streamBase)));
  }

  private static URI streamsOf(URI rest) {
    String scheme = "http".equalsIgnoreCase(rest.getScheme()) ? "ws://" : "wss://";
    String host = rest.getHost() == null ? "" : rest.getHost().toLowerCase(Locale.ROOT);
    // an address without an authority is refused as a REST base, in words about that
    return URI.create(
        scheme
            + STREAM_HOSTS.getOrDefault(
                host, rest.getRawAuthority() == null ? "none" : rest.getRawAuthority()));
  }

  private static String withoutSlash(String base) {
    return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
  }
}
