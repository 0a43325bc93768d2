package quantum.runtime;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.Decoded;
import quantum.contracts.Halt;

/** Reads a halt or a pause the way {@code commit.lua} does. */
public final class HaltSwitch {
  private HaltSwitch() {}

  /**
   * What is in force at a key; a key that is no hash is a halt that nobody can read.
   *
   * @param nowMillis wall clock, epoch milliseconds
   */
  public static Optional<Halt> inForce(Redis redis, String key, long nowMillis) {
    try {
      return of(redis.commands().hgetall(key)).filter(halt -> halt.isInForce(nowMillis));
    } catch (RedisCommandExecutionException e) {
      if (RedisUnavailable.isWrongType(e)) {
        return Optional.of(Halt.UNREADABLE);
      }
      throw e;
    }
  }

  private static Optional<Halt> of(Map<String, String> hash) {
    return switch (Halt.decode(hash)) {
      case Decoded.Ok<Optional<Halt>>(Optional<Halt> halt, _) -> halt;
      case Decoded.Bad<Optional<Halt>> _ -> Optional.of(Halt.UNREADABLE);
    };
  }
}
