package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.ETH;
import static quantum.apply.ApplyRig.SOON;
import static quantum.apply.ApplyRig.steps;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;

/** What is done with positions that a hand has made: ADOPT_POSITIONS. */
class AdoptionIT {
  @TempDir Path folder;
  private ApplyRig rig;

  @BeforeEach
  void begin() {
    rig = new ApplyRig(folder);
  }

  @AfterEach
  void end() {
    rig.close();
  }

  private void start(String mode, String... more) {
    String[] all = new String[more.length + 4];
    System.arraycopy(more, 0, all, 4, more.length);
    all[0] = "ADOPT_POSITIONS";
    all[1] = mode;
    all[2] = "APPLY_RECONCILE_SEC";
    all[3] = "1";
    rig.start(all);
  }

  private void restart(String mode) {
    rig.stop();
    start(mode);
  }

  private void assertNoOrder(Symbol symbol) {
    assertThat(rig.orders(symbol)).isEmpty();
    assertThat(rig.stops(symbol)).isEmpty();
  }

  private void assertRefused(PlanId plan) {
    assertThat(rig.result(plan))
        .containsEntry("status", "SKIPPED")
        .containsEntry("error", "SKIP_NOT_MANAGED");
  }

  @Test
  void watch_followsAndShows_andSendsNoOrder_whoeverAsks() {
    start("watch");
    rig.byHand(BTC, "0.02");
    rig.awaitPosition(BTC, "keeping", "watched");
    assertThat(rig.position(BTC)).doesNotContainKey("stop_loss").containsEntry("qty", "0.02");

    assertRefused(rig.plan("UPDATE_SL", BTC, "stop_loss", "98000"));
    assertRefused(rig.plan("PARTIAL_25", BTC, steps("25")));
    assertRefused(rig.plan("FULL_CLOSE_PROPOSED", BTC, "reason", "stop_hit"));
    assertRefused(rig.plan("FULL_CLOSE_PROPOSED", BTC, "source", "trader"));
    assertThat(rig.result(rig.entry(BTC, "LONG", "0.01")))
        .containsEntry("error", "SKIP_OPEN_DUPLICATE");
    assertThat(rig.result(rig.entry(BTC, "SHORT", "0.01")))
        .containsEntry("error", "SKIP_OPEN_OPPOSITE");
    assertNoOrder(BTC);

    rig.byHand(BTC, "0.05");
    rig.awaitPosition(BTC, "qty", "0.05");
    rig.byHand(BTC, "0");
    rig.probe.await("gone", () -> rig.position(BTC).isEmpty(), SOON);
    assertNoOrder(BTC);
  }

  @Test
  void off_isInvisible_andSaysNothing_andAnEntryBesideItIsRefused() {
    start("off");
    rig.byHand(BTC, "0.02");
    assertThat(rig.result(rig.entry(BTC, "LONG", "0.01")))
        .containsEntry("error", "SKIP_OPEN_DUPLICATE");
    assertThat(rig.result(rig.entry(BTC, "SHORT", "0.01")))
        .containsEntry("error", "SKIP_OPEN_OPPOSITE");
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC)))
        .containsEntry("error", "SKIP_NO_POSITION");
    rig.byHand(BTC, "0.01");
    rig.byHand(BTC, "0");
    // an entry of ours is one all the same, and what a hand did before is in nobody's books
    rig.probe.await(
        "the entry is taken",
        () -> "FILLED".equals(rig.result(rig.entry(BTC, "LONG", "0.03")).get("status")),
        SOON);
    assertThat(rig.position(BTC)).containsEntry("qty", "0.03").containsEntry("keeping", "own");
    assertThat(rig.results()).noneMatch(fields -> "reconcile".equals(fields.get("source")));
  }

  @Test
  void manage_isAsOwn() {
    start("manage");
    rig.byHand(BTC, "0.02");
    rig.awaitPosition(BTC, "keeping", "managed");
    assertThat(rig.result(rig.plan("UPDATE_SL", BTC, "stop_loss", "98000")))
        .containsEntry("status", "FILLED");
    rig.awaitStop(BTC, "98000");
    assertThat(rig.result(rig.plan("PARTIAL_50", BTC, steps("50"))))
        .containsEntry("status", "FILLED");
  }

  @Test
  void modeBySymbol_winsOverTheUsualOne() {
    start("off", "ADOPT_SYMBOLS", "ETHUSDT:watch");
    rig.byHand(BTC, "0.02");
    rig.byHand(ETH, "0.5");
    rig.awaitPosition(ETH, "keeping", "watched");
    assertThat(rig.position(BTC)).isEmpty();
    assertThat(rig.probe.commands().smembers(rig.names.positionsOpen())).containsExactly("ETHUSDT");
  }

  @Test
  void manageToWatch_withdrawsOurStop_toManageAgain_allowsOne_toOff_isForgotten() {
    start("manage");
    rig.byHand(BTC, "0.02");
    rig.awaitPosition(BTC, "keeping", "managed");
    rig.result(rig.plan("UPDATE_SL", BTC, "stop_loss", "98000"));
    rig.awaitStop(BTC, "98000");

    restart("watch");
    rig.awaitNoStop(BTC, SOON);
    rig.awaitPosition(BTC, "keeping", "watched");
    rig.awaitPosition(BTC, "stop_state", "off");
    assertThat(rig.position(BTC)).doesNotContainKey("stop_loss");
    assertRefused(rig.plan("FULL_CLOSE_PROPOSED", BTC));

    restart("manage");
    rig.awaitPosition(BTC, "keeping", "managed");
    rig.result(rig.plan("UPDATE_SL", BTC, "stop_loss", "98500"));
    rig.awaitStop(BTC, "98500");

    restart("off");
    rig.probe.await("it is forgotten", () -> rig.position(BTC).isEmpty(), SOON);
    assertThat(rig.stops(BTC)).isEmpty();
    assertThat(rig.probe.commands().smembers(rig.names.positionsOpen())).isEmpty();
    assertThat(rig.orders(BTC)).isEmpty();
    assertThat(rig.held(BTC)).isEqualTo("0.02");
  }

  @Test
  void planAfterTheModeWasChanged_comesTooLate_evenBeforeTheHashSaysSo() {
    start("manage");
    rig.byHand(BTC, "0.02");
    rig.awaitPosition(BTC, "keeping", "managed");
    rig.stop();
    PlanId close = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    start("watch");
    assertRefused(close);
    assertNoOrder(BTC);
  }

  @Test
  void handMadeAddToOurs_staysOurs_underOurStop_inEveryMode() {
    for (String mode : new String[] {"watch", "off"}) {
      rig.probe.commands().del(rig.names.cooldown(BTC));
      restart(mode);
      assertThat(rig.result(rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000")))
          .containsEntry("status", "FILLED");
      rig.awaitStop(BTC, "98000");
      rig.byHand(BTC, "0.03");
      rig.awaitPosition(BTC, "qty", "0.03");
      assertThat(rig.position(BTC)).containsEntry("keeping", "own");
      rig.awaitStop(BTC, "98000");
      assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC)))
          .containsEntry("status", "FILLED");
      assertThat(rig.held(BTC)).isEqualTo("0");
    }
  }

  @Test
  void ourPosition_whoseHashIsLost_isOurs_byItsStopOrItsTrades() {
    start("watch");
    rig.result(rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000"));
    rig.awaitStop(BTC, "98000");
    rig.result(rig.entry(ETH, "LONG", "0.5"));
    rig.stop();
    rig.probe.commands().del(rig.names.position(BTC), rig.names.position(ETH));
    rig.probe.commands().del(rig.names.applyBooked());
    start("watch");
    rig.awaitPosition(BTC, "keeping", "own");
    rig.awaitPosition(ETH, "keeping", "own");
    rig.awaitStop(BTC, "98000");
  }

  @Test
  void handThatTurnsOurs_makesAPositionOfItsOwn() {
    start("watch");
    rig.result(rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000"));
    rig.awaitStop(BTC, "98000");
    rig.byHand(BTC, "-0.02");
    rig.awaitPosition(BTC, "side", "SHORT");
    rig.awaitPosition(BTC, "keeping", "watched");
    rig.awaitNoStop(BTC, SOON);
    assertRefused(rig.plan("FULL_CLOSE_PROPOSED", BTC));
  }

  @Test
  void flatten_leavesAloneWhatTheModeForbids_andSaysSo() {
    start("watch");
    rig.byHand(ETH, "0.5");
    rig.awaitPosition(ETH, "keeping", "watched");
    rig.result(rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000"));
    rig.probe
        .commands()
        .hset(rig.names.flatten(), Map.of("flatten_id", "f1", "symbols", "*", "by", "ann@desk"));
    rig.probe.await("over", () -> rig.probe.hash(rig.names.flatten()).containsKey("ended"), SOON);
    assertThat(rig.probe.hash(rig.names.flatten()).get("outcome"))
        .contains("BTCUSDT|flat|0|closed LONG 0.01")
        .contains("ETHUSDT|left_alone|LONG 0.5|made by hand");
    assertThat(rig.probe.hash(rig.names.halt())).containsEntry("by", "ann@desk");
    assertThat(rig.held(BTC)).isEqualTo("0");
    assertThat(rig.held(ETH)).isEqualTo("0.5");
    assertNoOrder(ETH);
  }
}
