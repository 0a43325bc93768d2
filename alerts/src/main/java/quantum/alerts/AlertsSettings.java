package quantum.alerts;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import quantum.alerts.channel.Addresses;
import quantum.alerts.channel.Channel;
import quantum.alerts.channel.Ntfy;
import quantum.alerts.channel.Telegram;
import quantum.alerts.channel.Webhook;
import quantum.alerts.decide.KindMode;
import quantum.alerts.decide.Rules;
import quantum.contracts.Alarm;
import quantum.contracts.Names;
import quantum.runtime.RedisSettings;
import quantum.runtime.Secret;
import quantum.runtime.Settings;

/**
 * Settings of quantum-alerts; its README documents each.
 *
 * @param channels those that are set up, in the order telegram, webhook, ntfy
 * @param tryFor how long one try may take
 * @param summaryAt time of day of the daily summary in {@code zone}; empty = none
 * @param deadMan what is asked for while the suite is well
 * @param required services whose sign of life must be there, by their names in Redis
 * @param silence how long one may be without before it is said
 * @param spool folder where alerts lie that Redis was not there for
 */
public record AlertsSettings(
    Names names,
    Rules rules,
    List<Channel> channels,
    Duration tryFor,
    Optional<LocalTime> summaryAt,
    ZoneId zone,
    Optional<URI> deadMan,
    Duration deadManEvery,
    Set<String> required,
    Duration silence,
    Patterns patterns,
    Path spool) {

  /**
   * When something unusual is said.
   *
   * @param harvestFactor harvests of the last hour over the symbol's usual; 0 = never
   * @param harvestLeast below so many in the hour nothing is said
   * @param giveBackR R given back of the best it stood at; 0 = never
   */
  public record Patterns(double harvestFactor, int harvestLeast, BigDecimal giveBackR) {}

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,40}");
  private static final Pattern SERVICE = Pattern.compile("[a-z0-9-]{1,40}");
  private static final Pattern KIND = Pattern.compile("[A-Z0-9_]{1,40}");
  private static final Pattern TOKEN = Pattern.compile("[!-~]{1,500}");
  private static final String ADDRESS = "an http or https address without user and password";

  public static AlertsSettings read(Settings settings) {
    Names names = new Names(RedisSettings.read(settings).namespace());
    return new AlertsSettings(
        names,
        rules(settings),
        channels(settings),
        Duration.ofMillis(settings.integer("ALERTS_TIMEOUT_MS", 10_000, 100, 60_000)),
        settings.parsed(
            "ALERTS_SUMMARY_AT",
            "08:00",
            AlertsSettings::timeOfDay,
            "a time such as 08:00, or off"),
        settings.parsed(
            "ALERTS_ZONE", "UTC", AlertsSettings::zone, "a time zone such as UTC or Europe/Berlin"),
        address(settings, "ALERTS_DEADMAN_URL").map(it -> Addresses.http(it.reveal())),
        Duration.ofSeconds(settings.integer("ALERTS_DEADMAN_SEC", 60, 1, 86_400)),
        settings.parsed(
            "ALERTS_REQUIRED",
            "market-state,intent-bridge,apply-layer,harvest-brain,exitbrain",
            AlertsSettings::services,
            "names of services as in quantum:health:…, separated by commas, or none"),
        Duration.ofSeconds(settings.integer("ALERTS_SILENT_SEC", 20, 0, 3_600)),
        new Patterns(
            settings.decimal("ALERTS_HARVEST_FACTOR", "5", "0", "1000").doubleValue(),
            settings.integer("ALERTS_HARVEST_LEAST", 6, 1, 100),
            settings.decimal("ALERTS_GIVE_BACK_R", "2", "0", "1000")),
        settings.parsed(
            "ALERTS_SPOOL", "/var/lib/quantum/alerts/spool", Path::of, "the path of a folder"));
  }

  private static Rules rules(Settings settings) {
    return new Rules(
        settings.parsed(
            "ALERTS_NAME",
            "quantum",
            text -> matching(NAME, text),
            "1 to 40 letters, digits, '_', '.', '-'"),
        settings.parsed(
            "ALERTS_KINDS",
            "",
            AlertsSettings::kinds,
            "KIND=on, quiet or off, separated by commas, e.g. STREAM_DEAD=quiet; the kinds are those"
                + " of docs/alerts.md"),
        settings.integer("ALERTS_GROUP_SEC", 60, 0, 3_600) * 1000L,
        settings.integer("ALERTS_REPEAT_SEC", 3_600, 60, 604_800) * 1000L,
        settings.integer("ALERTS_MAX_PER_HOUR", 30, 1, 1_000));
  }

  private static List<Channel> channels(Settings settings) {
    List<Channel> channels = new ArrayList<>();
    Optional<Secret> token = token(settings, "ALERTS_TELEGRAM_TOKEN");
    Optional<String> chat = settings.text("ALERTS_TELEGRAM_CHAT_ID");
    URI api =
        settings.parsed(
            "ALERTS_TELEGRAM_URL", "https://api.telegram.org", Addresses::http, ADDRESS);
    if (token.isPresent() != chat.isPresent()) {
      settings.refuse(
          token.isPresent() ? "ALERTS_TELEGRAM_CHAT_ID" : "ALERTS_TELEGRAM_TOKEN",
          "",
          "set together with the other one of both");
    } else if (token.isPresent()) {
      channels.add(new Telegram(api, token.get(), chat.get()));
    }
    Optional<Secret> webhook = address(settings, "ALERTS_WEBHOOK_URL");
    Optional<Secret> webhookToken = token(settings, "ALERTS_WEBHOOK_TOKEN");
    webhook.ifPresent(to -> channels.add(new Webhook(to, webhookToken)));
    URI server = settings.parsed("ALERTS_NTFY_URL", "https://ntfy.sh", Addresses::http, ADDRESS);
    Optional<Secret> ntfyToken = token(settings, "ALERTS_NTFY_TOKEN");
    token(settings, "ALERTS_NTFY_TOPIC")
        .ifPresent(topic -> channels.add(new Ntfy(server, topic, ntfyToken)));
    return List.copyOf(channels);
  }

  /** What stands in a header or an address: one word without blanks. */
  private static Optional<Secret> token(Settings settings, String name) {
    Optional<Secret> found = settings.secret(name);
    if (found.isPresent() && !TOKEN.matcher(found.get().reveal()).matches()) {
      settings.refuse(name, found.get().toString(), "one word of visible ASCII characters");
      return Optional.empty();
    }
    return found;
  }

  private static Optional<Secret> address(Settings settings, String name) {
    Optional<Secret> found = settings.secret(name);
    try {
      found.ifPresent(it -> Addresses.http(it.reveal()));
      return found;
    } catch (IllegalArgumentException e) {
      settings.refuse(name, found.orElseThrow().toString(), ADDRESS);
      return Optional.empty();
    }
  }

  private static Map<String, KindMode> kinds(String text) {
    Map<String, KindMode> kinds = new LinkedHashMap<>();
    for (String part : text.split(",")) {
      if (!part.isBlank()) {
        String[] sides = part.split("=", -1);
        if (sides.length != 2) {
          throw new IllegalArgumentException("not KIND=MODE");
        }
        String kind = matching(KIND, sides[0].strip().toUpperCase(Locale.ROOT));
        Alarm.valueOf(kind); // a kind that there is not would be told for ever
        kinds.put(kind, KindMode.valueOf(sides[1].strip().toUpperCase(Locale.ROOT)));
      }
    }
    return kinds;
  }

  private static Set<String> services(String text) {
    Set<String> services = new LinkedHashSet<>();
    Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty() && !name.equals("none"))
        .forEach(name -> services.add(matching(SERVICE, name)));
    return services;
  }

  private static Optional<LocalTime> timeOfDay(String text) {
    if (text.equalsIgnoreCase("off")) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalTime.parse(text));
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String matching(Pattern allowed, String text) {
    if (!allowed.matcher(text).matches()) {
      throw new IllegalArgumentException("not allowed");
    }
    return text;
  }
}
