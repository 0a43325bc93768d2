package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quantum.brain.decide.Desk.EARLIER;
import static quantum.brain.decide.Desk.ID;
import static quantum.brain.decide.Desk.OPENED;
import static quantum.brain.decide.Desk.position;
import static quantum.brain.decide.Desk.texts;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.brain.decide.BrainEffect.NotBooked;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.FeedEvent;
import quantum.contracts.Ledger;
import quantum.kernel.value.Side;

/** SPEC §11.1: profit, fees and trades of a fill come when they are there, as a booking. */
class LateBookingTest {
  private final Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));

  private List<BrainEffect> fill(String plan, String order, String after, String... more) {
    String[] fields = {
      "plan_id", plan,
      "order_id", order,
      "reduceOnly", "True",
      "side", "SELL",
      "filled_qty", "2",
      "price", "104",
      "position_qty_after", after
    };
    return desk.answer("PARTIAL_25", "FILLED", 61, joined(fields, more));
  }

  private List<BrainEffect> booking(String order, String trades, String profit, String... more) {
    Map<String, String> fields = new HashMap<>();
    fields.put("action", "PARTIAL_25");
    fields.put("status", "FILLED");
    fields.put("source", "booking");
    fields.put("position_id", ID.value());
    fields.put("order_id", order);
    fields.put("trade_ids", trades);
    fields.put("realized_pnl", profit);
    fields.put("commission", "0.1");
    fields.put("reduceOnly", "True");
    fields.put("timestamp", Long.toString(OPENED / 1000 + 62));
    return desk.result(fields, more);
  }

  private static String[] joined(String[] one, String... other) {
    List<String> all = new ArrayList<>(List.of(one));
    all.addAll(List.of(other));
    return all.toArray(String[]::new);
  }

  private void assertLedger(String gross, String commission, int fills, int wins, int losses) {
    Ledger ledger = desk.ledger();
    assertThat(ledger.grossPnl()).isEqualByComparingTo(gross);
    assertThat(ledger.commission()).isEqualByComparingTo(commission);
    assertThat(ledger.fills()).isEqualTo(fills);
    assertThat(ledger.wins()).as("wins").isEqualTo(wins);
    assertThat(ledger.losses()).as("losses").isEqualTo(losses);
  }

  @Test
  void bookingAfterTheFill_addsWhatWasMissing_andChangesNoPosition() {
    fill("p1", "7", "6");
    assertLedger("0", "0", 1, 0, 0);
    TrackedPosition before = desk.tracked();
    List<BrainEffect> effects = booking("7", "71,72", "8");
    assertThat(effects).singleElement().isInstanceOf(BrainEffect.Booked.class);
    assertLedger("8", "0.1", 1, 0, 0);
    assertThat(desk.ledger().closedQty()).isEqualByComparingTo("2");
    assertThat(desk.ledger().positionNet()).isEqualByComparingTo("7.9");
    assertThat(desk.ledger().lastOrderId()).contains("7");
    assertThat(desk.ledger().bookings().settling()).isEmpty();
    assertThat(desk.tracked()).isEqualTo(before);
  }

  @Test
  void bookingBeforeTheFill_comesToTheSame() {
    booking("7", "71,72", "8");
    assertThat(desk.ledger().lastOrderId()).isEmpty();
    fill("p1", "7", "6", "realized_pnl", "7.5");
    assertLedger("8", "0.1", 1, 0, 0);
    assertThat(desk.ledger().closedQty()).isEqualByComparingTo("2");
    assertThat(desk.ledger().bookings().settling()).isEmpty();
  }

  @Test
  void fillThatSaysAProfitOfItsOwn_isCorrectedByTheExchanges() {
    fill("p1", "7", "6", "realized_pnl", "7.5");
    assertLedger("7.5", "0", 1, 0, 0);
    booking("7", "71,72", "8");
    assertLedger("8", "0.1", 1, 0, 0);
  }

  @Test
  void repetition_ofEither_countsOnce() {
    fill("p1", "7", "6", "realized_pnl", "7.5");
    assertThat(fill("p1", "7", "6", "realized_pnl", "7.5"))
        .singleElement()
        .isInstanceOf(NotBooked.class);
    booking("7", "71,72", "8");
    assertThat(booking("7", "71,72", "8")).singleElement().isInstanceOf(NotBooked.class);
    fill("p1", "7", "6", "realized_pnl", "7.5");
    assertLedger("8", "0.1", 1, 0, 0);
    fill("p2", "8", "4");
    assertLedger("8", "0.1", 2, 0, 0);
  }

  /** A plan has one result, also one that was filled in part and is told once more. */
  @Test
  void partlyFilledPlan_toldAgain_countsOnce() {
    for (int i = 0; i < 2; i++) {
      desk.answer(
          "PARTIAL_25",
          "PARTIAL_FILL",
          61,
          "plan_id",
          "p1",
          "order_id",
          "7",
          "reduceOnly",
          "True",
          "filled_qty",
          "1");
    }
    assertThat(desk.ledger().closedQty()).isEqualByComparingTo("1");
    assertThat(ResultBooker.trades(result("apply_layer", "p1"))).containsExactly("plan p1-");
    assertThat(ResultBooker.trades(result("other", "p1"))).containsExactly("order 7-1@5");
    assertThat(ResultBooker.trades(result("reconcile", ""))).containsExactly("order 7-1@5");
  }

  private static ApplyResult result(String source, String plan) {
    Map<String, String> fields =
        Map.of(
            "symbol", "BTCUSDT",
            "status", "FILLED",
            "source", source,
            "plan_id", plan,
            "order_id", "7",
            "reduceOnly", "True",
            "side", "SELL",
            "price", "5",
            "filled_qty", "1");
    return (ApplyResult) ((Decoded.Ok<FeedEvent>) FeedEvent.decode(fields, "1-0")).value();
  }

  @Test
  void booking_answersNothingThatIsAskedFor() {
    desk.price("104.2", 60);
    Asked before = desk.tracked().asked();
    booking("7", "71", "8", "r_level", "2");
    assertThat(desk.tracked().asked()).isEqualTo(before);
    booking("7", "71", "8", "r_level", "2");
    assertThat(desk.tracked().asked()).isEqualTo(before);
    assertThat(texts(before.progress().taken())).isEmpty();
  }

  @Test
  void booking_withAQuantity_movesNoneForAllThat() {
    entry("p0", "6");
    booking("7", "71", "8", "filled_qty", "2", "position_qty_after", "0");
    assertLedger("8", "0.1", 1, 0, 0);
    assertThat(desk.ledger().closedQty()).isZero();
    assertThat(desk.ledger().positionId()).contains(ID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "None"})
  void bookingWithoutTrades_isRefused(String trades) {
    assertThatThrownBy(() -> booking("7", trades, "8")).hasMessageContaining("trade_ids=''");
  }

  @Test
  void bookingOfAnUnknownOrder_countsByItsTrades() {
    booking("None", "71", "8");
    booking("None", "71", "8");
    assertLedger("8", "0.1", 0, 0, 0);
    booking("7,8", "72", "1");
    assertLedger("9", "0.2", 0, 0, 0);
    assertThat(desk.ledger().bookings().settling()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"8,1,0", "-8,0,1", "0.1,0,0"})
  void endOfAPosition_isWonOrLost_byWhatTheBookingSays(String profit, int wins, int losses) {
    fill("p1", "7", "0");
    desk.closed();
    assertLedger("0", "0", 1, 0, 0);
    booking("7", "71", profit);
    assertLedger(profit, "0.1", 1, wins, losses);
    assertThat(desk.ledger().positionId()).isEmpty();
    assertThat(desk.ledger().positionNet()).isZero();
  }

  @Test
  void endThatLookedWon_isLostWithItsFees() {
    fill("p1", "7", "0", "realized_pnl", "0.05");
    desk.closed();
    assertLedger("0.05", "0", 1, 1, 0);
    booking("7", "71", "0.05");
    assertLedger("0.05", "0.1", 1, 0, 1);
    booking("9", "91", "0.05", "position_id", EARLIER.value());
    assertLedger("0.1", "0.2", 1, 0, 1);
  }

  @Test
  void bookingOfTheEndBeforeTheEnd_countsTheEndOnce() {
    entry("p0", "6");
    booking("7", "71", "8");
    fill("p1", "7", "0");
    assertLedger("8", "0.1", 2, 1, 0);
    assertThat(desk.ledger().bookings().closedNet()).isEqualByComparingTo("7.9");
  }

  @Test
  void bookingForAnEndedPosition_leavesTheAccountOfThePresentOne() {
    fill("p1", "7", "0", "position_id", EARLIER.value());
    entry("p2", "8");
    booking("7", "71", "-8", "position_id", EARLIER.value());
    assertLedger("-8", "0.1", 2, 0, 1);
    assertThat(desk.ledger().positionId()).contains(ID);
    assertThat(desk.ledger().positionNet()).isZero();
    booking("8", "81", "0", "reduceOnly", "False");
    assertThat(desk.ledger().positionNet()).isEqualByComparingTo("-0.1");
  }

  private void entry(String plan, String order) {
    desk.answer(
        "ENTRY_PROPOSED",
        "FILLED",
        61,
        "plan_id",
        plan,
        "order_id",
        order,
        "reduceOnly",
        "False",
        "side",
        "BUY",
        "filled_qty",
        "8");
  }

  @Test
  void bookingOfAnEntryBeforeIt_opensItsAccount() {
    booking("8", "81", "0", "reduceOnly", "False");
    entry("p2", "8");
    assertThat(desk.ledger().positionId()).contains(ID);
    assertThat(desk.ledger().positionNet()).isEqualByComparingTo("-0.1");
  }

  @Test
  void bookingForAPositionNobodyRemembers_isInTheSumsOnly() {
    booking("7", "71", "8", "position_id", "00000000000000ff");
    assertLedger("8", "0.1", 0, 0, 0);
    assertThat(desk.ledger().positionId()).isEmpty();
    assertThat(desk.ledger().positionNet()).isZero();
    entry("p2", "8");
    booking("6", "61", "8", "position_id", "00000000000000ff");
    assertThat(desk.ledger().positionId()).contains(ID);
    assertThat(desk.ledger().positionNet()).isZero();
  }

  /** What follows a booked fill directly, with its trades, needs no other half. */
  @Test
  void fillWithItsTrades_isWhole() {
    fill("p1", "7", "6", "trade_ids", "71", "realized_pnl", "8");
    assertThat(desk.ledger().bookings().settling()).isEmpty();
    assertThat(booking("7", "71", "8")).singleElement().isInstanceOf(NotBooked.class);
    assertLedger("8", "0", 1, 0, 0);
    assertThat(desk.ledger().lastOrderId()).contains("7");
  }

  @Test
  void ledgerThatWaits_isWrittenAndRead() {
    fill("p1", "7", "6", "realized_pnl", "7.5");
    Ledger ledger = desk.ledger();
    assertThat(ledger.encode()).containsEntry("settling", "7:7.5");
    assertThat(ledger.bookings().settling().get("7").orElseThrow())
        .isEqualByComparingTo(new BigDecimal("7.5"));
  }
}
