package quantum.runtime.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import quantum.contracts.Names;
import quantum.runtime.Settings;

/** Names of Redis keys, ages, paces and fallbacks that several services know. */
public final class SharedSettings {
  private SharedSettings() {}

  /** A stream, key or prefix of the suite's namespace. */
  public static String inside(Settings settings, Names names, String name, String dflt) {
    return settings.parsed(
        name, dflt, names::requireInside, "a name that starts with " + names.namespace() + ":");
  }

  /** What only proposes must not be told to write to a stream or key that others act on. */
  public static String below(Settings settings, String name, String own) {
    return settings.parsed(
        name,
        own,
        text -> {
          if (!text.startsWith(own)) {
            throw new IllegalArgumentException("elsewhere");
          }
          return text;
        },
        "a name that starts with " + own);
  }

  /**
   * Where a consumer group that is made anew begins: {@code 0} with all there is, {@code $} now.
   */
  public static String groupStart(Settings settings, String name) {
    return settings.parsed(
        name,
        "0",
        text -> {
          if (!text.equals("0") && !text.equals("$")) {
            throw new IllegalArgumentException("must be 0 or $");
          }
          return text;
        },
        "0 or $");
  }

  /** {@code STREAM_MAXLEN}: entries that a stream keeps. */
  public static int streamMaxLen(Settings settings) {
    return settings.integer("STREAM_MAXLEN", 10_000, 100, 10_000_000);
  }

  /** {@code LOCKSTEP}: every batch starts from what Redis says now (replays that compare). */
  public static boolean lockstep(Settings settings) {
    return settings.flag("LOCKSTEP", false);
  }

  /** Prefixes of the market states' keys, the preferred one first. */
  public static List<String> marketPrefixes(Settings settings, Names names) {
    return List.of(
        inside(settings, names, "MARKETSTATE_PREFIX", names.marketStatePrefix()),
        names.marketPrefix());
  }

  /** {@code MARKETSTATE_MAX_AGE_SEC} in ms of event time: an older market state counts as none. */
  public static long marketMaxAgeMillis(Settings settings) {
    return settings.integer("MARKETSTATE_MAX_AGE_SEC", 300, 1, 86_400) * 1000L;
  }

  /** Wall clock between two looks at the market states, ms; 0 = every batch. */
  public static long marketRefreshMillis(Settings settings) {
    return settings.integer("MARKETSTATE_REFRESH_MS", 1000, 0, 60_000);
  }

  /** {@code PUBLISH_INTERVAL_SEC} of what only calculates. */
  public static Duration publishInterval(Settings settings) {
    return seconds(settings, "PUBLISH_INTERVAL_SEC", "10", "3600");
  }

  /** Seconds of at least 50 ms, to the ms. */
  public static Duration seconds(Settings settings, String name, String dflt, String max) {
    return Duration.ofMillis(
        settings.decimal(name, dflt, "0.05", max).movePointRight(3).longValue());
  }

  /** {@code BASE_TP_PCT}: a target where nobody gives one, fraction of the entry; 0 = none. */
  public static double baseTargetPct(Settings settings) {
    return settings.decimal("BASE_TP_PCT", "0.06", "0", "0.4").doubleValue();
  }

  /** {@code BASE_SL_PCT}: a stop where nobody gives one, fraction of the entry; 0 = none. */
  public static double baseStopPct(Settings settings) {
    return settings.decimal("BASE_SL_PCT", "0.02", "0", "0.4").doubleValue();
  }

  /** {@code ENTRY_MAX_AGE_SEC}: an older entry opens nothing; 0 = off. */
  public static int entryMaxAgeSeconds(Settings settings) {
    return settings.integer("ENTRY_MAX_AGE_SEC", 60, 0, 86_400);
  }

  /** {@code ENTRY_MAX_DEVIATION_PCT}: how far the price may be from the one that was meant. */
  public static BigDecimal entryMaxDeviationPct(Settings settings) {
    return settings.decimal("ENTRY_MAX_DEVIATION_PCT", "5", "0", "100");
  }

  /**
   * {@code HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC}: an older price by the wall clock decides nothing.
   */
  public static int harvestFreshSeconds(Settings settings) {
    return settings.integer("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", 30, 0, 86_400);
  }
}
