package quantum.runtime;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Redis cannot serve at the moment, or the connection broke before its answer came. What was asked
 * of it may or may not have happened: the caller forgets what it believes and reads again, it does
 * not repeat.
 */
public final class RedisUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  // Answers that stay the same however long one waits. Every other error code (LOADING, READONLY,
  // MASTERDOWN,
  // CLUSTERDOWN, MISCONF, OOM, NOREPLICAS, BUSY, TRYAGAIN …) speaks of the server's present
  // condition.
  private static final Set<String> LASTING =
      Set.of(
          "ERR",
          "WRONGTYPE",
          "NOGROUP",
          "UNBLOCKED",
          "BUSYGROUP",
          "NOSCRIPT",
          "NOPERM",
          "CROSSSLOT",
          "EXECABORT",
          "NOPROTO");

  /** Answers to a login that no waiting changes. "ERR max number of clients" is none of them. */
  private static final Pattern REFUSAL =
      Pattern.compile("(?:WRONGPASS|NOAUTH|NOPERM)\\b.*|ERR .*(?:DB index|SELECT|AUTH).*");

  private final boolean aboutAKey;

  public RedisUnavailable(String message, Throwable cause) {
    super(message, cause);
    this.aboutAKey = false;
  }

  private RedisUnavailable(String message) {
    super(message);
    this.aboutAKey = true;
  }

  /**
   * A stream's key holds something else: nothing can be read from it or sent to it until somebody
   * has removed that.
   *
   * @param found its type
   */
  public static RedisUnavailable noStream(String key, String found) {
    return new RedisUnavailable(key + " is a " + found + ", must be a stream: remove it");
  }

  /** Whether a key of another type is in the way, and not Redis: only a person can remove it. */
  public boolean isAboutAKey() {
    return aboutAKey;
  }

  /** The same of any failure, a refusal of Redis included. */
  static boolean isAboutAKey(Throwable failure) {
    return isWrongType(failure) || failure instanceof RedisUnavailable it && it.aboutAKey;
  }

  /** Whether Redis refused because the key holds another type than was asked for. */
  public static boolean isWrongType(Throwable failure) {
    return code(failure).equals("WRONGTYPE");
  }

  /**
   * Whether waiting may help: a lost connection, a timeout, a server that loads, fails over or is
   * full.
   */
  public static boolean is(Throwable failure) {
    return switch (failure) {
      case RedisUnavailable e -> true;
      case RedisCommandExecutionException e -> !LASTING.contains(code(e));
      case RedisException e -> true;
      case CancellationException e -> true;
      default -> false;
    };
  }

  /** What somebody who waits for Redis to serve again says of it. */
  public static String waiting(Throwable failure) {
    Throwable said =
        Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
            .filter(RedisCommandExecutionException.class::isInstance)
            .findFirst()
            .orElse(failure);
    return switch (code(said)) {
      case "OOM" ->
          "waits for Redis, whose memory is full and which refuses writes: raise maxmemory, or find"
              + " what grows (redis-cli --bigkeys)";
      case "MISCONF" ->
          "waits for Redis, which cannot write to its disk and refuses writes: df -h, and the log of"
              + " Redis";
      case "READONLY" -> "waits for Redis, which is a replica and refuses writes";
      case "LOADING" -> "waits for Redis, which is still loading its data";
      default -> "waits for Redis: " + said.getMessage();
    };
  }

  /** The answer of a server that took the connection and not the user, password or database. */
  static Optional<String> refusal(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(RedisCommandExecutionException.class::isInstance)
        .map(Throwable::getMessage)
        .filter(message -> message != null && REFUSAL.matcher(message).matches())
        .findFirst();
  }

  /** The first word of Redis's error answer, e.g. NOGROUP; "" if there is none. */
  static String code(Throwable failure) {
    String message = failure.getMessage();
    return failure instanceof RedisCommandExecutionException && message != null
        ? message.split(" ", 2)[0]
        : "";
  }
}
