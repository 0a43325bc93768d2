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

/** Keys of another type, or with nonsense in them: the service stays, and tells what it can. */
@Timeout(120)
class SpoiledKeysIT {
  private final AlertsRig rig = new AlertsRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private void raise(int number) {
    rig.alert(Alarm.FORCED.of(Symbol.of("A" + number + "USDT")), false, "x");
  }

  private void awaitTold(String path, int number) {
    rig.probe.await(
        path + " has " + number,
        () -> rig.receiver.got(path).toString().contains("A" + number + "USDT"),
        SOON);
  }

  @Test
  void outboxOfAnotherType_stopsThatChannelOnly_andOnlyUntilItIsRemoved() {
    rig.webhook().ntfy().start();
    rig.probe.commands().set(NAMES.alertsOutbox("webhook"), "no hash");
    raise(1);
    awaitTold("/ntfy", 1);
    rig.probe.commands().del(NAMES.alertsOutbox("webhook"));
    raise(2);
    awaitTold("/hook", 2);
    awaitTold("/ntfy", 2);
  }

  @Test
  void recordOfAnotherType_costsNoAlert() {
    rig.webhook().ntfy().start();
    rig.probe.await(
        "there", () -> rig.probe.commands().exists(NAMES.alertsChannel("webhook")) == 1, SOON);
    rig.probe.commands().del(NAMES.alertsChannel("webhook"));
    rig.probe.commands().set(NAMES.alertsChannel("webhook"), "no hash");
    raise(1);
    awaitTold("/ntfy", 1);
    rig.probe.commands().del(NAMES.alertsChannel("webhook"));
    raise(2);
    awaitTold("/hook", 2);
    rig.probe.await(
        "empty", () -> rig.probe.commands().exists(NAMES.alertsOutbox("webhook")) == 0, SOON);
  }

  @Test
  void stateThatIsNone_messagesThatAreNone_andKeysOfServices_costNothing() {
    rig.probe.commands().rpush(NAMES.alertsState(), "no string");
    rig.probe.commands().hset(NAMES.alertsOutbox("webhook"), "000", "{\"no\":\"message\"}");
    rig.probe.commands().hset(NAMES.positionsOpen(), "no", "set");
    rig.probe.commands().set(NAMES.positionsClosed(), "no list");
    rig.probe.commands().set(NAMES.health("market-state"), "no hash");
    rig.env.put("ALERTS_REQUIRED", "market-state");
    rig.webhook().start();
    rig.probe.await(
        "silent",
        () -> rig.texts("/hook").toString().contains("market-state gives no sign of life"),
        SOON);
    raise(1);
    awaitTold("/hook", 1);
    rig.probe.await(
        "empty", () -> rig.probe.commands().exists(NAMES.alertsOutbox("webhook")) == 0, SOON);
    assertThat(rig.probe.commands().type(NAMES.alertsState())).isEqualTo("string");
  }

  @Test
  void entriesThatSayLittle_areToldOrPutAside_andTheNextOnesCome() {
    rig.webhook().start();
    rig.probe.xadd(NAMES.alert(), "nonsense", "x");
    rig.probe.xadd(NAMES.alert(), "kind", "OF_ANOTHER_RELEASE", "text", "look");
    rig.probe.xadd(
        NAMES.alert(), "kind", "X", "count", "-3", "since", "never", "resolved", "maybe");
    raise(1);
    rig.probe.await(
        "of another release",
        () -> rig.texts("/hook").toString().contains("ALARM OF_ANOTHER_RELEASE\nlook"),
        SOON);
    assertThat(rig.probe.entries(NAMES.deadLetter())).hasSize(1);
    List<String> hostile =
        List.of("<script>alert(1)</script>", "\u202Egnp.exe", "a\nb\r\nX-Header: y", "*_`[x](y)");
    for (int i = 0; i < hostile.size(); i++) {
      rig.probe.xadd(NAMES.alert(), "kind", "H" + i, "text", hostile.get(i) + "x".repeat(10_000));
    }
    rig.probe.await(
        "the last of them", () -> rig.texts("/hook").toString().contains("ALARM H3"), SOON);
    String all = String.join("|", rig.texts("/hook"));
    assertThat(all)
        .contains("<script>alert(1)</script>xxx", "\uFFFDgnp.exe", "a b X-Header: y", "*_`[x](y)")
        .contains("x…")
        .doesNotContain("\u202E", "\r");
    assertThat(all).hasSizeLessThan(hostile.size() * 400 + 2_000);
  }
}
