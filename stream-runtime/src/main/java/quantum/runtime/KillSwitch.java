package quantum.runtime;

import io.lettuce.core.RedisCommandExecutionException;
import quantum.contracts.KillSwitchText;

/** Reads the operator's switch the way {@code commit.lua} does. */
public final class KillSwitch {
  private KillSwitch() {}

  /** Whether it is on: by its text, or because it is a key of another type, which is no "off". */
  public static boolean isOn(Redis redis, String key) {
    try {
      return KillSwitchText.isOn(redis.commands().get(key));
    } catch (RedisCommandExecutionException e) {
      if (RedisUnavailable.isWrongType(e)) {
        return true;
      }
      throw e;
    }
  }
}
