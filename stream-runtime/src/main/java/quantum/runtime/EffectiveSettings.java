package quantum.runtime;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.HealthRecord;

/**
 * What a service runs with: hash {@code {ns}:settings:{service}}, each setting by its name,
 * defaults included and secrets masked. It lives as long as the sign of life beside it.
 *
 * <p>Settings do not change while a service runs, so all of them are written only where they are
 * not: at the start, after Redis lost them, or when somebody has put something else there. A single
 * field tells, which keeps what goes to Redis's disk every 2 s small. Not thread-safe.
 */
final class EffectiveSettings {
  private static final Logger log = LoggerFactory.getLogger(EffectiveSettings.class);

  private final String service;
  private final Map<String, String> values;
  private boolean published;
  private boolean refused;

  EffectiveSettings(String service, List<Settings.Known> known) {
    this.service = service;
    this.values =
        known.stream().collect(Collectors.toMap(Settings.Known::name, Settings.Known::value));
  }

  /**
   * Renews the hash. A user that may not write it costs the service nothing but this.
   *
   * @throws RuntimeException that {@link RedisUnavailable} knows
   */
  void write(Redis redis) {
    String key = redis.names().settings(service);
    try {
      if (!isThere(redis, key)) {
        redis.commands().del(key); // of an earlier release, or of another type
        redis.commands().hset(key, values);
        published = true;
      }
      redis.commands().expire(key, HealthRecord.TTL_SECONDS);
    } catch (RuntimeException e) {
      if (RedisUnavailable.is(e)) {
        throw e;
      }
      if (!refused) {
        log.warn("Settings are not shown in {}: {}", key, e.getMessage());
      }
      refused = true;
    }
  }

  private boolean isThere(Redis redis, String key) {
    if (!published || values.isEmpty()) {
      return values.isEmpty();
    }
    Map.Entry<String, String> sample = values.entrySet().iterator().next();
    try {
      return !redis.commands().hset(key, sample.getKey(), sample.getValue());
    } catch (RuntimeException e) {
      if (RedisUnavailable.isWrongType(e)) {
        return false;
      }
      throw e;
    }
  }
}
