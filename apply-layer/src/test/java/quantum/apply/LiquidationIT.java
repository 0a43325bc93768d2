package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.ETH;
import static quantum.apply.ApplyRig.SOON;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.kernel.value.PlanId;
import quantum.runtime.RedisSettings;
import quantum.runtime.testing.AclFile;

/** With 100 000 USDT, a long of 9 BTC at 100 000 is liquidated at about 89 335. */
class LiquidationIT {
  @TempDir Path folder;
  private ApplyRig rig;

  @BeforeEach
  void start() {
    rig = new ApplyRig(folder).start("APPLY_RECONCILE_SEC", "1");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private PlanId entry(String stop) {
    return rig.entry(BTC, "LONG", "9", "leverage", "20", "stop_loss", stop);
  }

  @Test
  void entryWhoseStopWouldNeverAct_isRefused_beforeAnythingIsSent() {
    PlanId behind = entry("89000");
    assertThat(rig.result(behind))
        .containsEntry("status", "SKIPPED")
        .containsEntry("error", "SKIP_STOP_BEHIND_LIQUIDATION");
    assertThat(rig.orders(BTC)).isEmpty();

    PlanId before = entry("90000");
    assertThat(rig.result(before)).containsEntry("status", "FILLED");
  }

  /** Behind an isolated position stands what was set aside for it alone: at 20 times, 5 %. */
  @Test
  void isolatedMargin_ofWhichLessStandsBehindTheEntry_isReckonedWith() {
    rig.odd("GET /fapi/v1/symbolConfig", BTC, "marginType", "ISOLATED");
    PlanId behind = entry("95400");
    assertThat(rig.result(behind))
        .containsEntry("status", "SKIPPED")
        .containsEntry("error", "SKIP_STOP_BEHIND_LIQUIDATION")
        .hasEntrySatisfying(
            "reason", why -> assertThat(why).contains("liquidation at about 95477.387"));
    assertThat(rig.orders(BTC)).isEmpty();

    assertThat(rig.result(entry("95500"))).containsEntry("status", "FILLED");
  }

  /** Of 100 000 that the account is worth, 60 000 are set aside for isolated positions. */
  @Test
  void whatIsSetAsideForIsolatedPositions_standsBehindNoOther() {
    rig.fault(
        "GET /fapi/v3/account",
        "odd_fields",
        "fields",
        "{\"totalCrossWalletBalance\":\"40000\"}",
        "times",
        "100000");
    PlanId behind = entry("95000");
    assertThat(rig.result(behind))
        .containsEntry("error", "SKIP_STOP_BEHIND_LIQUIDATION")
        .hasEntrySatisfying("reason", why -> assertThat(why).contains("at about 96035.734"));

    assertThat(rig.result(entry("96500"))).containsEntry("status", "FILLED");
  }

  @Test
  void marginModeThatNobodyKnows_opensNothing() {
    rig.odd("GET /fapi/v1/symbolConfig", BTC, "marginType", "PORTFOLIO");
    PlanId plan = entry("95000");
    rig.probe.await(
        "asked", () -> rig.control("GET", "/paper/faults").toString().contains("9999"), SOON);
    assertThat(rig.orders(BTC)).isEmpty();
    rig.heal();
    assertThat(rig.result(plan)).containsEntry("status", "FILLED");
  }

  @Test
  void exchangeThatDoesNotSayItsMargins_opensNothing() {
    rig.fault("GET /fapi/v1/leverageBracket", "status_503_failed", "times", "100000");
    PlanId plan = entry("95000");
    rig.probe.await(
        "asked", () -> rig.control("GET", "/paper/faults").toString().contains("9999"), SOON);
    assertThat(rig.orders(BTC)).isEmpty();
    rig.heal();
    assertThat(rig.result(plan)).containsEntry("status", "FILLED");
  }

  @Test
  void whereTheExchangeWouldTakeItOver_isShown_asItSaidLast() {
    assertThat(rig.result(entry("95000"))).containsEntry("status", "FILLED");
    rig.probe.await("told", () -> !liquidation().isEmpty(), SOON);
    assertThat(new BigDecimal(liquidation()))
        .isBetween(new BigDecimal("89000"), new BigDecimal("89500"));

    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");
    rig.probe.await("gone", () -> liquidation().isEmpty(), SOON);
    assertThat(rig.probe.hash(rig.names.liquidation())).containsOnlyKeys("updated_at");
  }

  /** The Redis users are those of an older release, which knew no such key. */
  @Test
  void whoMayNotShowIt_comparesAllTheSame() {
    rig.stop();
    String ns = rig.names.namespace() + ':';
    String way =
        AclFile.create(
            rig.server(),
            rig.probe,
            "older",
            "~%s[^l]* ~%sl[^i]* ~%slim* +@all".formatted(ns, ns, ns));
    rig.start(
        new RedisSettings(way, rig.names.namespace()), venue -> venue, "APPLY_RECONCILE_SEC", "1");
    assertThat(rig.result(entry("95000"))).containsEntry("status", "FILLED");
    rig.byHand(BTC, "4");
    rig.probe.await("compared", () -> "4".equals(rig.position(BTC).get("qty")), SOON);
    assertThat(rig.probe.hash(rig.names.liquidation())).isEmpty();
  }

  private String liquidation() {
    return rig.probe.hash(rig.names.liquidation()).getOrDefault("BTCUSDT:LONG", "");
  }

  /** What another position has lost brings the liquidation in front of the stop. */
  @Test
  void liquidationThatComesBeforeTheStop_isAnAlarm_untilItDoesNot() {
    assertThat(rig.result(entry("95000"))).containsEntry("status", "FILLED");
    rig.awaitStop(BTC, "95000");
    rig.byHand(ETH, "300");
    rig.price(ETH, "2300");
    rig.probe.await(rig.names.alert(), alert -> isAlarm(alert, "false"), SOON);

    rig.price(ETH, "2500");
    rig.probe.await(rig.names.alert(), alert -> isAlarm(alert, "true"), SOON);
  }

  private static boolean isAlarm(Map<String, String> alert, String resolved) {
    return "LIQUIDATION_FIRST".equals(alert.get("kind"))
        && "BTCUSDT".equals(alert.get("symbol"))
        && resolved.equals(alert.get("resolved"));
  }
}
