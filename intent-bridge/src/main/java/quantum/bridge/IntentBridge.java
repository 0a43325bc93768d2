package quantum.bridge;

import java.time.Clock;
import java.util.List;
import quantum.runtime.AtomicBatches;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.ServiceMain;
import quantum.runtime.SettingsSchema;
import quantum.runtime.StreamSource;
import quantum.runtime.StreamWorker;

/** Turns intents into plans; gates entries and fills in their leverage-aware levels. */
public final class IntentBridge {
  /** What it can be set to. */
  public static final SettingsSchema<IntentBridgeSettings> SETTINGS =
      new SettingsSchema<>("intent-bridge", List.of("INTENT_BRIDGE_"), IntentBridgeSettings::read);

  private static final String CONSUMER = "intent_bridge";
  private static final int BATCH_SIZE = 100;

  private IntentBridge() {}

  public static void main(String[] args) {
    ServiceMain.run(
        args,
        SETTINGS,
        "Turns intents into plans; gates entries and fills in their leverage-aware levels.",
        (settings, context) -> {
          BridgeLog.starting(settings.rules());
          return worker(settings, context.redis().get(), context.health(), context.clock());
        });
  }

  static StreamWorker worker(
      IntentBridgeSettings settings, Redis redis, Health health, Clock clock) {
    return new StreamWorker(
        redis,
        List.of(
            new StreamSource(
                settings.intentStream(),
                settings.names().groupIntentBridge(),
                CONSUMER,
                settings.groupStart(),
                settings.streamMaxLen())),
        BATCH_SIZE,
        new AtomicBatches<>(
            redis,
            settings.names().kill(),
            new IntentBridgePipeline(settings, redis, health, clock),
            Lookups.NONE,
            health),
        health);
  }
}
