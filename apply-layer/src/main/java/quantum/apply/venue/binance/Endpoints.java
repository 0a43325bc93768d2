package quantum.apply.venue.binance;

import java.net.URI;
import java.util.Locale;

/**
 * Where the API answers. The production account, the demo account, the paper exchange and the tests
 * differ in nothing else.
 *
 * @param restBase scheme, host and port, without a path
 */
public record Endpoints(URI restBase) {
  /** Real money. */
  public static final Endpoints PRODUCTION = at("https://fapi.binance.com");

  /** The exchange's demo account. */
  public static final Endpoints DEMO = at("https://demo-fapi.binance.com");

  /**
   * @throws IllegalArgumentException if it is no http or https address with a host, or has a path
   */
  public Endpoints {
    String scheme =
        restBase.getScheme() == null ? "" : restBase.getScheme().toLowerCase(Locale.ROOT);
    boolean local =
        "127.0.0.1".equals(restBase.getHost()) || "localhost".equals(restBase.getHost());
    String path = restBase.getRawPath() == null ? "" : restBase.getRawPath();
    if (restBase.getHost() == null
        || restBase.getRawQuery() != null
        || restBase.getRawUserInfo() != null
        || !path.isEmpty()
        // a signed order in the clear may be read and held back on its way
        || !(scheme.equals("https") || local && scheme.equals("http"))) {
      throw new IllegalArgumentException(
          "REST base must be https://host[:port] without a path (http only on 127.0.0.1), was '"
              + restBase
              + "'");
    }
  }

  /**
   * @throws IllegalArgumentException if the text is no such address
   */
  public static Endpoints at(String restBase) {
    return new Endpoints(
        URI.create(
            restBase.endsWith("/") ? restBase.substring(0, restBase.length() - 1) : restBase));
  }
}
