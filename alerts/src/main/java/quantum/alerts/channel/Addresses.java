package quantum.alerts.channel;

import java.net.URI;

/** Addresses as operators write them. */
public final class Addresses {
  private Addresses() {}

  /**
   * @throws IllegalArgumentException without the text in it, which may be a secret
   */
  public static URI http(String text) {
    URI address;
    try {
      address = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no address");
    }
    boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!web || address.getHost() == null || address.getUserInfo() != null) {
      throw new IllegalArgumentException("is no http or https address");
    }
    return address;
  }

  /** Without a slash at its end. */
  static String bare(URI address) {
    return address.toString().replaceAll("/+$", "");
  }
}
