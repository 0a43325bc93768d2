package quantum.exitbrain;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import quantum.contracts.Names;
import quantum.runtime.AtomicBatches;
import quantum.runtime.BatchHandler;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RunningService;
import quantum.runtime.ServiceMain;
import quantum.runtime.SettingsSchema;
import quantum.runtime.StreamSource;
import quantum.runtime.StreamWorker;

/** Watches positions: stop, target, kill score and age, straight to apply.plan. */
public final class ExitBrain {
  /** What it can be set to. */
  public static final SettingsSchema<ExitBrainSettings> SETTINGS =
      new SettingsSchema<>(
          "exitbrain", List.of("EXITBRAIN_", "KILL_", "MARKETSTATE_"), ExitBrainSettings::read);

  private static final String CONSUMER = "exitbrain";
  private static final long PRICES_KEPT = 100_000;

  private ExitBrain() {}

  public static void main(String[] args) {
    ServiceMain.run(
        args,
        SETTINGS,
        "Watches positions: stop, target, kill score and age, straight to apply.plan.",
        (settings, context) -> {
          ExitLog.starting(settings.rules());
          return service(settings, context.redis().get(), context.health(), context.clock());
        });
  }

  static RunningService service(
      ExitBrainSettings settings, Redis redis, Health health, Clock clock) {
    health.mode(settings.rules().mode().name().toLowerCase(Locale.ROOT));
    BatchHandler decisions =
        new AtomicBatches<>(
            redis,
            settings.names().kill(),
            new ExitBrainPipeline(settings, redis, health, clock),
            Snapshot.none(),
            health);
    if (!settings.lockstep()) {
      return worker(settings, redis, decisions, health);
    }
    LockstepGate gate =
        new LockstepGate(decisions, redis, settings, health.loop(Names.GROUP_EXITBRAIN));
    return RunningService.all(worker(settings, redis, gate, health), gate);
  }

  private static StreamWorker worker(
      ExitBrainSettings settings, Redis redis, BatchHandler handler, Health health) {
    // results first: what a fill left of a position is known before the prices that follow it
    return new StreamWorker(
        redis,
        List.of(
            source(settings, settings.resultStream(), settings.streamMaxLen()),
            source(settings, settings.priceStream(), PRICES_KEPT)),
        settings.batchSize(),
        handler,
        health);
  }

  private static StreamSource source(ExitBrainSettings settings, String stream, long maxLen) {
    return new StreamSource(stream, Names.GROUP_EXITBRAIN, CONSUMER, settings.groupStart(), maxLen);
  }
}
