package quantum.brain;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import quantum.brain.decide.BrainState;
import quantum.runtime.AtomicBatches;
import quantum.runtime.Redis;
import quantum.runtime.RunningService;
import quantum.runtime.ServiceContext;
import quantum.runtime.ServiceMain;
import quantum.runtime.SettingsSchema;
import quantum.runtime.StreamSource;
import quantum.runtime.StreamWorker;

/** Tracks positions and the ledger, decides harvests, publishes intents. */
public final class HarvestBrain {
  /** What it can be set to. */
  public static final SettingsSchema<HarvestBrainSettings> SETTINGS =
      new SettingsSchema<>(
          "harvest-brain",
          List.of("HARVEST_", "KILL_", "MARKETSTATE_"),
          HarvestBrainSettings::read);

  private HarvestBrain() {}

  public static void main(String[] args) {
    ServiceMain.run(
        args,
        SETTINGS,
        "Tracks positions and the ledger, decides harvests, publishes intents.",
        HarvestBrain::start);
  }

  private static RunningService start(HarvestBrainSettings settings, ServiceContext context) {
    HarvestLog.starting(settings);
    context.health().mode(settings.rules().mode().name().toLowerCase(Locale.ROOT));
    Redis redis = context.redis().get();
    HarvestBrainPipeline pipeline =
        new HarvestBrainPipeline(settings, redis, context.health(), context.clock());
    // results first: a fill is booked before the prices that came after it are judged
    List<StreamSource> sources =
        Stream.concat(settings.resultStreams().stream(), Stream.of(settings.priceStream()))
            .map(
                stream ->
                    new StreamSource(
                        stream, settings.group(), settings.consumer(), settings.groupStart()))
            .toList();
    return new StreamWorker(
        redis,
        sources,
        settings.batchSize(),
        new AtomicBatches<>(
            redis, settings.killKey(), pipeline, new BrainState(), context.health()),
        context.health());
  }
}
