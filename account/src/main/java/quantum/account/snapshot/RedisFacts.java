package quantum.account.snapshot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.runtime.RedisFlaw;
import quantum.runtime.snapshot.Found;

/**
 * How a Redis is kept.
 *
 * @param info by field of INFO; garbled where this user may not ask
 * @param flaws what is wrong with it, each with a sentence for the operator
 * @param user as whom this command is logged in, if that may be asked
 * @param anyoneMayWrite whether who gives no password may do everything; empty if that cannot be
 *     told
 * @param folder where it keeps its files, if that may be asked
 * @param askedAtMillis wall clock of this machine
 */
public record RedisFacts(
    Found<Map<String, String>> info,
    Map<RedisFlaw, String> flaws,
    Optional<String> user,
    Optional<Boolean> anyoneMayWrite,
    Optional<String> folder,
    long askedAtMillis) {
  private static final long MICROS_PER_MILLI = 1000;

  public RedisFacts {
    flaws = Map.copyOf(flaws);
  }

  static RedisFacts of(
      Found<String> info,
      Found<String> whoAmI,
      Found<List<Object>> defaultUser,
      Found<Map<String, String>> folder,
      long askedAtMillis) {
    Map<RedisFlaw, String> flaws = info.value().map(RedisFlaw::in).orElse(Map.of());
    Found<Map<String, String>> fields =
        switch (info) {
          case Found.Known<String>(String text) -> new Found.Known<>(fields(text));
          case Found.Garbled<String>(String why) -> new Found.Garbled<>(why);
          case Found.Absent<String> none -> Found.absent();
        };
    return new RedisFacts(
        fields,
        flaws,
        whoAmI.value(),
        defaultUser.value().map(RedisFacts::isOpen),
        folder.value().map(config -> config.get("dir")),
        askedAtMillis);
  }

  private static Map<String, String> fields(String info) {
    Map<String, String> fields = new HashMap<>();
    info.lines()
        .map(line -> line.split(":", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> fields.put(parts[0], parts[1].strip()));
    return fields;
  }

  private static boolean isOpen(List<Object> user) {
    for (int i = 0; i + 1 < user.size(); i += 2) {
      if ("flags".equals(String.valueOf(user.get(i)))) {
        String flags = String.valueOf(user.get(i + 1));
        return flags.contains("nopass") && flags.contains("on");
      }
    }
    return false;
  }

  /** A field of INFO; empty if it says none or may not be asked. */
  public Optional<String> field(String name) {
    return info.value().map(all -> all.get(name));
  }

  /** How far Redis's clock is ahead of this machine's, milliseconds; negative if behind. */
  public Optional<Long> aheadMillis() {
    return field("server_time_usec")
        .filter(text -> text.matches("\\d{1,18}"))
        .map(text -> Long.parseLong(text) / MICROS_PER_MILLI - askedAtMillis);
  }
}
