package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.SOON;
import static quantum.apply.ApplyRig.steps;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.XReadArgs.StreamOffset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.kernel.value.PlanId;

/**
 * What holds when Redis comes back younger than what was done, and when others trade in the moments
 * of our own orders: each plan once, each trade in one result.
 */
class ForgottenIT {
  private static final String[] FAST = {"APPLY_RECONCILE_SEC", "1"};

  @TempDir Path folder;
  private ApplyRig rig;
  private RedisGate gate;

  @BeforeEach
  void open() {
    rig = new ApplyRig(folder);
    gate = new RedisGate(rig.server());
  }

  @AfterEach
  void close() {
    rig.stop();
    gate.close();
    rig.close();
  }

  private void start(String... settings) {
    rig.start(
        gate.settings(rig.names.namespace()), venue -> new MortalVenue(venue, rig::tick), settings);
  }

  private PlanId entry() {
    PlanId plan = rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000");
    assertThat(rig.result(plan)).containsEntry("status", "FILLED");
    return plan;
  }

  private String[] half(PlanId position) {
    return steps("50", "r_level", "4", "position_id", position.value());
  }

  /** Everything told is what the exchange did, to the cent. */
  private void awaitSettled(PlanId... entries) {
    Audit audit = new Audit(rig, List.of(BTC), Set.of(entries));
    rig.awaitNothingPending();
    try {
      rig.probe.await("settled", () -> audit.violations().isEmpty(), SOON);
    } catch (AssertionError e) {
      assertThat(audit.violations()).isEmpty();
      throw e;
    }
  }

  private long executed(PlanId plan) {
    return rig.orders(BTC).stream()
        .filter(order -> order.path("clientOrderId").asString().startsWith("qh-" + plan.value()))
        .filter(order -> !order.path("executedQty").asString("0").equals("0"))
        .count();
  }

  // ---- Redis is younger

  @Test
  void planOfTheLostMoments_askedForAgain_isNotCarriedOutAgain_andItsLevelCountsAsTaken() {
    start(FAST);
    PlanId entry = entry();
    RedisPast past = RedisPast.of(rig);
    PlanId half = rig.plan("PARTIAL_50", BTC, half(entry));
    assertThat(rig.result(half)).containsEntry("status", "FILLED");

    past.comesBack(gate);
    rig.xadd(half, "PARTIAL_50", BTC, half(entry));

    rig.result(half); // of the order that it had, or a skip if that is booked already
    assertThat(executed(half)).isOne();
    assertThat(rig.position(BTC)).containsEntry("qty", "0.005").containsEntry("harvested", "4");
    awaitSettled(entry);
  }

  @Test
  void plugPulled_planOfTheLostMoments_askedForAgainMuchLater_isNotCarriedOutAgain()
      throws InterruptedException {
    start();
    PlanId entry = entry();
    RedisPast past = RedisPast.of(rig);
    PlanId half = rig.plan("PARTIAL_50", BTC, half(entry));
    assertThat(rig.result(half)).containsEntry("status", "FILLED");
    rig.stop();
    past.comesBack();
    Thread.sleep(2_500); // beyond what clocks may differ
    rig.fault("GET /fapi/v3/positionRisk", "error_-1001", "times", "3");
    rig.xadd(half, "PARTIAL_50", BTC, half(entry));
    start(FAST);

    rig.result(half);
    assertThat(executed(half)).isOne();
    awaitSettled(entry);
  }

  @Test
  void entryOfTheStream_whoseAnswerIsForgotten_isAnsweredAgain() {
    start(FAST);
    PlanId entry = entry();
    rig.fault("POST /fapi/v1/order", "delay_after_accept", "millis", "600");
    PlanId half = rig.plan("PARTIAL_50", BTC, half(entry));
    rig.probe.await("the order is accepted", () -> rig.orders().size() == 2, SOON);
    RedisPast past = RedisPast.of(rig);
    assertThat(rig.result(half)).containsEntry("status", "FILLED");

    past.comesBack(gate);

    rig.result(half);
    assertThat(executed(half)).isOne();
    awaitSettled(entry);
  }

  @Test
  void orderInDoubt_whoseRecordIsForgotten_isNotSentAgain() {
    start(FAST);
    PlanId entry = entry();
    RedisPast past = RedisPast.of(rig);
    rig.fault("POST /fapi/v1/order", "drop_after_accept");
    rig.fault("GET /fapi/v1/order", "status_503_unknown", "times", "3");
    PlanId half = rig.plan("PARTIAL_50", BTC, half(entry));
    rig.probe.await("the order is accepted", () -> rig.orders().size() == 2, SOON);

    past.comesBack(gate);
    rig.xadd(half, "PARTIAL_50", BTC, half(entry));

    awaitSettled(entry);
    assertThat(executed(half)).isOne();
    assertThat(rig.position(BTC)).containsEntry("qty", "0.005").containsEntry("harvested", "4");
  }

  @Test
  void entryOfTheLostMoments_isAdoptedUnderItsStop_andItsFeeIsBooked() {
    start(FAST);
    PlanId first = entry();
    PlanId whole = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    assertThat(rig.result(whole)).containsEntry("status", "FILLED");
    rig.probe.commands().del(rig.names.cooldown(BTC));
    RedisPast past = RedisPast.of(rig);
    PlanId second = entry();

    past.comesBack(gate);

    rig.awaitPosition(BTC, "stop_loss", "98000");
    awaitSettled(first, second);
  }

  @Test
  void entryOfTheLostMoments_afterAPositionThatRedisStillKnows_keepsItsStop() {
    start(FAST);
    PlanId first = entry();
    RedisPast past = RedisPast.of(rig);
    rig.tick(BTC);
    rig.byHand(BTC, "0");
    rig.probe.await("flat", () -> rig.position(BTC).isEmpty(), SOON);
    rig.probe.commands().del(rig.names.cooldown(BTC));
    PlanId second = rig.entry(BTC, "LONG", "0.02", "stop_loss", "97000");
    assertThat(rig.result(second)).containsEntry("status", "FILLED");

    past.comesBack(gate);

    rig.awaitPosition(BTC, "qty", "0.02");
    assertThat(rig.position(BTC)).containsEntry("stop_loss", "97000");
    awaitSettled(first, second);
  }

  @Test
  void planThatTheComparisonBooked_whileItsTradesCannotBeRead_isNotBookedAgain() {
    start(FAST);
    PlanId entry = entry();
    rig.fault("POST /fapi/v1/order", "delay_after_accept", "millis", "600");
    PlanId whole = rig.plan("FULL_CLOSE_PROPOSED", BTC, "position_id", entry.value());
    rig.probe.await("the order is accepted", () -> rig.orders().size() == 2, SOON);
    // as a comparison leaves it that saw the trades while the plan's answer was out
    long trade = rig.control("GET", "/paper/account").path("trades").get(1).path("id").asLong();
    rig.probe.commands().set(rig.names.applyDone(whole), "1");
    rig.probe.commands().hset(rig.names.applyBooked(), BTC.name(), Long.toString(trade));
    rig.fault("GET /fapi/v1/userTrades", "error_-1001", "times", "2");

    assertThat(rig.result(whole)).containsEntry("error", "SKIP_DUPLICATE");
    assertThat(rig.probe.hash(rig.names.applyUnbooked())).isEmpty();
  }

  /** The exchange says flat, of the time before; the stop is all that protects the position. */
  @Test
  void stopOfAPositionThatNobodyRemembers_isNotSweptForAnAnswerOfTheTimeBefore() {
    start();
    settle();
    rig.fault("GET /fapi/v3/positionRisk", "stale", "millis", "3000");
    entry();
    String stop = rig.awaitStop(BTC, "98000").id().value();
    rig.stop();
    rig.probe.commands().flushall();
    start("APPLY_RECONCILE_SEC", "1");
    rig.awaitPosition(BTC, "stop_loss", "98000");
    rig.awaitPosition(BTC, "stop_state", "resting");
    assertThat(rig.awaitStop(BTC, "98000").id().value()).isEqualTo(stop);
  }

  /** Redis has forgotten all; what is open is asked for, and nothing is. */
  @Test
  void stopThatAnEarlierRunLeft_ofASymbolOfWhichRedisKnowsNothing_isSwept() {
    start();
    entry();
    PlanId move = rig.plan("UPDATE_SL", BTC, "stop_loss", "98500"); // to one of a fixed size
    assertThat(rig.result(move)).containsEntry("status", "FILLED");
    rig.stop();
    rig.byHand(BTC, "0");
    assertThat(rig.stops(BTC)).hasSize(1);
    rig.probe.commands().flushall();
    start();
    rig.awaitNoStop(BTC, Duration.ofSeconds(5));
  }

  @Test
  void stopThatAKilledRunLeft_ofASymbolThatNobodyListsAnyMore_isSwept() {
    start();
    entry();
    assertThat(rig.result(rig.plan("UPDATE_SL", BTC, "stop_loss", "98500")))
        .containsEntry("status", "FILLED");
    rig.stop();
    rig.tick(BTC);
    rig.byHand(BTC, "0");
    // as a run leaves it that was killed between its full close and the sweep
    rig.probe.commands().del(rig.names.position(BTC));
    rig.probe.commands().srem(rig.names.positionsOpen(), BTC.name());
    assertThat(rig.stops(BTC)).hasSize(1);

    start();

    rig.awaitNoStop(BTC, Duration.ofSeconds(5));
  }

  // ---- others trade

  @Test
  void tradeOfAHand_betweenTwoOfOurs_isBookedBeforeOurs() {
    start();
    PlanId entry = entry();
    rig.fault("POST /fapi/v1/order", "delay", "millis", "700");
    PlanId half = rig.plan("PARTIAL_50", BTC, half(entry));
    byHandWhileSent(half, "0.008");

    assertThat(rig.result(half)).containsEntry("status", "FILLED");
    assertThat(rig.result(fields -> "reconcile".equals(fields.get("source"))))
        .containsEntry("filled_qty", "0.002")
        .containsEntry("position_id", entry.value());
    awaitSettled(entry);
  }

  @Test
  void tradeOfAHand_beforeAFillWhoseTradesComeLate_isBooked() {
    start();
    PlanId entry = entry();
    rig.fault("POST /fapi/v1/order", "delay", "millis", "700");
    rig.fault("GET /fapi/v1/userTrades", "error_-1001", "times", "4");
    PlanId half = rig.plan("PARTIAL_50", BTC, half(entry));
    byHandWhileSent(half, "0.008");

    assertThat(rig.result(half)).containsEntry("status", "FILLED");
    awaitSettled(entry);
  }

  @Test
  void handThatAdds_whileAllIsClosed_leavesItsPartUnderTheStop_toBeAskedForAgain() {
    start();
    PlanId entry = entry();
    rig.fault("POST /fapi/v1/order", "delay", "millis", "700");
    PlanId whole = rig.plan("FULL_CLOSE_PROPOSED", BTC, "position_id", entry.value());
    byHandWhileSent(whole, "0.013");

    assertThat(rig.result(whole))
        .containsEntry("filled_qty", "0.01")
        .containsEntry("position_qty_after", "0.003");
    assertThat(rig.position(BTC))
        .containsEntry("position_id", entry.value())
        .containsEntry("attempts", "1");
    awaitSettled(entry);
  }

  @Test
  void orderThatNeverArrived_whileAHandChangedThePosition_isGivenUpOnceAllIsExplained() {
    start(FAST);
    PlanId entry = entry();
    rig.fault("POST /fapi/v1/order", "drop_before_accept");
    PlanId half = rig.plan("PARTIAL_50", BTC, half(entry));
    rig.probe.await("the order is lost", () -> rig.orders().size() == 2, SOON);
    rig.tick(BTC);
    rig.byHand(BTC, "0.008");

    assertThat(rig.result(half))
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "0.004");
    awaitSettled(entry);
  }

  @Test
  void wholeClose_thatAHandLeftLessFor_andWhoseAnswersAreLost_endsSoon() {
    start(FAST);
    PlanId entry = entry();
    rig.fault("GET /fapi/v3/positionRisk", "stale", "millis", "2000");
    rig.tick(BTC);
    rig.byHand(BTC, "0.006");
    rig.fault("POST /fapi/v1/order", "drop_after_accept", "times", "2");
    PlanId whole = rig.plan("FULL_CLOSE_PROPOSED", BTC, "position_id", entry.value());

    rig.result(whole);
    assertThat(executed(whole)).isOne();
    awaitSettled(entry);
  }

  @Test
  void positionOfTheTimeBeforeTheLastRun_isNotAdoptedByAPlan() {
    start();
    PlanId entry = entry();
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");
    rig.stop();
    rig.fault("GET /fapi/v3/positionRisk", "stale", "millis", "2500");
    start("APPLY_RECONCILE_SEC", "3600");
    PlanId again = rig.plan("FULL_CLOSE_PROPOSED", BTC, "position_id", entry.value());

    assertThat(rig.result(again)).containsEntry("error", "SKIP_NO_POSITION");
    awaitSettled(entry);
  }

  private void byHandWhileSent(PlanId plan, String to) {
    rig.probe.await(
        "the order is on its way",
        () -> rig.probe.commands().exists(rig.names.applyInflight(plan)) > 0,
        SOON);
    rig.tick(BTC);
    rig.byHand(BTC, to);
  }

  /** A Redis that is younger does not know that it was handed out; the answer came after that. */
  @Test
  void planThatIsHandedOutAgain_afterItsResult_hasOneResult() {
    start();
    PlanId position = entry();
    PlanId move = rig.plan("UPDATE_SL", BTC, "stop_loss", "98500", "position_id", position.value());
    assertThat(rig.result(move)).containsEntry("status", "FILLED");
    rig.awaitNothingPending();
    rig.probe.commands().xgroupSetid(StreamOffset.from(rig.names.applyPlan(), "0"), "apply_layer");
    PlanId last = rig.plan("FULL_CLOSE_PROPOSED", BTC, "position_id", position.value());
    assertThat(rig.result(last)).containsEntry("status", "FILLED");
    rig.awaitNothingPending();
    assertThat(rig.results(move)).hasSize(1);
    assertThat(rig.results(position)).hasSize(1);
  }

  @Test
  void entryThatOthersFoundBeforeItsPlanDid_isUnderThePlansStop() {
    start();
    settle();
    rig.fault("POST /fapi/v1/order", "drop_after_accept");
    rig.fault("GET /fapi/v1/order", "error_-1007", "times", "1000");
    PlanId plan = rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000");
    rig.probe.await("filled", () -> rig.held(BTC).equals("0.01"), SOON);
    rig.probe
        .commands()
        .hset(
            rig.names.position(BTC),
            Map.of(
                "symbol", "BTCUSDT",
                "side", "LONG",
                "qty", "0.01",
                "initial_qty", "0.01",
                "entry_price", "100000",
                "leverage", "5",
                "position_id", "found",
                "opened_at", Double.toString(System.currentTimeMillis() / 1000.0),
                "source", "apply_layer"));
    rig.heal();
    assertThat(rig.result(plan)).containsEntry("error", "SKIP_DUPLICATE");
    rig.awaitStop(BTC, "98000");
    rig.awaitPosition(BTC, "stop_loss", "98000");
    rig.awaitPosition(BTC, "stop_state", "resting");
  }

  /** From then on no order's id is asked for before it is sent. */
  private void settle() {
    entry();
    assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "FILLED");
    rig.probe.commands().del(rig.names.cooldown(BTC));
  }

  /** What a hand did before is booked and left nothing here; what it adds to that is booked too. */
  @Test
  void tradeThatAddedToWhatIsAdopted_isBooked() {
    start("APPLY_RECONCILE_SEC", "1");
    settle();
    rig.stop();
    rig.byHand(BTC, "0.002");
    long first = lastTrade();
    rig.tick(BTC);
    rig.byHand(BTC, "0.005");
    rig.probe.commands().hset(rig.names.applyBooked(), BTC.name(), Long.toString(first));
    start("APPLY_RECONCILE_SEC", "1");
    assertThat(rig.result(fields -> Long.toString(first + 1).equals(fields.get("trade_ids"))))
        .containsEntry("action", "OPEN")
        .containsEntry("filled_qty", "0.003")
        .containsEntry("position_qty_after", "0.005");
    rig.awaitPosition(BTC, "qty", "0.005");
  }

  private long lastTrade() {
    long last = 0;
    for (var trade : rig.control("GET", "/paper/account").path("trades")) {
      last = Math.max(last, trade.path("id").asLong());
    }
    return last;
  }

  /**
   * Redis has forgotten an entry; its half was closed by a plan that was asked for again, the rest
   * by its stop: that trade closed what nobody here knew.
   */
  @Test
  void tradeThatClosedWhatNobodyKnew_isBooked() {
    start("APPLY_RECONCILE_SEC", "1");
    settle();
    entry();
    rig.stop();
    rig.byHand(BTC, "0.005");
    rig.tick(BTC);
    // as if what was told of the entry and its half had been, and its position had not
    long half = lastTrade();
    rig.byHand(BTC, "0");
    rig.probe.commands().del(rig.names.position(BTC));
    rig.probe.commands().srem(rig.names.positionsOpen(), BTC.name());
    rig.probe.commands().hset(rig.names.applyBooked(), BTC.name(), Long.toString(half));
    start("APPLY_RECONCILE_SEC", "1");
    Map<String, String> closed =
        rig.result(fields -> Long.toString(half + 1).equals(fields.get("trade_ids")));
    assertThat(closed)
        .containsEntry("action", "CLOSE")
        .containsEntry("filled_qty", "0.005")
        .containsEntry("position_qty_after", "0");
  }

  /**
   * A Redis that is younger has not handed it out yet; it does so while the task that holds it asks
   * whether it was answered.
   */
  @Test
  void planThatIsHandedOutAgain_whileItsTaskAsksWhetherItWasAnswered_isAnswered()
      throws InterruptedException {
    start("VENUE_STREAM_URL", "ws://127.0.0.1:9"); // a close asks before it is sent
    PlanId position = entry();
    rig.fault("GET /fapi/v3/positionRisk", "delay", "millis", "700");
    PlanId close = rig.plan("FULL_CLOSE_PROPOSED", BTC, "position_id", position.value());
    rig.probe.await(
        "the close is under way", () -> rig.control("GET", "/paper/faults").isEmpty(), SOON);
    var redis = rig.probe.commands();
    String plans = rig.names.applyPlan();
    gate.shutToQuestions();
    Thread.sleep(1_000); // until the exchange has answered, and Redis does not
    String handedOut =
        redis.xpending(plans, "apply_layer", Range.unbounded(), Limit.from(1)).getFirst().getId();
    redis.xack(plans, "apply_layer", handedOut);
    gate.holdAnswersTo("XPENDING");
    gate.open();
    assertThat(gate.awaitHeld()).isTrue();
    redis.xgroupSetid(StreamOffset.from(plans, "0"), "apply_layer");
    rig.probe.await(
        "it is handed out again", () -> rig.probe.pending(plans, "apply_layer") > 0, SOON);
    rig.probe.await("all was read", () -> rig.probe.lag(plans, "apply_layer") == 0, SOON);
    Thread.sleep(300); // until the reader has passed it over
    gate.release();

    assertThat(rig.result(close)).containsEntry("status", "FILLED");
    rig.awaitNothingPending();
  }
}
