package quantum.apply;

import io.lettuce.core.RestoreArgs;
import io.lettuce.core.TransactionResult;
import java.util.List;
import java.util.Map;
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

  /** All keys at once: a result without its acknowledgement never was. */
  static RedisPast of(ApplyRig rig) {
    RedisPast past = new RedisPast(rig);
    var redis = rig.probe.commands();
    List<String> names = redis.keys(rig.names.namespace() + ":*");
    redis.multi();
    for (String name : names) {
      redis.dump(name);
      redis.pttl(name);
    }
    TransactionResult kept = redis.exec();
    for (int i = 0; i < names.size(); i++) {
      byte[] value = kept.get(2 * i);
      if (value != null) {
        past.keys.put(names.get(i), new Kept(value, kept.get(2 * i + 1)));
      }
    }
    return past;
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
    List<String> now = redis.keys(rig.names.namespace() + ":*");
    redis.multi();
    now.forEach(redis::del);
    keys.forEach(
        (key, kept) ->
            redis.restore(
                key,
                kept.value(),
                RestoreArgs.Builder.ttl(Math.max(kept.ttlMillis(), 0)).replace()));
    redis.exec();
  }
}
