package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.steps;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Side;
import tools.jackson.databind.JsonNode;

/** Our leg of a hedged account beside one that somebody else holds. */
class HedgeModeIT {
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

  @TempDir Path folder;
  private ApplyRig rig;

  @BeforeEach
  void open() {
    rig = new ApplyRig(folder);
    rig.hedge();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private PlanId entry() {
    PlanId plan = rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000");
    assertThat(rig.result(plan)).containsEntry("status", "FILLED");
    return plan;
  }

  /** Long enough for the stream to be relied on, and for three comparisons. */
  private static void settle() {
    try {
      Thread.sleep(3_500);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertOursIsGone_andTheForeignLegIsLeftAlone() {
    rig.probe.await("ours is gone", () -> rig.position(BTC).isEmpty(), FIVE_SECONDS);
    settle();
    assertThat(rig.position(BTC)).isEmpty();
    assertThat(rig.held(BTC, Side.LONG)).isEqualTo("0");
    assertThat(rig.held(BTC, Side.SHORT)).isEqualTo("-0.02");
    rig.awaitNoStop(BTC, FIVE_SECONDS);
    assertTheLedgerIsTheLongLeg();
  }

  /** Every trade of our leg is booked once, to the cent, and none of the other leg. */
  private void assertTheLedgerIsTheLongLeg() {
    List<String> trades = new ArrayList<>();
    BigDecimal realized = BigDecimal.ZERO;
    for (JsonNode trade : rig.control("GET", "/paper/account").path("trades")) {
      if (trade.path("positionSide").asString().equals("LONG")) {
        trades.add(trade.path("id").asString());
        realized = realized.add(new BigDecimal(trade.path("realizedPnl").asString()));
      }
    }
    assertThat(rig.results())
        .flatMap(f -> Stream.of(f.getOrDefault("trade_ids", "").split(",")).toList())
        .filteredOn(id -> !id.isEmpty())
        .containsExactlyInAnyOrderElementsOf(trades);
    assertThat(
            rig.results().stream()
                .map(f -> new BigDecimal(f.getOrDefault("realized_pnl", "0")))
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(realized);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3600"})
  void stop_closesOurLegOnly(String reconcileSeconds) {
    rig.start("APPLY_RECONCILE_SEC", reconcileSeconds);
    PlanId plan = entry();
    rig.byHand(BTC, Side.SHORT, "-0.02");
    settle();

    rig.price(BTC, "97990");

    assertThat(rig.result(fields -> "exchange_stop".equals(fields.get("source"))))
        .containsEntry("filled_qty", "0.01")
        .containsEntry("position_id", plan.value());
    assertOursIsGone_andTheForeignLegIsLeftAlone();
  }

  @Test
  void movedStop_ofFixedSize_closesOurLegOnly() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    entry();
    rig.byHand(BTC, Side.SHORT, "-0.02");
    assertThat(rig.result(rig.plan("UPDATE_SL", BTC, "stop_loss", "98500")))
        .containsEntry("status", "FILLED");
    rig.awaitStop(BTC, "98500");
    rig.price(BTC, "98490");
    assertOursIsGone_andTheForeignLegIsLeftAlone();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void partialAndFullClose_closeOurLegOnly_withAndWithoutTheStream(boolean stream) {
    if (!stream) {
      rig.fault("POST /fapi/v1/listenKey", "error_-1001", "times", "100000");
    }
    rig.start("APPLY_RECONCILE_SEC", "1");
    entry();
    rig.byHand(BTC, Side.SHORT, "-0.02");
    settle();
    assertThat(rig.result(rig.plan("PARTIAL_50", BTC, steps("50"))))
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "0.005");
    assertThat(rig.held(BTC, Side.LONG)).isEqualTo("0.005");
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC)))
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "0.005");
    assertOursIsGone_andTheForeignLegIsLeftAlone();
  }

  @Test
  void fullClose_ofALegThatAHandMadeSmallerMeanwhile_closesWhatIsLeft() {
    rig.start("APPLY_RECONCILE_SEC", "3600");
    entry();
    rig.byHand(BTC, Side.SHORT, "-0.02");
    rig.stop();
    rig.byHand(BTC, Side.LONG, "0.004");
    rig.fault("GET /fapi/v3/positionRisk", "stale", "millis", "3000");
    rig.start("APPLY_RECONCILE_SEC", "3600");
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC)))
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "0.004");
    rig.heal();
    assertOursIsGone_andTheForeignLegIsLeftAlone();
  }

  @Test
  void changesOfTheForeignLeg_areNotOurs_butThoseOfOurLegAre() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    PlanId plan = entry();
    for (String qty : List.of("-0.02", "-0.05", "-0.01", "0", "-0.02")) {
      rig.byHand(BTC, Side.SHORT, qty);
    }
    settle();
    Map<String, String> hash = rig.position(BTC);
    assertThat(hash)
        .containsEntry("side", "LONG")
        .containsEntry("qty", "0.01")
        .containsEntry("position_id", plan.value())
        .containsEntry("stop_state", "resting");
    assertThat(rig.results()).hasSize(1);

    rig.byHand(BTC, Side.LONG, "0.006");

    rig.awaitPosition(BTC, "qty", "0.006");
    assertThat(rig.results()).hasSize(2);
    assertTheLedgerIsTheLongLeg();
  }

  @ParameterizedTest
  @CsvSource({
    "SHORT, -0.02, LONG, SKIP_OPEN_OPPOSITE",
    "SHORT, -0.02, SHORT, SKIP_OPEN_DUPLICATE",
    "LONG, 0.02, LONG, SKIP_OPEN_DUPLICATE",
    "LONG, 0.02, SHORT, SKIP_OPEN_OPPOSITE",
  })
  void entry_besideAForeignLeg_isRefused(Side leg, String held, String wanted, String reason) {
    rig.start();
    rig.byHand(BTC, leg, held);
    assertThat(rig.result(rig.entry(BTC, wanted, "0.01")))
        .containsEntry("status", "SKIPPED")
        .containsEntry("error", reason);
    assertThat(rig.held(BTC, leg)).isEqualTo(held);
    assertThat(rig.position(BTC)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"LONG, SKIP_OPEN_DUPLICATE", "SHORT, SKIP_OPEN_OPPOSITE"})
  void entry_besideBothLegs_isRefused(String wanted, String reason) {
    rig.start();
    entry();
    rig.byHand(BTC, Side.SHORT, "-0.02");
    assertThat(rig.result(rig.entry(BTC, wanted, "0.01")))
        .containsEntry("status", "SKIPPED")
        .containsEntry("error", reason);
    assertThat(rig.position(BTC)).containsEntry("side", "LONG").containsEntry("qty", "0.01");
  }

  @Test
  void restart_findsOurLeg_byItsHash_andByItsStopWhereTheHashIsLost() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    entry();
    rig.byHand(BTC, Side.SHORT, "-0.02");
    rig.stop();
    rig.probe.commands().del(rig.names.position(BTC));
    rig.start("APPLY_RECONCILE_SEC", "1");
    rig.awaitPosition(BTC, "stop_loss", "98000");
    assertThat(rig.position(BTC)).containsEntry("side", "LONG").containsEntry("qty", "0.01");
    rig.stop();
    rig.price(BTC, "97990");
    rig.start("APPLY_RECONCILE_SEC", "1");
    rig.probe.await("ours is gone", () -> rig.position(BTC).isEmpty(), FIVE_SECONDS);
    settle();
    assertThat(rig.position(BTC)).isEmpty();
    assertThat(rig.held(BTC, Side.SHORT)).isEqualTo("-0.02");
  }

  @Test
  void lostFullClose_isSentAgain_besideAForeignLeg() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    entry();
    rig.byHand(BTC, Side.SHORT, "-0.02");
    rig.fault("POST /fapi/v1/order", "drop_before_accept");
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");
    assertOursIsGone_andTheForeignLegIsLeftAlone();
  }
}
