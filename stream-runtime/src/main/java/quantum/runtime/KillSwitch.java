package quantum.runtime;

import io.lettuce.core.RedisCommandExecutionException;

/** Reads the operator's switch the way {@code commit.lua} does. */
final class KillSwitch {
  private KillSwitch() {}

  /** Whether it is on: {@code 1}, or a key of another type, which nobody can read as off. */
  static boolean isOn(Redis redis, String key) {
    try {
      return "1".equals(redis.commands().get(key));
    } catch (RedisCommandExecutionException e) {
      if (RedisUnavailable.code(e).equals("WRONGTYPE")) {
        return true;
      }
      throw e;
    }
  }
}
