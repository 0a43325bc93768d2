package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import quantum.contracts.Alarm;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Health;
import quantum.runtime.Redis;

/** What somebody has to look at reaches the alert stream, whatever Redis does meanwhile. */
class AlarmsIT {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final String STREAM = "t:stream:alert";
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochMilli(1_770_155_882_500L), ZoneOffset.UTC);

  private static void awaitEntries(StreamProbe probe, int count) {
    probe.await(count + " alerts", () -> probe.length(STREAM) >= count, SOON);
  }

  @Test
  void alarmAndItsEnd_areEntriesOfTheStream() {
    try (var server = RedisServer.start();
        var probe = new StreamProbe(server);
        var redis = Redis.connect(server.settings("t"), "alarms-it");
        var health = new Health("alarms-it", CLOCK)) {
      health.reportTo(redis);
      health.alarms().raise(Alarm.PRICES_SILENT.of(BTC), 35);
      health.alarms().raise(Alarm.PRICES_SILENT.of(BTC), 40);
      awaitEntries(probe, 1);
      health.alarms().end(Alarm.PRICES_SILENT.of(BTC));
      health.alarms().raise(Alarm.TRIMMED.of("s"), "s", "1-0");
      awaitEntries(probe, 3);

      List<Map<String, String>> alerts = probe.entries(STREAM);
      assertThat(alerts.getFirst())
          .isEqualTo(
              Map.of(
                  "kind", "PRICES_SILENT",
                  "severity", "critical",
                  "service", "alarms-it",
                  "symbol", "BTCUSDT",
                  "text", "BTCUSDT: position open and no price for 35 s",
                  "since", "1770155882.5",
                  "count", "1",
                  "resolved", "false",
                  "timestamp", "1770155882.5"));
      assertThat(alerts.get(1))
          .containsEntry("resolved", "true")
          .containsEntry("count", "2")
          .containsEntry("text", "BTCUSDT: position open and no price for 40 s");
      assertThat(alerts.get(2)).containsEntry("kind", "TRIMMED").doesNotContainKey("symbol");
    }
  }

  @Test
  void redisAway_raisingGoesOn_andTheNewestEntriesFollow() {
    try (var server = RedisServer.processOnly();
        var redis = Redis.connect(server.settings("t"), "alarms-it");
        var health = new Health("alarms-it", CLOCK)) {
      health.reportTo(redis);
      server.kill9();
      for (int i = 0; i < 1_200; i++) {
        health.alarms().raise(Alarm.NO_OUTCOME.of(BTC, i), i, "timeout");
      }
      server.restart();
      try (var probe = new StreamProbe(server)) {
        awaitEntries(probe, 1_000);
        // the oldest were given up for the newest
        assertThat(probe.entries(STREAM).getLast().get("text")).contains("plan_id=1199 ");
      }
    }
  }

  /** Somebody's key in the place of the stream: nobody is kept from working by that. */
  @Test
  void streamOfAnotherType_isNeverAReasonToEnd() {
    try (var server = RedisServer.start();
        var probe = new StreamProbe(server);
        var redis = Redis.connect(server.settings("t"), "alarms-it");
        var health = new Health("alarms-it", CLOCK)) {
      probe.commands().set(STREAM, "mine");
      health.reportTo(redis);
      Alarms alarms = health.alarms();
      alarms.raise(Alarm.PRICES_SILENT.of(BTC), 35);
      health.state(Health.State.RUNNING);
      probe.await(
          "health", () -> "running".equals(probe.hash("t:health:alarms-it").get("state")), SOON);
      probe.commands().del(STREAM);
      awaitEntries(probe, 1);
    }
  }
}
