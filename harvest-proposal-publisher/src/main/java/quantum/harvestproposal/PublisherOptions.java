package quantum.harvestproposal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command line options; each wins over the environment variable of its meaning. */
@Command(
    name = "harvest-proposal-publisher",
    description =
        "Publishes what the kernel would do with each position. Calculates, never trades.",
    footer = {
      "",
      "Exit codes: 0 stopped, or one cycle done; 1 failed; 78 an option or setting is not allowed."
    })
final class PublisherOptions {
  @Option(names = "--once", description = "One cycle, then exit.")
  private boolean once;

  @Option(
      names = "--symbols",
      paramLabel = "LIST",
      description = "Symbols, comma-separated. SYMBOLS")
  private Optional<String> symbols = Optional.empty();

  @Option(
      names = "--position-source",
      paramLabel = "SOURCE",
      description = "auto, redis_hash, redis_stream or synthetic. POSITION_SOURCE")
  private Optional<String> positionSource = Optional.empty();

  @Option(
      names = "--interval",
      paramLabel = "SEC",
      description = "Seconds from cycle to cycle. PUBLISH_INTERVAL_SEC")
  private Optional<String> interval = Optional.empty();

  @Option(
      names = "--redis-url",
      paramLabel = "URL",
      description =
          "Where Redis is. A URL with a password belongs into REDIS_URL: ps shows options."
              + " REDIS_URL")
  private Optional<String> redisUrl = Optional.empty();

  @Option(
      names = "--enable-stream",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Publish to the stream as well. ENABLE_STREAM")
  private Optional<String> enableStream = Optional.empty();

  @Option(
      names = "--fallback-stop-pct",
      paramLabel = "FRACTION",
      description = "Stop distance where none is known. FALLBACK_STOP_PCT")
  private Optional<String> fallbackStopPct = Optional.empty();

  @Option(
      names = "--max-publish-age",
      paramLabel = "SEC",
      description = "Seconds after which an unchanged proposal is published. MAX_PUBLISH_AGE_SEC")
  private Optional<String> maxPublishAge = Optional.empty();

  @Option(
      names = "--change-eps-pct",
      paramLabel = "FRACTION",
      description = "Change of stop or kill score that counts. CHANGE_EPS_PCT")
  private Optional<String> changeEpsPct = Optional.empty();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "This text.")
  private boolean help;

  boolean once() {
    return once;
  }

  /** The settings that the options name, by the variable's name. */
  Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>();
    symbols.ifPresent(text -> overrides.put("SYMBOLS", text));
    positionSource.ifPresent(text -> overrides.put("POSITION_SOURCE", text));
    interval.ifPresent(text -> overrides.put("PUBLISH_INTERVAL_SEC", text));
    redisUrl.ifPresent(text -> overrides.put("REDIS_URL", text));
    enableStream.ifPresent(text -> overrides.put("ENABLE_STREAM", text));
    fallbackStopPct.ifPresent(text -> overrides.put("FALLBACK_STOP_PCT", text));
    maxPublishAge.ifPresent(text -> overrides.put("MAX_PUBLISH_AGE_SEC", text));
    changeEpsPct.ifPresent(text -> overrides.put("CHANGE_EPS_PCT", text));
    return overrides;
  }
}
