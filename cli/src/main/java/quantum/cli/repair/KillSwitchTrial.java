package quantum.cli.repair;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.util.Objects;
import java.util.Optional;
import quantum.runtime.Redis;

/** Throws the kill switch for a moment; it lapses by itself should nobody put it back. */
final class KillSwitchTrial {
  private static final int LAPSES_SECONDS = 60;

  /** Ours has a time to live; one that has none was set by an operator meanwhile, and stays. */
  private static final String RESTORE =
      "if redis.call('PTTL', KEYS[1]) ~= -1 then"
          + " if ARGV[1] == '' then redis.call('DEL', KEYS[1])"
          + " else redis.call('SET', KEYS[1], ARGV[1]) end end return 1";

  private final Redis redis;
  private final String key;
  private final Optional<String> before;
  private boolean on;

  KillSwitchTrial(Redis redis, String key) {
    this.redis = redis;
    this.key = key;
    this.before = Optional.ofNullable(redis.commands().get(key));
  }

  String key() {
    return key;
  }

  synchronized void on() {
    on = true;
    redis.commands().set(key, "1", SetArgs.Builder.ex(LAPSES_SECONDS));
  }

  synchronized void restore() {
    if (on) {
      redis
          .commands()
          .eval(RESTORE, ScriptOutputType.INTEGER, new String[] {key}, before.orElse(""));
      on = false;
    }
  }

  boolean isAsBefore() {
    return Objects.equals(before.orElse(null), redis.commands().get(key));
  }
}
