package quantum.runtime;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** How a Redis is kept that will lose what it was given, or soon refuse it. */
public enum RedisFlaw {
  EVICTS(
      "evicts keys when its memory is full (maxmemory-policy {}): positions and plans may vanish."
          + " CONFIG SET maxmemory-policy noeviction, or run configure_redis.sh"),
  FORGETS(
      "keeps no append-only file (appendonly no): a restart loses everything. Run"
          + " configure_redis.sh; never switch it on in the configuration file alone"),
  CANNOT_KEEP(
      "cannot write its append-only file (aof_last_write_status {}): is the disk full? df -h, and"
          + " the log of Redis"),
  READ_ONLY(
      "is a replica of {}: nothing can be written, or it is lost. Name the master in REDIS_URL, or"
          + " use redis-sentinel://"),
  NEARLY_FULL(
      "has less than 10 % of its memory left ({} bytes used): soon it refuses every write."
          + " Raise maxmemory, or find what grows: redis-cli --bigkeys");

  private final String sentence;

  RedisFlaw(String sentence) {
    this.sentence = sentence;
  }

  /**
   * The flaws of a server, each with the sentence for the operator.
   *
   * @param info what INFO answers; what it does not say is taken for right
   */
  public static Map<RedisFlaw, String> in(String info) {
    Map<String, String> said = new HashMap<>();
    info.lines()
        .map(line -> line.split(":", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> said.put(parts[0], parts[1].strip()));
    Map<RedisFlaw, String> flaws = new EnumMap<>(RedisFlaw.class);
    String policy = said.getOrDefault("maxmemory_policy", "noeviction");
    if (!policy.equals("noeviction")) {
      EVICTS.add(flaws, policy);
    }
    if (said.getOrDefault("aof_enabled", "1").equals("0")) {
      FORGETS.add(flaws, "");
    }
    String written = said.getOrDefault("aof_last_write_status", "ok");
    if (!written.equals("ok")) {
      CANNOT_KEEP.add(flaws, written);
    }
    if (said.getOrDefault("role", "master").equals("slave")) {
      READ_ONLY.add(flaws, said.get("master_host") + ":" + said.get("master_port"));
    }
    long most = bytes(said.get("maxmemory"));
    long used = bytes(said.get("used_memory"));
    if (most > 0 && used > most / 10 * 9) {
      NEARLY_FULL.add(flaws, used + " of " + most);
    }
    return flaws;
  }

  private static long bytes(String found) {
    return found != null && found.matches("\\d{1,18}") ? Long.parseLong(found) : 0;
  }

  private void add(Map<RedisFlaw, String> flaws, String found) {
    flaws.put(this, sentence.replace("{}", found));
  }
}
