package quantum.account.snapshot;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import quantum.contracts.Decoded;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.snapshot.Found;
import quantum.runtime.snapshot.Found.Absent;
import quantum.runtime.snapshot.Found.Garbled;
import quantum.runtime.snapshot.Found.Known;

/**
 * Awaits what was asked of Redis. A key of another type hides nothing else, and what this user may
 * not read is noted: it is unknown, never absent.
 */
final class Answers {
  private static final long TIMEOUT_SECONDS = 5;

  private final List<String> withheld = new ArrayList<>();

  /** What the user may not read, as far as it was asked for. */
  List<String> withheld() {
    return List.copyOf(withheld);
  }

  /**
   * @throws RuntimeException that {@link RedisUnavailable} knows, if Redis does not answer
   */
  <T> Found<T> found(String key, RedisFuture<T> answer) {
    try {
      T value = LettuceFutures.awaitOrCancel(answer, TIMEOUT_SECONDS, TimeUnit.SECONDS);
      return value == null ? Found.absent() : new Known<>(value);
    } catch (RedisCommandExecutionException e) {
      if (RedisUnavailable.is(e)) {
        throw e;
      }
      String why = String.valueOf(e.getMessage());
      if (Withheld.says(why)) {
        withheld.add(key);
      }
      return new Garbled<>(why);
    }
  }

  /** A hash, decoded; one without fields does not exist. */
  <T> Found<T> hash(
      String key,
      RedisFuture<Map<String, String>> answer,
      Function<Map<String, String>, Decoded<Optional<T>>> codec) {
    return decoded(found(key, answer), codec);
  }

  /** The same, of a hash that has come. */
  static <T> Found<T> decoded(
      Found<Map<String, String>> hash, Function<Map<String, String>, Decoded<Optional<T>>> codec) {
    return switch (hash) {
      case Absent<Map<String, String>> none -> Found.absent();
      case Garbled<Map<String, String>>(String why) -> new Garbled<>(why);
      case Known<Map<String, String>>(Map<String, String> fields) ->
          switch (codec.apply(fields)) {
            case Decoded.Ok<Optional<T>>(Optional<T> value, _) ->
                value.<Found<T>>map(Known::new).orElseGet(Absent::new);
            case Decoded.Bad<Optional<T>> bad -> new Garbled<>(bad.reason());
          };
    };
  }

  /** The value, or what stands for one that does not exist or is of another type. */
  <T> T or(String key, RedisFuture<T> answer, T otherwise) {
    return found(key, answer).value().orElse(otherwise);
  }
}
