package quantum.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.alerts.AlertsRig.NAMES;
import static quantum.alerts.AlertsRig.SOON;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import quantum.contracts.Alarm;
import quantum.kernel.value.Symbol;

/** From the stream to the channels. */
@Timeout(120)
class AlertsIT {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Symbol ETH = Symbol.of("ETHUSDT");
  private final AlertsRig rig = new AlertsRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private void await(String what, java.util.function.BooleanSupplier is) {
    rig.probe.await(what, is, SOON);
  }

  @Test
  void alarm_reachesEveryChannel_andItsEndDoesToo() {
    rig.webhook().telegram().ntfy().start();
    rig.alert(Alarm.PRICES_SILENT.of(BTC), false, 12);
    await("three", () -> rig.receiver.got("/").size() == 3);
    assertThat(rig.texts("/hook"))
        .singleElement()
        .isEqualTo(
            "[quantum] ALARM PRICES_SILENT\nBTCUSDT: position open and no price for 12 s"
                + " [apply-layer]");
    var telegram = rig.receiver.got("/bot123:SECRET/sendMessage").getFirst().body();
    assertThat(telegram.get("chat_id").asString()).isEqualTo("-42");
    assertThat(telegram.get("disable_notification").asBoolean()).isFalse();
    assertThat(telegram.has("parse_mode")).isFalse();
    var ntfy = rig.receiver.got("/ntfy").getFirst().body();
    assertThat(ntfy.get("topic").asString()).isEqualTo("topic");
    assertThat(ntfy.get("priority").asInt()).isEqualTo(5);
    assertThat(rig.receiver.got("/hook").getFirst().headers().get("Idempotency-key"))
        .isEqualTo(rig.ids());

    rig.alert(Alarm.PRICES_SILENT.of(BTC), true, 12);
    await("six", () -> rig.receiver.got("/").size() == 6);
    assertThat(rig.texts("/hook").getLast())
        .startsWith("[quantum] RESOLVED PRICES_SILENT\nover after ");
    await("outbox empty", () -> rig.probe.commands().exists(NAMES.alertsOutbox("ntfy")) == 0);
  }

  @Test
  void whatAChannelSays_429_500_hanging_closing_losesNothing_keepsOrder_andBlocksNobody() {
    rig.webhook().ntfy();
    rig.receiver.answer(
        "/hook",
        Receiver.status(429, "Retry-After", "2"),
        Receiver.status(500),
        rig.receiver.hang(),
        Receiver.breakOff());
    rig.start();
    for (int i = 0; i < 5; i++) {
      rig.alert(Alarm.FORCED.of(Symbol.of("A" + i + "USDT")), false, "LIQUIDATION");
    }
    long before = System.nanoTime();
    await("ntfy has something", () -> !rig.receiver.got("/ntfy").isEmpty());
    assertThat((System.nanoTime() - before) / 1_000_000).isLessThan(3_000);
    await(
        "all arrived",
        () ->
            rig.texts("/hook").toString().contains("A4USDT")
                && rig.probe.commands().exists(NAMES.alertsOutbox("webhook")) == 0);
    List<String> once = rig.texts("/hook").stream().distinct().toList();
    assertThat(String.join("\n", once))
        .containsSubsequence("A0USDT", "A1USDT", "A2USDT", "A3USDT", "A4USDT");
    assertThat(rig.probe.commands().hgetall(NAMES.alertsChannel("webhook")))
        .containsEntry("state", "idle")
        .containsEntry("error", "");
  }

  @Test
  void headOfAnAnswerSays200_bodyNeverEnds_countsAsTaken() {
    rig.webhook();
    rig.receiver.answer("/hook", rig.receiver.hangAfterHead());
    rig.start();
    rig.alert(Alarm.FORCED.of(BTC), false, "x");
    await(
        "taken",
        () -> rig.probe.commands().hget(NAMES.alertsChannel("webhook"), "sent").equals("1"));
    rig.alert(Alarm.FORCED.of(ETH), false, "x");
    await("next", () -> rig.receiver.got("/hook").size() == 2);
    assertThat(rig.ids()).doesNotHaveDuplicates();
  }

  @Test
  void restart_sendsNothingTwice_andForgetsNothingThatStands() {
    rig.webhook().start();
    rig.alert(Alarm.PRICES_SILENT.of(BTC), false, 12);
    await("one", () -> rig.receiver.got("/hook").size() == 1);
    rig.stop();
    rig.alert(Alarm.PRICES_SILENT.of(ETH), false, 13); // while nobody listens
    rig.alert(Alarm.PRICES_SILENT.of(BTC), true, 14);
    rig.start();
    await("the others", () -> rig.texts("/hook").toString().contains("over after"));
    assertThat(rig.ids()).doesNotHaveDuplicates();
    assertThat(rig.texts("/hook").toString()).contains("ETHUSDT");
    // told once as standing, once as over
    assertThat(String.join("", rig.texts("/hook")).split("no price for 12 s", -1)).hasSize(3);
  }
}
