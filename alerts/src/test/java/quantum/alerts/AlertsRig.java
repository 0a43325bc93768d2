package quantum.alerts;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import quantum.contracts.Alarm;
import quantum.contracts.Alert;
import quantum.contracts.Names;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;
import quantum.runtime.testing.AclFile;
import quantum.runtime.testing.Loop;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** The service against a real Redis, as the user that deploy/redis ships, and a receiver. */
final class AlertsRig implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(30);
  static final Names NAMES = new Names("quantum");

  final RedisServer server = RedisServer.start();
  final StreamProbe probe = new StreamProbe(server);
  final Receiver receiver = new Receiver();
  final Map<String, String> env = new HashMap<>();
  private String uri;
  private Redis redis;
  private Loop loop;

  AlertsRig() {
    uri = AclFile.enable(server, probe, "quantum-alerts");
    env.put("ALERTS_GROUP_SEC", "0");
    env.put("ALERTS_TIMEOUT_MS", "3000");
    env.put("ALERTS_REQUIRED", "none");
    env.put("ALERTS_SILENT_SEC", "0");
    env.put("ALERTS_SUMMARY_AT", "off");
    env.put("ALERTS_SPOOL", "/nowhere");
  }

  /** Users do not outlive a restart of the server. */
  AlertsRig asDefaultUser() {
    uri = server.uri();
    return this;
  }

  AlertsRig webhook() {
    env.put("ALERTS_WEBHOOK_URL", receiver.uri() + "/hook");
    return this;
  }

  AlertsRig telegram() {
    env.put("ALERTS_TELEGRAM_URL", receiver.uri());
    env.put("ALERTS_TELEGRAM_TOKEN", "123:SECRET");
    env.put("ALERTS_TELEGRAM_CHAT_ID", "-42");
    return this;
  }

  AlertsRig ntfy() {
    env.put("ALERTS_NTFY_URL", receiver.uri() + "/ntfy");
    env.put("ALERTS_NTFY_TOPIC", "topic");
    return this;
  }

  AlertsSettings settings() {
    Settings settings = Settings.of(env);
    return settings.complete(() -> AlertsSettings.read(settings));
  }

  String redisUri() {
    return uri;
  }

  AlertsRig start() {
    return start(Clock.systemUTC());
  }

  AlertsRig start(Clock clock) {
    redis = Redis.connect(new RedisSettings(uri, "quantum"), "alerts-it");
    Health health = new Health(Alerts.SERVICE, clock);
    loop = new Loop(Alerts.service(settings(), redis, health, clock, Duration.ofMillis(200)));
    health.reportTo(redis);
    awaitGroup();
    return this;
  }

  void awaitGroup() {
    probe.await(
        "reads alerts",
        () ->
            probe.commands().type(NAMES.alert()).equals("stream")
                && probe.commands().xinfoGroups(NAMES.alert()).stream()
                    .anyMatch(group -> group.toString().contains(Names.GROUP_ALERTS)),
        SOON);
  }

  void stop() {
    loop.close();
    redis.close();
    loop = null;
  }

  /** As a service raises it: by the class that services use, into the stream. */
  String alert(Alarm.Cause cause, boolean resolved, Object... details) {
    long now = System.currentTimeMillis();
    return probe.xadd(
        NAMES.alert(),
        new Alert(cause, "apply-layer", cause.text(details), now, 1, resolved, now).encode());
  }

  /** The texts that the webhook was sent, in order; of what was sent again, every time. */
  List<String> texts(String path) {
    return receiver.got(path).stream().map(one -> one.body().get("text").asString()).toList();
  }

  List<String> ids() {
    return receiver.got("/hook").stream().map(one -> one.body().get("id").asString()).toList();
  }

  @Override
  public void close() {
    if (loop != null) {
      stop();
    }
    receiver.close();
    probe.close();
    server.close();
  }
}
