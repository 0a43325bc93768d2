package quantum.runtime;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why a venue did not answer, in the words of somebody who has to do something about it. */
public final class VenueUnreached {
  private static final int FIREWALL = 403;
  private static final int TEAPOT = 418;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE_FOR_LEGAL_REASONS = 451;

  private VenueUnreached() {}

  /** Of an exception of the JDK's HTTP client, or of what waited for it. */
  public static String because(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (isUnresolved(cause)) {
      return "its name cannot be resolved: is there a network, and DNS?";
    }
    return switch (cause) {
      case HttpConnectTimeoutException _ ->
          "no connection in time: is there a network, or a firewall in between?";
      case NoRouteToHostException _ -> "there is no way to it from here: is there a network?";
      // the JDK's client does not tell a refused connection from a missing way
      case ConnectException e when e.getMessage() == null ->
          "no connection: nothing listens at that address, or no network leads there";
      case ConnectException e -> "no connection: " + e.getMessage();
      case HttpTimeoutException _, TimeoutException _ -> "no whole answer in time";
      case SSLException e -> "no secure connection: " + said(e);
      default -> said(cause);
    };
  }

  /** Of the status of an answer that has no better reason in it, e.g. {@code HTTP 500}. */
  public static String because(int status) {
    return switch (status) {
      case UNAVAILABLE_FOR_LEGAL_REASONS -> "HTTP 451: it does not serve this country";
      case FIREWALL -> "HTTP 403: it refuses this machine's address or country";
      case TOO_MANY, TEAPOT ->
          "HTTP " + status + ": too many calls from this address, it wants a pause";
      default -> "HTTP " + status;
    };
  }

  private static boolean isUnresolved(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            e -> e instanceof UnresolvedAddressException || e instanceof UnknownHostException);
  }

  private static String said(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    return failure.getMessage() == null ? name : name + ": " + failure.getMessage();
  }
}
