package quantum.harvestproposal;

import java.util.List;
import quantum.runtime.Rounds;
import quantum.runtime.RunningService;
import quantum.runtime.ServiceContext;
import quantum.runtime.ServiceMain;
import quantum.runtime.ServiceOption;
import quantum.runtime.SettingsSchema;

/** Main of harvest-proposal-publisher: what the kernel would do, for people. Calc-only. */
public final class HarvestProposalPublisher {
  static final String NAME = "harvest-proposal-publisher";

  /** What it can be set to. */
  public static final SettingsSchema<PublisherSettings> SETTINGS =
      new SettingsSchema<>(
          NAME,
          List.of("HARVEST_", "KILL_", "MARKETSTATE_", "RISKPROPOSAL_"),
          PublisherSettings::read);

  /** A single cycle beside the running service must not overwrite its sign of life. */
  static final String NAME_ONCE = NAME + "-once";

  private static final ServiceOption ONCE =
      ServiceOption.present("--once", "One cycle, then exit.");

  private HarvestProposalPublisher() {}

  public static void main(String[] args) {
    boolean once = List.of(args).contains(ONCE.name());
    ServiceMain.run(
        args,
        once ? SETTINGS.named(NAME_ONCE) : SETTINGS,
        "Publishes what the kernel would do with each position. Calculates, never trades.",
        (settings, context) -> start(settings, context, once),
        ONCE,
        ServiceOption.of("--symbols", "LIST", "SYMBOLS", "Symbols, comma-separated."),
        ServiceOption.of(
            "--position-source",
            "SOURCE",
            "POSITION_SOURCE",
            "auto, redis_hash, redis_stream or synthetic."),
        ServiceOption.of(
            "--interval", "SEC", "PUBLISH_INTERVAL_SEC", "Seconds from cycle to cycle."),
        ServiceOption.of(
            "--redis-url",
            "URL",
            "REDIS_URL",
            "Where Redis is; one with a password belongs into the variable: ps shows options."),
        ServiceOption.flag("--enable-stream", "ENABLE_STREAM", "Publish to the stream as well."),
        ServiceOption.of(
            "--fallback-stop-pct",
            "FRACTION",
            "FALLBACK_STOP_PCT",
            "Stop distance where none is known."),
        ServiceOption.of(
            "--max-publish-age",
            "SEC",
            "MAX_PUBLISH_AGE_SEC",
            "Seconds after which an unchanged proposal is published."),
        ServiceOption.of(
            "--change-eps-pct",
            "FRACTION",
            "CHANGE_EPS_PCT",
            "Change of stop or kill score that counts."));
  }

  private static RunningService start(
      PublisherSettings settings, ServiceContext context, boolean once) {
    PublisherLog.starting(settings);
    PublisherPipeline pipeline =
        new PublisherPipeline(settings, context.redis().get(), context.health(), context.clock());
    if (!once) {
      return new Rounds(settings.interval(), pipeline::cycle, context.health());
    }
    return Rounds.once(
        () -> {
          pipeline.only();
          PublisherLog.singleCycleComplete();
        });
  }
}
