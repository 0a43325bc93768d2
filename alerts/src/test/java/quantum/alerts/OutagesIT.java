package quantum.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.alerts.AlertsRig.NAMES;
import static quantum.alerts.AlertsRig.SOON;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import quantum.contracts.Alarm;
import quantum.contracts.EventTime;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.StreamProbe;

/** Redis away and back, the dead-man ping, the day's summary. */
@Timeout(180)
class OutagesIT {
  private final AlertsRig rig = new AlertsRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private void health(String service) {
    rig.probe
        .commands()
        .hset(NAMES.health(service), Map.of("state", "running", "started_at", "1770000000"));
  }

  private int pings() {
    return rig.receiver.got("/ping").size();
  }

  @Test
  void redisAwayAndBack_goesOnWhereItWas_andSendsNothingTwice() {
    rig.asDefaultUser().webhook().start();
    rig.alert(Alarm.PRICES_SILENT.of(Symbol.of("A1USDT")), false, 9);
    rig.probe.await("first", () -> rig.receiver.got("/hook").size() == 1, SOON);
    rig.receiver.answer("/hook", rig.receiver.hang()); // and dies with it
    rig.alert(Alarm.PRICES_SILENT.of(Symbol.of("A2USDT")), false, 9);
    rig.probe.await("under way", () -> rig.receiver.got("/hook").size() == 2, SOON);
    rig.probe.await(
        "on disk", new Later(1_500)::isOver, SOON); // the append-only file is written each second
    rig.server.kill9();
    rig.server.restart();
    try (StreamProbe probe = new StreamProbe(rig.server)) {
      long now = System.currentTimeMillis();
      Alarm.Cause cause = Alarm.PRICES_SILENT.of(Symbol.of("A3USDT"));
      probe.xadd(
          NAMES.alert(),
          new quantum.contracts.Alert(cause, "apply-layer", cause.text(9), now, 1, false, now)
              .encode());
      probe.await("all", () -> rig.texts("/hook").toString().contains("A3USDT"), SOON);
      probe.await("empty", () -> probe.commands().exists(NAMES.alertsOutbox("webhook")) == 0, SOON);
    }
    // the one without an answer comes twice, under its id; the first does not
    String all = String.join("", rig.texts("/hook"));
    assertThat(all.split("A1USDT", -1)).hasSize(2);
    assertThat(all.split("A2USDT", -1).length).isBetween(2, 3);
    assertThat(all.split("A3USDT", -1)).hasSize(2);
    assertThat(all).containsSubsequence("A1USDT", "A2USDT", "A3USDT");
  }

  @Test
  void deadMan_isAskedWhileAllAreThere_andWithheldWhileOneIsNot() {
    rig.env.put("ALERTS_DEADMAN_URL", rig.receiver.uri() + "/ping/secret");
    rig.env.put("ALERTS_DEADMAN_SEC", "1");
    rig.env.put("ALERTS_REQUIRED", "exitbrain,apply-layer");
    rig.env.put("ALERTS_SILENT_SEC", "3600");
    health("exitbrain");
    rig.start();
    rig.probe.await(
        "said",
        () ->
            String.valueOf(rig.probe.commands().hget(NAMES.health("alerts"), "reason"))
                .contains("withheld: no sign of life of apply-layer"),
        SOON);
    assertThat(pings()).isZero();
    health("apply-layer");
    rig.probe.await("pings", () -> pings() >= 2, SOON);
    rig.probe.commands().del(NAMES.health("exitbrain"));
    rig.probe.await(
        "withheld",
        () ->
            String.valueOf(rig.probe.commands().hget(NAMES.health("alerts"), "reason"))
                .contains("exitbrain"),
        SOON);
    int then = pings();
    rig.probe.await(
        "three seconds later",
        new Later(3_500)::isOver,
        SOON); // what does not come cannot be awaited
    assertThat(pings()).isEqualTo(then);
    assertThat(rig.probe.commands().hgetall(NAMES.settings("alerts")).toString())
        .doesNotContain("secret");
  }

  /** Time that has to pass for something not to happen in it. */
  private record Later(long atNanos) {
    Later(int millis) {
      this(System.nanoTime() + millis * 1_000_000L);
    }

    boolean isOver() {
      return System.nanoTime() - atNanos >= 0;
    }
  }

  /** A wall clock that goes on from another time. */
  private static final class Shifted extends Clock {
    private volatile long ahead;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(System.currentTimeMillis() + ahead);
    }
  }

  @Test
  void summary_comesOnceADay_withWhatTheServicesHaveWritten_alsoOverARestart() {
    Shifted clock = new Shifted();
    long now = System.currentTimeMillis();
    String closed =
        "{\"position_id\":\"%s\",\"symbol\":\"%s\",\"side\":\"LONG\",\"opened_at\":\"%s\",\"closed_at\":\"%s\","
            + "\"entry_price\":\"100\",\"exit_price\":\"110\",\"initial_qty\":\"1\",\"entry_risk\":\"2\","
            + "\"realized_pnl\":\"%s\",\"commission\":\"1\",\"funding\":\"0\",\"max_price\":\"110\","
            + "\"peak_price\":\"110\",\"trough_price\":\"99\",\"leverage\":\"1\",\"source\":\"apply_layer\"}";
    String at = EventTime.format(now);
    rig.probe
        .commands()
        .zadd(
            NAMES.positionsClosed(), now / 1000.0, closed.formatted("p1", "BTCUSDT", at, at, "21"));
    rig.probe
        .commands()
        .zadd(
            NAMES.positionsClosed(), now / 1000.0, closed.formatted("p2", "ETHUSDT", at, at, "-4"));
    rig.probe.commands().sadd(NAMES.positionsOpen(), "SOLUSDT");
    rig.probe
        .commands()
        .hset(
            NAMES.position(Symbol.of("SOLUSDT")),
            Map.of(
                "symbol", "SOLUSDT",
                "side", "SHORT",
                "qty", "3",
                "entry_price", "100",
                "stop_loss", "102",
                "position_id", "p3"));
    rig.env.put("ALERTS_SUMMARY_AT", "00:00");
    rig.env.put("ALERTS_KINDS", "FORCED=quiet");
    rig.webhook().start(clock);
    rig.probe.await("state", () -> rig.probe.commands().exists(NAMES.alertsState()) == 1, SOON);
    rig.alert(Alarm.FORCED.of(Symbol.of("BTCUSDT")), false, "x");
    rig.probe.await(
        "counted", () -> rig.probe.commands().get(NAMES.alertsState()).contains("FORCED"), SOON);
    assertThat(rig.receiver.got("/hook")).isEmpty(); // the day that it begins in is not told
    long midnight = now / 86_400_000 * 86_400_000 + 86_400_000;
    clock.ahead = midnight - now + 1_000;
    rig.probe.await("summary", () -> rig.receiver.got("/hook").size() == 1, SOON);
    assertThat(rig.texts("/hook").getFirst())
        .startsWith("[quantum] SUMMARY ")
        .contains("earned 15.00 USDT in 2 closed positions, net")
        .contains("best BTCUSDT LONG 20.00 USDT (10.00 R)")
        .contains("worst ETHUSDT LONG -5.00 USDT (-2.50 R)")
        .contains("open 1, at risk 6.00 USDT")
        .contains("alerts quieted: FORCED 1");
    rig.stop();
    rig.start(clock);
    rig.alert(Alarm.MARGIN_CALL.of(Symbol.of("BTCUSDT")), false, "x");
    rig.probe.await("next", () -> rig.receiver.got("/hook").size() == 2, SOON);
    assertThat(rig.texts("/hook").getLast()).contains("MARGIN_CALL");
  }
}
