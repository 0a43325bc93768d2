package quantum.alerts;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.alerts.channel.Channel;
import quantum.alerts.channel.Post;
import quantum.contracts.Names;
import quantum.runtime.AtomicBatches;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.Rounds;
import quantum.runtime.RunningService;
import quantum.runtime.ServiceMain;
import quantum.runtime.SettingsSchema;
import quantum.runtime.StreamSource;
import quantum.runtime.StreamWorker;

/** Tells the trader what the suite says: by telegram, webhook and ntfy. */
public final class Alerts {
  static final String SERVICE = "alerts";

  /** What it can be set to. */
  public static final SettingsSchema<AlertsSettings> SETTINGS =
      new SettingsSchema<>(SERVICE, List.of("ALERTS_"), AlertsSettings::read);

  private static final Logger log = LoggerFactory.getLogger(SERVICE);
  private static final String CONSUMER = "alerts";
  private static final int BATCH = 200;
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final long TRIMMED_TO = 10_000;

  private Alerts() {}

  public static void main(String[] args) {
    ServiceMain.run(
        args,
        SETTINGS,
        "Tells the trader what the suite says: by telegram, webhook and ntfy.",
        (settings, context) -> {
          log.info(
              "[ALERT] Starting alerts Config(channels={}, dead_man={}, summary_at={})",
              settings.channels().stream().map(Channel::name).toList(),
              settings.deadMan().isPresent(),
              settings.summaryAt().map(Object::toString).orElse("off"));
          return service(settings, context.redis().get(), context.health(), context.clock(), LOOK);
        });
  }

  static RunningService service(
      AlertsSettings settings, Redis redis, Health health, Clock clock, Duration look) {
    health.tells(
        "channels", settings.channels().isEmpty() ? "no channel is set up, so nobody is told" : "");
    Post post = new Post(settings.tryFor());
    List<Sender> senders =
        settings.channels().stream()
            .map(channel -> new Sender(channel, post, redis, health, clock))
            .toList();
    Watch watch = new Watch(settings, redis, health, clock);
    List<RunningService> parts = new ArrayList<>(senders);
    parts.add(
        new StreamWorker(
            redis,
            List.of(source(settings.names().alert()), source(settings.names().applyResult())),
            BATCH,
            new AtomicBatches<>(
                redis,
                settings.names().kill(),
                new AlertsPipeline(settings, redis, clock, () -> senders.forEach(Sender::wake)),
                Known.NOTHING,
                health),
            health));
    parts.add(new Rounds(look, watch::round, health));
    settings
        .deadMan()
        .ifPresent(
            address ->
                parts.add(
                    new DeadMan(
                        address,
                        settings.deadManEvery(),
                        post,
                        redis,
                        watch::sight,
                        senders,
                        health,
                        clock)));
    return closing(post, RunningService.all(parts.toArray(RunningService[]::new)));
  }

  private static StreamSource source(String stream) {
    return new StreamSource(stream, Names.GROUP_ALERTS, CONSUMER, "0", TRIMMED_TO);
  }

  private static RunningService closing(Post post, RunningService service) {
    return new RunningService() {
      @Override
      public void run() throws InterruptedException {
        try (post) {
          service.run();
        }
      }

      @Override
      public void stop() {
        service.stop();
      }
    };
  }
}
