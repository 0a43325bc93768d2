package quantum.runtime.snapshot;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import quantum.runtime.Redis;

/** Many hashes in one round trip. */
final class Hashes {
  private static final long TIMEOUT_SECONDS = 5;

  private Hashes() {}

  /**
   * The hashes in the order of the keys; an empty map where there is none, an empty {@code
   * Optional} where the key holds something else.
   */
  static List<Optional<Map<String, String>>> read(Redis redis, List<String> keys) {
    List<RedisFuture<Map<String, String>>> answers = new ArrayList<>(keys.size());
    for (String key : keys) {
      answers.add(redis.async().hgetall(key));
    }
    List<Optional<Map<String, String>>> hashes = new ArrayList<>(keys.size());
    for (RedisFuture<Map<String, String>> answer : answers) {
      hashes.add(hash(answer));
    }
    return hashes;
  }

  /** One key of the wrong type must not blind a service to all the others. */
  private static Optional<Map<String, String>> hash(RedisFuture<Map<String, String>> answer) {
    try {
      return Optional.of(LettuceFutures.awaitOrCancel(answer, TIMEOUT_SECONDS, TimeUnit.SECONDS));
    } catch (RedisCommandExecutionException e) {
      if (isWrongType(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  static boolean isWrongType(RedisCommandExecutionException e) {
    return e.getMessage() != null && e.getMessage().startsWith("WRONGTYPE");
  }
}
