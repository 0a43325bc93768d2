package quantum.account.snapshot;

import io.lettuce.core.api.async.RedisAsyncCommands;
import quantum.runtime.Redis;

/** Asks a Redis about itself. */
public final class RedisFactsReader {
  private RedisFactsReader() {}

  /**
   * @param nowMillis wall clock
   */
  public static RedisFacts read(Redis redis, long nowMillis) {
    RedisAsyncCommands<String, String> ask = redis.async();
    var info = ask.info();
    var who = ask.aclWhoami();
    var everybody = ask.aclGetuser("default");
    var folder = ask.configGet("dir");
    Answers answers = new Answers(); // what may not be asked is no secret about the account
    return RedisFacts.of(
        answers.found("INFO", info),
        answers.found("ACL WHOAMI", who),
        answers.found("ACL GETUSER", everybody),
        answers.found("CONFIG GET", folder),
        nowMillis);
  }
}
