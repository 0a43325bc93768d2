package quantum.apply;

import io.lettuce.core.RestoreArgs;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TransactionResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A rig's namespace as Redis had it at one instant, to be put back as after a loss of moments. */
final class RedisPast {
  private final ApplyRig rig;
  private final long nanos = System.nanoTime();
  private final Map<String, Kept> keys = new TreeMap<>();

  private record Kept(byte[] value, long ttlMillis) {}

  private RedisPast(ApplyRig rig) {
    this.rig = rig;
  }

  /** All keys of one instant: a result without its acknowledgement, or its marks, never was. */
  static RedisPast of(ApplyRig rig) {
    Optional<RedisPast> past = Optional.empty();
    while (past.isEmpty()) {
      past = attempt(rig);
    }
    return past.get();
  }

  /** Empty if a key came or went before they were read. */
  private static Optional<RedisPast> attempt(ApplyRig rig) {
    RedisPast past = new RedisPast(rig);
    var redis = rig.probe.commands();
    String all = rig.names.namespace() + ":*";
    List<String> names = redis.keys(all);
    redis.multi();
    redis.keys(all);
    for (String name : names) {
      redis.dump(name);
      redis.pttl(name);
    }
    TransactionResult kept = redis.exec();
    List<String> then = kept.get(0);
    if (!Set.copyOf(then).equals(Set.copyOf(names))) {
      return Optional.empty();
    }
    for (int i = 0; i < names.size(); i++) {
      byte[] value = kept.get(2 * i + 1);
      if (value != null) {
        past.keys.put(names.get(i), new Kept(value, kept.get(2 * i + 2)));
      }
    }
    return Optional.of(past);
  }

  long ageMillis() {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  /** Redis is as it was then; who was connected finds out by having been cut off. */
  void comesBack(RedisGate gate) {
    gate.shut();
    comesBack();
    gate.open();
  }

  void comesBack() {
    var redis = rig.probe.commands();
    redis.multi();
    redis.eval(
        "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end",
        ScriptOutputType.STATUS,
        new String[0],
        rig.names.namespace() + ":*");
    keys.forEach(
        (key, kept) ->
            redis.restore(
                key,
                kept.value(),
                RestoreArgs.Builder.ttl(Math.max(kept.ttlMillis(), 0)).replace()));
    redis.exec();
  }
}
