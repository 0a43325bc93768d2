package quantum.console.web;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may ask. A page of another site can make a browser send requests here, by an address that it
 * makes point to this machine (DNS rebinding) or blindly; both end here.
 */
final class Gate {
  static final String TOKEN_HEADER = "Authorization";
  private static final String BEARER = "Bearer ";
  private static final int MISDIRECTED = 421;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none';"
              + " form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), geolocation=(), microphone=(), payment=()",
          "Cache-Control",
          "no-store");

  private final Set<String> hosts;
  private final Optional<Token> token;
  private final boolean readToken;

  /**
   * @param names besides those of loopback by which a browser may call
   * @param token that is needed to act, and to read if {@code readToken}
   */
  Gate(Set<String> names, Optional<Token> token, boolean readToken) {
    this.hosts = new HashSet<>(names);
    this.hosts.addAll(Set.of("localhost", "127.0.0.1", "[::1]"));
    this.token = token;
    this.readToken = readToken;
  }

  /** Before anything is answered. */
  void before(Context ctx) {
    HEADERS.forEach(ctx::header);
    requireHost(ctx);
    if (!isOfThePage(ctx.path())) {
      requireSameSite(ctx);
      if (readToken) {
        requireToken(ctx);
      }
    }
  }

  /** Its files hold no data, and the page that asks for the token must come without one. */
  private static boolean isOfThePage(String path) {
    return path.equals("/") || path.startsWith("/web/");
  }

  private void requireHost(Context ctx) {
    String host = String.valueOf(ctx.header("Host")).toLowerCase(Locale.ROOT);
    String name = host.replaceFirst(":\\d{1,5}$", "");
    if (!hosts.contains(name)) {
      throw new HttpResponseException(
          MISDIRECTED,
          "this console is not called by that name; CONSOLE_HOSTS lists the names by which it is");
    }
  }

  /** What the browser says of where the request comes from; who is no browser says nothing. */
  private static void requireSameSite(Context ctx) {
    String site = ctx.header("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      throw new HttpResponseException(FORBIDDEN, "asked for by a page of another site");
    }
  }

  /** The token, in a header that no page of another site can make a browser send. */
  void requireToken(Context ctx) {
    String shown = ctx.header(TOKEN_HEADER);
    boolean right =
        shown != null
            && shown.startsWith(BEARER)
            && token.filter(it -> it.is(shown.substring(BEARER.length()))).isPresent();
    if (!right) {
      ctx.header("WWW-Authenticate", "Bearer");
      throw new HttpResponseException(
          UNAUTHORIZED, shown == null ? "a token is needed" : "this is not the token");
    }
  }

  /** That a request which acts comes from a page of this console, as its browser says. */
  void requireOwnPage(Context ctx) {
    requireToken(ctx);
    requireSameSite(ctx);
    String origin = ctx.header("Origin");
    if (origin != null && !isOwn(origin)) {
      throw new HttpResponseException(FORBIDDEN, "asked for by a page of another site");
    }
  }

  private boolean isOwn(String origin) {
    String host =
        origin
            .toLowerCase(Locale.ROOT)
            .replaceFirst("^https?://", "")
            .replaceFirst(":\\d{1,5}$", "");
    return hosts.contains(host);
  }
}
