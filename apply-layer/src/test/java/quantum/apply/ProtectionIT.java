package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.ETH;
import static quantum.apply.ApplyRig.steps;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.StopShape;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

/** SPEC §11 at the exchange: the stop rests, moves, acts and goes, also with all of us gone. */
class ProtectionIT {
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

  @TempDir Path folder;
  private ApplyRig rig;

  @BeforeEach
  void open() {
    rig = new ApplyRig(folder);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private PlanId entry(String stop) {
    PlanId plan = rig.entry(BTC, "LONG", "0.01", "stop_loss", stop);
    assertThat(rig.result(plan)).containsEntry("status", "FILLED");
    return plan;
  }

  private PlanId move(String stop) {
    PlanId plan = rig.plan("UPDATE_SL", BTC, "stop_loss", stop);
    assertThat(rig.result(plan)).containsEntry("status", "FILLED");
    return plan;
  }

  @Test
  void entry_isUnderAStopOfItsOwn_inTheCommitThatTellsOfIt() {
    rig.start();
    PlanId plan = entry("98000");
    List<StopReport> stops = rig.stops(BTC);
    assertThat(stops).hasSize(1);
    assertThat(stops.getFirst().order().shape()).isEqualTo(StopShape.WHOLE);
    assertThat(stops.getFirst().order().side()).isEqualTo(Side.LONG);
    assertThat(stops.getFirst().order().trigger()).isEqualTo(Price.of("98000"));
    assertThat(stops.getFirst().id().value()).startsWith("qs-" + plan.value() + "-");
    assertThat(rig.position(BTC))
        .containsEntry("stop_state", "resting")
        .containsEntry("stop_order", stops.getFirst().id().value())
        .containsKey("stop_since");
  }

  @Test
  void withAllOfUsGone_theExchangeClosesAtTheStop_andTheNextStartBooksIt() {
    rig.start();
    PlanId plan = entry("98000");
    rig.stop();

    rig.price(BTC, "97990");

    assertThat(rig.held(BTC)).isIn("0", "0.000");
    assertThat(rig.results()).hasSize(1);
    rig.start();
    var booked = rig.result(fields -> "exchange_stop".equals(fields.get("source")));
    assertThat(booked)
        .containsEntry("reason", "exchange_stop")
        .containsEntry("status", "FILLED")
        .containsEntry("reduceOnly", "True")
        .containsEntry("filled_qty", "0.01")
        .containsEntry("position_id", plan.value());
    assertThat(new BigDecimal(booked.get("realized_pnl"))).isNegative();
    assertThat(booked.get("client_order_id")).startsWith("qs-");
    assertThat(rig.position(BTC)).isEmpty();
  }

  @Test
  void movedTwoHundredTimes_thereIsNeverNone_andNeverMoreThanTwo_andOneInTheEnd()
      throws InterruptedException {
    rig.start();
    entry("90000");
    AtomicBoolean looking = new AtomicBoolean(true);
    AtomicInteger looks = new AtomicInteger();
    List<Integer> odd = new java.util.concurrent.CopyOnWriteArrayList<>();
    Thread looker =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (looking.get()) {
                    int resting = rig.stops(BTC).size();
                    if (resting < 1 || resting > 2) {
                      odd.add(resting);
                    }
                    looks.incrementAndGet();
                  }
                });
    for (int i = 1; i <= 200; i++) {
      move(Integer.toString(90_000 + 40 * i));
    }
    looking.set(false);
    looker.join();
    assertThat(odd).isEmpty();
    assertThat(looks.get()).isGreaterThan(200);
    assertThat(rig.awaitStop(BTC, "98000").id().value())
        .isEqualTo(rig.position(BTC).get("stop_order"));
    assertThat(rig.orders(BTC)).hasSize(1);
  }

  @Test
  void partial_underAStopOfFixedSize_changesItToOneOfTheWholeRest() {
    rig.start();
    entry("98000");
    move("98500");
    assertThat(rig.awaitStop(BTC, "98500").order().shape()).isEqualTo(StopShape.QUANTITY);

    assertThat(rig.result(rig.plan("PARTIAL_50", BTC, steps("50"))))
        .containsEntry("status", "FILLED");

    rig.probe.await(
        "a whole stop",
        () ->
            rig.stops(BTC).size() == 1
                && rig.stops(BTC).getFirst().order().shape() == StopShape.WHOLE,
        FIVE_SECONDS);
    rig.awaitStop(BTC, "98500");
  }

  @Test
  void flat_leavesNoStopBehind_ofEitherShape() {
    rig.start();
    entry("98000");
    move("98500");
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");
    rig.awaitNoStop(BTC, FIVE_SECONDS);
    assertThat(rig.held(BTC)).isIn("0", "0.000");
  }

  @Test
  void orphanOfAnEarlierRun_isSweptAtTheNextStart() {
    rig.start();
    entry("98000");
    move("98500");
    rig.stop();
    rig.byHand(BTC, "0");
    assertThat(rig.stops(BTC)).hasSize(1);
    rig.start();
    rig.awaitNoStop(BTC, FIVE_SECONDS);
  }

  @Test
  void stopThatNoListShowsYet_isNotPlacedTwice_andGoesAtFlatAllTheSame() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    rig.fault("", "algo_get_lag", "millis", "2500");
    entry("98000");
    rig.byHand(BTC, "0.03");
    rig.awaitPosition(BTC, "qty", "0.03");
    rig.awaitPosition(BTC, "stop_state", "resting");
    assertThat(rig.control("GET", "/paper/algos")).hasSize(1);
    move("98500"); // of a fixed size, which the exchange leaves where it is at flat
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");

    rig.probe.await(
        "nothing rests",
        () -> {
          for (var algo : rig.control("GET", "/paper/algos")) {
            if (algo.path("algoStatus").asString().equals("NEW")) {
              return false;
            }
          }
          return true;
        },
        FIVE_SECONDS);
  }

  @Test
  void stopOfAHashThatWasLost_isTheStopOfThePositionThatIsAdopted() {
    rig.start();
    entry("98000");
    rig.stop();
    rig.probe.commands().del(rig.names.position(BTC));
    rig.start("APPLY_RECONCILE_SEC", "1");
    rig.awaitPosition(BTC, "stop_loss", "98000");
    rig.awaitPosition(BTC, "stop_state", "resting");
    assertThat(rig.stops(BTC)).hasSize(1);
  }

  @Test
  void tradesThatDoNotCome_holdBackNeitherPositionNorStop_norTheFullClose() {
    rig.start("VENUE_STREAM_URL", "ws://127.0.0.1:9"); // nobody tells them either
    rig.fault("GET /fapi/v1/userTrades", "error_-1001", "times", "100000");
    entry("98000");
    assertThat(rig.stops(BTC)).hasSize(1);
    assertThat(rig.position(BTC).get("fees_pending")).isNotEmpty();
    PlanId partial = rig.plan("PARTIAL_50", BTC, steps("50"));
    PlanId whole = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    assertThat(rig.result(whole)).containsEntry("status", "FILLED").doesNotContainKey("trade_ids");
    assertThat(rig.held(BTC)).isIn("0", "0.000");

    rig.heal();

    rig.probe.await("booked", () -> booked().size() >= 2, ApplyRig.SOON);
    rig.probe.await(
        "nothing owed", () -> rig.probe.hash(rig.names.applyUnbooked()).isEmpty(), ApplyRig.SOON);
    assertThat(booked())
        .allSatisfy(
            fields ->
                assertThat(fields)
                    .containsEntry("status", "FILLED")
                    .containsKeys("commission", "trade_ids", "order_id", "position_id"));
    assertThat(rig.results(partial))
        .filteredOn(fields -> !"booking".equals(fields.get("source")))
        .hasSize(1);
    List<String> untold =
        rig.results().stream()
            .filter(f -> "apply_layer".equals(f.get("source")) && !f.containsKey("trade_ids"))
            .map(f -> f.get("order_id"))
            .filter(java.util.Objects::nonNull)
            .toList();
    assertThat(booked())
        .extracting(f -> f.get("order_id"))
        .containsExactlyInAnyOrderElementsOf(untold);
  }

  private List<java.util.Map<String, String>> booked() {
    return rig.results().stream().filter(f -> "booking".equals(f.get("source"))).toList();
  }

  @Test
  void fullCloseWhoseOrderWasLost_goesOutAgainAtOnce() {
    rig.start();
    entry("98000");
    rig.fault("POST /fapi/v1/order", "drop_before_accept");
    long begun = System.nanoTime();
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    assertThat(rig.held(BTC)).isIn("0", "0.000");
  }

  @Test
  void trancheWhoseAnswerDoesNotCome_keepsNoFullCloseWaiting() {
    rig.start("VENUE_READ_TIMEOUT_MS", "60000");
    entry("98000");
    rig.fault("POST /fapi/v1/order", "delay_after_accept", "millis", "60000");
    PlanId tranche = rig.plan("PARTIAL_50", BTC, steps("50"));
    rig.probe.await("it is out there", () -> rig.orders(BTC).size() == 2, ApplyRig.SOON);
    // what the tranche has taken was not known when the close was sized
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC)))
        .containsEntry("filled_qty", "0.005")
        .containsEntry("position_qty_after", "0");
    rig.result(tranche); // by its own order, or its trade was booked before the close's
    assertThat(rig.held(BTC)).isIn("0", "0.000");
    assertThat(
            rig.results().stream()
                .filter(result -> "True".equals(result.get("reduceOnly")))
                .map(result -> new BigDecimal(result.get("filled_qty")))
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo("0.01");
  }

  @Test
  void positionsThatAreNotTold_keepNoFullCloseWaiting() {
    rig.start("VENUE_READ_TIMEOUT_MS", "60000", "VENUE_STREAM_URL", "ws://127.0.0.1:9");
    entry("98000");
    for (int i = 0; i < 4; i++) {
      rig.fault("GET /fapi/v3/positionRisk", "delay", "millis", "60000");
      rig.fault("GET /fapi/v1/userTrades", "delay", "millis", "60000");
    }
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC)))
        .containsEntry("status", "FILLED")
        .containsEntry("position_qty_after", "0");
    rig.control("DELETE", "/paper/faults");
    assertThat(rig.held(BTC)).isIn("0", "0.000");
  }

  @Test
  void stopThatTheExchangeRefuses_isAnAlarm_andThePositionIsClosed() {
    rig.fault("POST /fapi/v1/algoOrder", "error_-1111", "times", "100000");
    rig.start("STOP_FAILURE_SEC", "2");
    PlanId plan = entry("98000");
    var closed =
        rig.result(
            fields ->
                plan.value().equals(fields.get("position_id"))
                    && "FULL_CLOSE_PROPOSED".equals(fields.get("action")));
    assertThat(closed).containsEntry("status", "FILLED");
    assertThat(rig.held(BTC)).isIn("0", "0.000");
  }

  @Test
  void stopThatTheExchangeRefuses_withAlert_leavesThePosition_andSaysMissing() {
    rig.fault("POST /fapi/v1/algoOrder", "error_-4045", "times", "100000");
    rig.start("STOP_FAILURE_SEC", "1", "STOP_FAILURE", "alert");
    entry("98000");
    rig.awaitPosition(BTC, "stop_state", "missing");
    assertThat(rig.held(BTC)).isEqualTo("0.01");

    rig.heal();

    rig.awaitPosition(BTC, "stop_state", "resting");
    rig.awaitStop(BTC, "98000");
  }

  /** The exchange was seen not to see a fresh fill for a second or two. */
  @Test
  void positionThatTheExchangeDoesNotSee_isTriedThreeTimesMore_thenStopFailureCloses() {
    rig.fault("POST /fapi/v1/algoOrder", "error_-4509", "times", "4");
    rig.start("STOP_FAILURE_SEC", "3600");
    PlanId plan = entry("98000");
    assertThat(
            rig.result(
                fields ->
                    plan.value().equals(fields.get("position_id"))
                        && "FULL_CLOSE_PROPOSED".equals(fields.get("action"))))
        .containsEntry("status", "FILLED");
    assertThat(rig.control("GET", "/paper/faults")).isEmpty();
    assertThat(alerts("STOP_MISSING")).isNotEmpty();
  }

  @Test
  void positionThatTheExchangeSeesLater_isUnderItsStopThen_andStaysOpen() {
    rig.fault("POST /fapi/v1/algoOrder", "error_-4509", "times", "3");
    rig.start();
    entry("98000");
    rig.awaitStop(BTC, "98000");
    rig.awaitPosition(BTC, "stop_state", "resting");
    assertThat(rig.held(BTC)).isEqualTo("0.01");
  }

  /** Its price has come back: no other stop would be refused. */
  @Test
  void stopThatHangsWhileItFires_isClosedByUs_withinSeconds_andTold() {
    rig.start("STOP_FAILURE_SEC", "3600");
    PlanId plan = entry("98000");
    rig.fault("", "algo_trigger_hang");
    rig.price(BTC, "97990");
    rig.price(BTC, "99000");
    assertThat(rig.held(BTC)).isEqualTo("0.01");

    assertThat(
            rig.result(
                fields ->
                    plan.value().equals(fields.get("position_id"))
                        && "FULL_CLOSE_PROPOSED".equals(fields.get("action"))))
        .containsEntry("status", "FILLED");
    assertThat(alerts("STOP_MISSING"))
        .anySatisfy(alert -> assertThat(alert.get("text")).contains("is TRIGGERING"));
    rig.awaitNoStop(BTC, FIVE_SECONDS);
  }

  @Test
  void levelThatTheExchangeTakesNoStopAt_isMovedToTheEdgeThatItNames() {
    rig.start(
        rig.server().settings(rig.names.namespace()),
        venue -> BandedVenue.around(venue, Price.of("95000")));
    PlanId plan = rig.entry(BTC, "LONG", "0.01", "stop_loss", "90000");
    assertThat(rig.result(plan)).containsEntry("status", "FILLED");
    rig.awaitStop(BTC, "95000");
    rig.awaitPosition(BTC, "stop_state", "resting");
    assertThat(rig.position(BTC)).containsEntry("stop_loss", "90000");
    move("96000");
    rig.awaitStop(BTC, "96000");
    assertThat(rig.held(BTC)).isEqualTo("0.01");
  }

  @Test
  void positionWithoutAStop_isTold_andLeftAlone() {
    rig.byHand(BTC, "0.01");
    rig.start("STOP_FAILURE_SEC", "1", "APPLY_RECONCILE_SEC", "1");
    rig.probe.await("told", () -> !alerts("STOP_MISSING").isEmpty(), ApplyRig.SOON);
    assertThat(rig.held(BTC)).isEqualTo("0.01");
    move("98000");
    rig.awaitStop(BTC, "98000");
    rig.probe.await(
        "its end is told",
        () ->
            alerts("STOP_MISSING").stream().anyMatch(alert -> "true".equals(alert.get("resolved"))),
        ApplyRig.SOON);
    assertThat(rig.orders(BTC)).isEmpty();
  }

  /** The comparison that would tell of it waits for the plan. */
  @Test
  void handThatAdds_behindAPlanInDoubt_isUnderAStopOfTheWhole() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    entry("98000");
    move("98500");
    assertThat(rig.awaitStop(BTC, "98500").order().shape()).isEqualTo(StopShape.QUANTITY);
    rig.fault("POST /fapi/v1/order", "drop_before_accept");
    rig.fault("GET /fapi/v1/order", "error_-1007", "times", "100000");
    PlanId plan = rig.plan("PARTIAL_50", BTC, steps("50"));
    rig.probe.await(
        "in doubt", () -> rig.control("GET", "/paper/faults").size() == 1, ApplyRig.SOON);
    rig.byHand(BTC, "0.03");
    rig.probe.await(
        "a whole stop",
        () ->
            rig.stops(BTC).size() == 1
                && rig.stops(BTC).getFirst().order().shape() == StopShape.WHOLE,
        FIVE_SECONDS);
    assertThat(rig.results(plan)).isEmpty();
    rig.awaitStop(BTC, "98500");
  }

  /** The comparison that would adopt it waits for the plan. */
  @Test
  void positionThatNobodyKnows_behindAPlanInDoubt_isTold() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    entry("98000");
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");
    rig.probe.commands().del(rig.names.cooldown(BTC));
    rig.awaitNoStop(BTC, FIVE_SECONDS);
    rig.fault("POST /fapi/v1/order", "drop_before_accept");
    rig.fault("GET /fapi/v1/order", "error_-1007", "times", "100000");
    PlanId plan = rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000");
    rig.probe.await(
        "in doubt", () -> rig.control("GET", "/paper/faults").size() == 1, ApplyRig.SOON);
    rig.byHand(BTC, "0.02");
    rig.probe.await("told", () -> !alerts("STOP_MISSING").isEmpty(), ApplyRig.SOON);
    assertThat(rig.position(BTC)).isEmpty();
    assertThat(rig.results(plan)).isEmpty();
  }

  /** What may have filled is a position without a stop. */
  @Test
  void entryWithoutAnAnswer_isTold_longBeforeOtherPlans() {
    rig.start();
    entry("98000"); // from then on no order's id is asked for before it is sent
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");
    rig.probe.commands().del(rig.names.cooldown(BTC));
    rig.fault("POST /fapi/v1/order", "drop_after_accept");
    rig.fault("GET /fapi/v1/order", "error_-1007", "times", "1000");
    long begun = System.nanoTime();
    PlanId plan = rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000");
    rig.probe.await("told", () -> !alerts("NO_OUTCOME").isEmpty(), ApplyRig.SOON);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    rig.heal();
    assertThat(rig.result(plan)).containsEntry("status", "FILLED");
    rig.awaitStop(BTC, "98000");
  }

  private List<Map<String, String>> alerts(String kind) {
    return rig.probe.entries(rig.names.alert()).stream()
        .filter(alert -> kind.equals(alert.get("kind")))
        .toList();
  }

  @Test
  void stopMoveWhoseAnswerIsLost_endsWithOneStop() {
    rig.start();
    entry("98000");
    int level = 98_000;
    for (String fault : List.of("drop_after_accept", "drop_before_accept", "status_503_unknown")) {
      rig.fault("POST /fapi/v1/algoOrder", fault);
      String stop = Integer.toString(level += 100);
      move(stop);
      rig.awaitStop(BTC, stop);
      rig.awaitPosition(BTC, "stop_state", "resting");
    }
    for (String fault : List.of("drop_after_accept", "drop_before_accept")) {
      rig.fault("DELETE /fapi/v1/algoOrder", fault);
      String stop = Integer.toString(level += 100);
      move(stop);
      rig.awaitStop(BTC, stop);
    }
  }

  @Test
  void priceThatIsBeyondTheStopAlready_closesAtOnce() {
    rig.start();
    rig.fault("POST /fapi/v1/algoOrder", "error_-2021", "times", "100000");
    PlanId plan = entry("98000");
    assertThat(
            rig.result(
                fields ->
                    plan.value().equals(fields.get("position_id"))
                        && "FULL_CLOSE_PROPOSED".equals(fields.get("action"))))
        .containsEntry("status", "FILLED");
  }

  @Test
  void stopsSwitchedOff_takeBackWhatRests() {
    rig.start();
    entry("98000");
    move("98500");
    assertThat(rig.stops(BTC)).hasSize(1);
    rig.stop();
    rig.start("APPLY_EXCHANGE_STOPS", "false");
    rig.awaitNoStop(BTC, FIVE_SECONDS);
    rig.awaitPosition(BTC, "stop_state", "off");
    assertThat(rig.held(BTC)).isEqualTo("0.01");
  }

  @Test
  void partOfATranche_leavesWhatIsMissingToTheNextAttempt() {
    rig.start();
    PlanId plan = rig.entry(ETH, "LONG", "4", "stop_loss", "2400");
    assertThat(rig.result(plan)).containsEntry("status", "FILLED");
    rig.fault("POST /fapi/v1/order", "partial_fill", "fraction", "0.9");
    PlanId first = rig.plan("PARTIAL_25", ETH, steps("25", "r_level", "2"));
    assertThat(rig.result(first)).containsEntry("status", "PARTIAL_FILL");
    assertThat(rig.position(ETH)).containsEntry("partly", "2:0.1").containsEntry("attempts", "1");

    PlanId again = rig.plan("PARTIAL_25", ETH, steps("25", "r_level", "2"));

    assertThat(rig.result(again))
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "0.1");
    assertThat(rig.position(ETH)).containsEntry("qty", "3").containsEntry("harvested", "2");
  }

  @Test
  void oldPlan_whoseMarksHaveExpired_isNotBookedAgain() {
    rig.start();
    entry("98000");
    PlanId whole = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    assertThat(rig.result(whole)).containsEntry("status", "FILLED");
    rig.stop();
    rig.probe.commands().del(rig.names.applyDone(whole));
    rig.xadd(whole, "FULL_CLOSE_PROPOSED", BTC, "timestamp", "1");
    rig.start();
    rig.probe.await("a second result", () -> rig.results(whole).size() == 2, ApplyRig.SOON);
    assertThat(rig.results(whole).getLast()).containsEntry("status", "SKIPPED");
  }

  @Test
  void whatTheExchangeDoes_isBookedWithinMoments_withoutAnyComparison() {
    rig.start("APPLY_RECONCILE_SEC", "3600");
    awaitStream();
    PlanId plan = entry("98000");
    rig.byHand(BTC, "0.006");
    rig.probe.await("reduced by hand", () -> "0.006".equals(qty()), FIVE_SECONDS);
    rig.byHand(BTC, "0.03");
    rig.probe.await("added by hand", () -> "0.03".equals(qty()), FIVE_SECONDS);
    rig.price(BTC, "97000");
    rig.probe.await("the stop's fill", () -> rig.position(BTC).isEmpty(), FIVE_SECONDS);
    assertThat(rig.result(fields -> "exchange_stop".equals(fields.get("source"))))
        .containsEntry("filled_qty", "0.03")
        .containsEntry("position_id", plan.value());
    assertThat(rig.held(BTC)).isIn("0", "0.000");
  }

  /** What was told of the tranche is still to be looked at when the stop's fill is told. */
  @Test
  void stopThatFiresRightBehindATranche_isBookedWithinMoments() {
    rig.start("APPLY_RECONCILE_SEC", "3600");
    awaitStream();
    for (int i = 0; i < 10; i++) {
      rig.probe.commands().del(rig.names.cooldown(BTC));
      rig.price(BTC, "100000");
      PlanId plan = entry("98000");
      move("99000");
      assertThat(rig.result(rig.plan("PARTIAL_50", BTC, steps("50"))))
          .containsEntry("status", "FILLED");
      rig.price(BTC, "98500");
      rig.probe.await("the stop's fill", () -> rig.position(BTC).isEmpty(), FIVE_SECONDS);
      assertThat(
              rig.result(
                  fields ->
                      "exchange_stop".equals(fields.get("source"))
                          && plan.value().equals(fields.get("position_id"))))
          .containsEntry("filled_qty", "0.005");
    }
  }

  @Test
  void liquidation_isBookedAsSuch_withinMoments() {
    // a stop that rests would fill first, and one behind the liquidation is not let in
    rig.start("APPLY_RECONCILE_SEC", "3600", "APPLY_EXCHANGE_STOPS", "false");
    awaitStream();
    PlanId plan = rig.entry(BTC, "LONG", "5", "leverage", "20", "stop_loss", "81000");
    assertThat(rig.result(plan)).containsEntry("status", "FILLED");

    rig.price(BTC, "80000");

    assertThat(rig.result(fields -> "liquidation".equals(fields.get("reason"))))
        .containsEntry("source", "reconcile")
        .containsEntry("filled_qty", "5")
        .containsEntry("price", "80000")
        .containsEntry("position_id", plan.value());
    rig.probe.await("closed", () -> rig.position(BTC).isEmpty(), FIVE_SECONDS);
    rig.awaitNoStop(BTC, FIVE_SECONDS);
  }

  private String qty() {
    return rig.position(BTC).get("qty");
  }

  /** Until it has heard something, it is not relied on. */
  private void awaitStream() {
    rig.probe.await(
        "a stream",
        () -> rig.control("GET", "/paper/status").path("privateConnections").asInt() > 0,
        ApplyRig.SOON);
    try {
      Thread.sleep(1_000); // until its first sign of life
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
