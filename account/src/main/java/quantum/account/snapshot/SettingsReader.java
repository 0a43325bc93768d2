package quantum.account.snapshot;

import io.lettuce.core.RedisFuture;
import java.util.EnumMap;
import java.util.Map;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.Found;

/** Reads what the services show of their settings, in one round trip. */
public final class SettingsReader {
  private SettingsReader() {}

  public static ServiceSettings read(Redis redis) {
    Answers answers = new Answers();
    Map<SuiteService, RedisFuture<Map<String, String>>> asked = new EnumMap<>(SuiteService.class);
    SuiteService.inRedis()
        .forEach(it -> asked.put(it, redis.async().hgetall(redis.names().settings(it.id()))));
    Map<SuiteService, Found<Map<String, String>>> shown = new EnumMap<>(SuiteService.class);
    asked.forEach(
        (service, answer) -> {
          Found<Map<String, String>> found =
              answers.found(redis.names().settings(service.id()), answer);
          shown.put(
              service, found.value().filter(Map::isEmpty).isPresent() ? Found.absent() : found);
        });
    return new ServiceSettings(shown, answers.withheld());
  }
}
