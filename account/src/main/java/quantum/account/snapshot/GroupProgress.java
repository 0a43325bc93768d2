package quantum.account.snapshot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.Found;

/**
 * How far a consumer group is with a stream.
 *
 * @param exists whether stream and group exist
 * @param pending entries given to a consumer and not acknowledged
 * @param lag entries nobody was given; empty where Redis cannot tell
 * @param lastDelivered id of the newest entry that was given to a consumer
 */
public record GroupProgress(
    String service,
    String stream,
    String group,
    boolean exists,
    long pending,
    OptionalLong lag,
    String lastDelivered) {
  /** A stream and the group that reads it. */
  public record Watched(String service, String stream, String group) {}

  /** Of one group alone; as if there were none where this user may not read it. */
  public static GroupProgress read(Redis redis, Watched watched) {
    return of(
        watched,
        new Answers().found(watched.stream(), redis.async().xinfoGroups(watched.stream())));
  }

  /** Of the answer to XINFO GROUPS; without stream or group it does not exist. */
  static GroupProgress of(Watched watched, Found<List<Object>> groups) {
    return groups.value().orElse(List.of()).stream()
        .map(GroupProgress::fields)
        .filter(group -> watched.group().equals(String.valueOf(group.get("name"))))
        .findFirst()
        .map(
            group ->
                new GroupProgress(
                    watched.service(),
                    watched.stream(),
                    watched.group(),
                    true,
                    number(group.get("pending")).orElse(0),
                    number(group.get("lag")),
                    String.valueOf(group.get("last-delivered-id"))))
        .orElseGet(
            () ->
                new GroupProgress(
                    watched.service(),
                    watched.stream(),
                    watched.group(),
                    false,
                    0,
                    OptionalLong.empty(),
                    "0-0"));
  }

  /** RESP2 answers a flat list of names and values, RESP3 a map. */
  private static Map<String, Object> fields(Object group) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (group instanceof Map<?, ?> map) {
      map.forEach((name, value) -> fields.put(String.valueOf(name), value));
    } else if (group instanceof List<?> flat) {
      for (int i = 0; i + 1 < flat.size(); i += 2) {
        fields.put(String.valueOf(flat.get(i)), flat.get(i + 1));
      }
    }
    return fields;
  }

  private static OptionalLong number(Object value) {
    return value instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }
}
