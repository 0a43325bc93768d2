package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quantum.brain.decide.Desk.EARLIER;
import static quantum.brain.decide.Desk.ID;
import static quantum.brain.decide.Desk.OPENED;
import static quantum.brain.decide.Desk.SECOND;
import static quantum.brain.decide.Desk.SYMBOL;
import static quantum.brain.decide.Desk.position;
import static quantum.brain.decide.Desk.types;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import quantum.brain.decide.BrainEffect.Booked;
import quantum.brain.decide.BrainEffect.DropPosition;
import quantum.brain.decide.BrainEffect.KeepPosition;
import quantum.brain.decide.BrainEffect.NotBooked;
import quantum.brain.decide.BrainEffect.Opened;
import quantum.brain.decide.BrainEffect.Remember;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.Ledger;
import quantum.contracts.OpenPosition;
import quantum.kernel.position.Position;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

class ResultBookerTest {
  private final Desk desk = Desk.kernel(HarvestMode.LIVE);

  private static void assertNotBooked(List<BrainEffect> effects, NotBooked.Reason why) {
    assertThat(effects)
        .singleElement()
        .isInstanceOfSatisfying(NotBooked.class, effect -> assertThat(effect.why()).isEqualTo(why));
  }

  private static void assertMoney(BigDecimal actual, String expected) {
    assertThat(actual).isEqualByComparingTo(expected);
  }

  private Position held() {
    return desk.tracked().position();
  }

  private void open() {
    desk.foreign(
        0,
        "side",
        "BUY",
        "qty",
        "0.3",
        "price",
        "1000.1",
        "stop_loss",
        "990",
        "commission",
        "0.12",
        "plan_id",
        "00000000000000b1");
  }

  @Test
  void foreignFill_opensAPositionOfOurOwn() {
    List<BrainEffect> effects =
        desk.foreign(
            0, "side", "BUY", "qty", "0.01", "price", "1000", "stop_loss", "990", "leverage", "5");
    assertThat(effects).hasSize(2);
    KeepPosition keep = (KeepPosition) effects.get(0);
    assertThat(keep.opened()).isTrue();
    assertThat(keep.position().source()).isEqualTo(OpenPosition.SOURCE_BRAIN);
    assertThat(effects.get(1))
        .isEqualTo(new Opened(SYMBOL, Side.LONG, Quantity.of("0.01"), Price.of("1000")));
    assertMoney(held().entryRisk().orElseThrow(), "10");
    assertThat(desk.ledger().fills()).isEqualTo(1);
    assertMoney(desk.ledger().openedQty(), "0.01");
  }

  @Test
  void foreignFill_bothSpellingsOfTheSideAndTheOldActionField_open() {
    desk.foreign(0, "side", "short", "qty", "1", "price", "10");
    assertThat(held().side()).isEqualTo(Side.SHORT);

    Desk other = Desk.kernel(HarvestMode.LIVE);
    other.foreign(0, "action", "sell", "quantity", "1", "avg_price", "10");
    assertThat(other.tracked().position().side()).isEqualTo(Side.SHORT);
  }

  @Test
  void foreignAdd_averagesTheEntry_leavesTheRiskFrozen() {
    open();
    desk.foreign(10, "side", "BUY", "qty", "0.1", "price", "1020.5", "commission", "0.04");
    assertThat(held().qty()).isEqualTo(Quantity.of("0.4"));
    assertMoney(held().entry().value(), "1005.2");
    assertMoney(held().entryRisk().orElseThrow(), "10.1");
    assertThat(held().id().value()).isEqualTo("00000000000000b1");
    assertMoney(desk.ledger().commission(), "0.16");
    assertMoney(desk.ledger().openedQty(), "0.4");
  }

  @Test
  void foreignReduceAndClose_bookTheLedgerExactly() {
    open();
    List<BrainEffect> reduced =
        desk.foreign(
            10,
            "action",
            "PARTIAL_25",
            "side",
            "SELL",
            "qty",
            "0.1",
            "price",
            "1010.37",
            "commission",
            "0.040415",
            "reduceOnly",
            "True",
            "r_level",
            "2");
    assertThat(reduced).hasAtLeastOneElementOfType(Remember.class);
    assertThat(held().qty()).isEqualTo(Quantity.of("0.2"));
    assertThat(desk.tracked().open().harvested()).containsExactly("2");

    List<BrainEffect> closed =
        desk.foreign(
            20,
            "side",
            "SELL",
            "reduceOnly",
            "True",
            "qty",
            "0.2",
            "price",
            "999.99",
            "commission",
            "0.07999920",
            "order_id",
            "77");
    assertThat(closed)
        .containsExactly(
            new Booked(SYMBOL, List.of("order 77-0.2@999.99"), OPENED + 20 * SECOND),
            new DropPosition(SYMBOL, held(closed)));
    assertThat(desk.state().position(SYMBOL)).isEmpty();

    Ledger ledger = desk.ledger();
    // 0.1 · 10.27 − 0.2 · 0.11
    assertMoney(ledger.grossPnl(), "1.005");
    assertMoney(ledger.commission(), "0.2404142");
    assertMoney(ledger.realizedPnl(), "0.7645858");
    assertMoney(ledger.closedQty(), "0.3");
    assertThat(ledger.fills()).isEqualTo(3);
    assertThat(ledger.wins()).isEqualTo(1);
    assertThat(ledger.losses()).isZero();
    assertThat(ledger.lastOrderId()).contains("77");
  }

  private static quantum.kernel.value.PositionId held(List<BrainEffect> effects) {
    return ((DropPosition) effects.getLast()).position();
  }

  @Test
  void closedAtAProfitThatItsFeesEat_isALoss() {
    desk.foreign(0, "side", "BUY", "qty", "1", "price", "100", "commission", "0.04");
    desk.foreign(1, "side", "SELL", "qty", "1", "price", "100.05", "commission", "0.04");
    assertThat(desk.ledger().wins()).isZero();
    assertThat(desk.ledger().losses()).isEqualTo(1);
    assertMoney(desk.ledger().realizedPnl(), "-0.03");
  }

  @Test
  void foreignFlip_closesAndOpensTheRestUnderANewId() {
    open();
    List<BrainEffect> effects =
        desk.foreign(
            10, "side", "SELL", "qty", "0.5", "price", "1010.1", "plan_id", "00000000000000b2");
    assertThat(effects.get(0)).isInstanceOf(DropPosition.class);
    assertThat(((KeepPosition) effects.get(1)).opened()).isTrue();
    assertThat(held().side()).isEqualTo(Side.SHORT);
    assertThat(held().qty()).isEqualTo(Quantity.of("0.2"));
    assertThat(held().id().value()).isEqualTo("00000000000000b2");
    assertThat(desk.tracked().asked()).isEqualTo(Asked.NOTHING);
    assertMoney(desk.ledger().grossPnl(), "3");
    assertMoney(desk.ledger().closedQty(), "0.3");
    assertMoney(desk.ledger().openedQty(), "0.5");
    assertThat(desk.ledger().wins()).isEqualTo(1);
  }

  @Test
  void foreignFlip_withTheIdOfTheOldPosition_stillGetsANewOne() {
    open();
    desk.foreign(10, "side", "SELL", "qty", "0.5", "price", "1010", "plan_id", "00000000000000b1");
    assertThat(held().id().value()).isNotEqualTo("00000000000000b1");
  }

  @Test
  void foreignFlip_thatNamesTheOldPosition_isOpenedUnderItsPlan() {
    open();
    desk.foreign(
        10,
        "side",
        "SELL",
        "qty",
        "0.5",
        "price",
        "1010",
        "position_id",
        "00000000000000b1",
        "plan_id",
        "00000000000000b2");
    assertThat(held().id().value()).isEqualTo("00000000000000b2");
  }

  @Test
  void foreignFill_thatNamesItsPosition_opensUnderThatName() {
    desk.foreign(0, "side", "BUY", "qty", "1", "price", "10", "position_id", "p8");
    assertThat(held().id().value()).isEqualTo("p8");
    desk.foreign(
        1, "side", "SELL", "qty", "3", "price", "11", "position_id", "p9", "plan_id", "b2");
    assertThat(held().id().value()).isEqualTo("p9");
    assertThat(held().side()).isEqualTo(Side.SHORT);
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void foreignFill_ofAPositionSideAlone_opensIt_andAReduceOnlyOneReducesIt(Side side) {
    desk.foreign(0, "position_side", side.name(), "qty", "3", "price", "10");
    assertThat(held().side()).isEqualTo(side);
    String[] reduce = {"qty", "1", "price", "10", "reduceOnly", "True"};
    desk.foreign(1, reduce);
    assertThat(held().qty()).isEqualTo(Quantity.of("2"));
    desk.foreign(2, with(reduce, "position_side", side.name()));
    assertThat(held().qty()).isEqualTo(Quantity.of("1"));
  }

  /** The exchange's clock may be 5 s behind the one that stamped the opening. */
  @Test
  void foreignReduceOnly_fromJustBeforeTheOpening_isOfThisPosition() {
    desk.foreign(100, "side", "BUY", "qty", "2", "price", "100");
    String[] exit = {"side", "SELL", "qty", "1", "price", "101", "reduceOnly", "True"};
    assertNotBooked(desk.foreign(94, exit), NotBooked.Reason.NOTHING_OPEN);
    desk.foreign(95, exit);
    assertThat(held().qty()).isEqualTo(Quantity.of("1"));
  }

  /** What was filled of a level is a part of it: the rest is asked for once it has rested. */
  @Test
  void foreignPartialFill_ofALevel_letsTheRestFireAgain() {
    openAsked();
    String[] part = {
      "action", "PARTIAL_25", "side", "SELL", "qty", "1", "price", "104.2", "reduceOnly", "True"
    };
    desk.foreign(61, with(part, "status", "PARTIAL_FILL", "r_level", "2"));
    assertThat(held().qty()).isEqualTo(Quantity.of("7"));
    assertThat(desk.tracked().open().harvested()).isEmpty();
    assertThat(desk.price("104.2", 960)).isEmpty();
    assertThat(types(desk.price("104.2", 961))).containsExactly("HARVEST_PARTIAL_25");
    desk.foreign(962, with(part, "r_level", "2"));
    assertThat(desk.tracked().open().harvested()).containsExactly("2");
    assertThat(desk.price("104.2", 9_000)).isEmpty();
  }

  private static String[] with(String[] fields, String... more) {
    return Stream.concat(Arrays.stream(fields), Arrays.stream(more)).toArray(String[]::new);
  }

  /** Our own position, its first level asked for. */
  private void openAsked() {
    desk.foreign(
        0, "side", "BUY", "qty", "8", "price", "100", "stop_loss", "98", "plan_id", ID.value());
    desk.price("104.2", 60);
  }

  @ParameterizedTest
  @CsvSource({"tp1,true", "tp3,true", "tp4,false", "manual,false"})
  void foreignReduce_ofATarget_isNoted_ofAnyOtherNameNot(String level, boolean noted) {
    open();
    desk.foreign(
        1, "side", "SELL", "qty", "0.1", "price", "1010", "reduceOnly", "True", "r_level", level);
    assertThat(desk.tracked().open().harvested().contains(level)).isEqualTo(noted);
  }

  @Test
  void closedAtNothing_isNeitherAWinNorALoss() {
    desk.foreign(0, "side", "BUY", "qty", "1", "price", "100");
    desk.foreign(1, "side", "SELL", "qty", "1", "price", "100");
    assertThat(desk.ledger().fills()).isEqualTo(2);
    assertThat(desk.ledger().wins()).isZero();
    assertThat(desk.ledger().losses()).isZero();
  }

  @Test
  void foreignReduceOnly_neverFlipsAndNeverOpens() {
    assertNotBooked(
        desk.foreign(0, "side", "SELL", "qty", "1", "price", "10", "reduceOnly", "True"),
        NotBooked.Reason.NOTHING_OPEN);
    assertThat(desk.ledger()).isEqualTo(Ledger.EMPTY);
    open();
    desk.foreign(1, "side", "SELL", "qty", "9", "price", "1010", "reduceOnly", "True");
    assertThat(desk.state().position(SYMBOL)).isEmpty();
    assertMoney(desk.ledger().closedQty(), "0.3");
    assertMoney(desk.ledger().openedQty(), "0.3");
  }

  @Test
  void foreignReduceOnlyOfAnEarlierPosition_changesNothing() {
    open();
    Ledger before = desk.ledger();
    assertNotBooked(
        desk.foreign(
            1,
            "side",
            "SELL",
            "qty",
            "0.3",
            "price",
            "1010",
            "reduceOnly",
            "True",
            "position_id",
            EARLIER.value()),
        NotBooked.Reason.NOTHING_OPEN);
    assertThat(held().qty()).isEqualTo(Quantity.of("0.3"));
    assertThat(desk.ledger()).isEqualTo(before);
  }

  @Test
  void foreignFill_ofAPositionThatTheApplyLayerKeeps_isLeftToIt() {
    desk.holds(position(Side.LONG));
    assertNotBooked(
        desk.foreign(1, "side", "SELL", "qty", "1", "price", "101"),
        NotBooked.Reason.KEPT_BY_APPLY_LAYER);
    assertThat(desk.ledger()).isEqualTo(Ledger.EMPTY);
    assertThat(held().qty()).isEqualTo(Quantity.of("8"));
  }

  @Test
  void foreignError_letsTheLevelOfOurOwnPositionFireAgain() {
    openAsked();
    desk.foreign(61, "status", "REJECTED", "action", "PARTIAL_25", "r_level", "2");
    assertThat(desk.price("104.2", 960)).isEmpty();
    assertThat(types(desk.price("104.2", 961))).containsExactly("HARVEST_PARTIAL_25");
  }

  @Test
  void foreignFillWithoutPriceSideOrQuantity_isRefusedBeforeAnythingIsBooked() {
    open();
    Ledger before = desk.ledger();
    assertThatThrownBy(() -> desk.foreign(1, "side", "SELL", "qty", "0.1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("price");
    assertThatThrownBy(() -> desk.foreign(1, "side", "SELL", "qty", "0", "price", "1010"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("filled_qty");
    assertThatThrownBy(() -> desk.foreign(1, "qty", "0.1", "price", "1010"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("side");
    assertThat(desk.ledger()).isEqualTo(before);
    assertThat(held().qty()).isEqualTo(Quantity.of("0.3"));
  }

  @Test
  void entryOfTheApplyLayer_booksTheFee_neverCreatesThePosition() {
    List<BrainEffect> effects =
        desk.answer(
            "ENTRY_PROPOSED",
            "FILLED",
            0,
            "side",
            "BUY",
            "filled_qty",
            "8",
            "price",
            "100",
            "entry_price",
            "100",
            "commission",
            "0.32",
            "order_id",
            "5");
    assertThat(effects).contains(new Opened(SYMBOL, Side.LONG, Quantity.of("8"), Price.of("100")));
    assertThat(desk.state().position(SYMBOL)).isEmpty();
    assertMoney(desk.ledger().openedQty(), "8");
    assertMoney(desk.ledger().closedQty(), "0");
    assertMoney(desk.ledger().realizedPnl(), "-0.32");
    assertThat(desk.ledger().lastOrderId()).contains("5");
  }

  @Test
  void resultsOfTheApplyLayer_bookWhatTheExchangeSays() {
    List<BrainEffect> entry =
        desk.answer(
            "ENTRY_PROPOSED",
            "FILLED",
            0,
            "side",
            "BUY",
            "filled_qty",
            "8",
            "price",
            "100",
            "commission",
            "0.32");
    assertThat(entry)
        .as("the fill's price where no average entry is said")
        .containsExactly(new Opened(SYMBOL, Side.LONG, Quantity.of("8"), Price.of("100")));
    List<BrainEffect> partial =
        desk.answer(
            "PARTIAL_25",
            "FILLED",
            60,
            "side",
            "SELL",
            "filled_qty",
            "2",
            "price",
            "104.1",
            "realized_pnl",
            "8.2",
            "commission",
            "0.08328",
            "reduceOnly",
            "True",
            "position_qty_after",
            "6",
            "r_level",
            "2");
    assertThat(partial).hasOnlyElementsOfType(Remember.class).hasSize(1);
    desk.answer(
        "", "FILLED", 61, "funding", "-0.0125", "source", "funding", "position_qty_after", "0");
    desk.answer(
        "CLOSE",
        "FILLED",
        70,
        "side",
        "SELL",
        "filled_qty",
        "6",
        "price",
        "100.2",
        "realized_pnl",
        "1.2",
        "commission",
        "0.24048",
        "reduceOnly",
        "True",
        "position_qty_after",
        "0",
        "source",
        "exchange_stop");

    Ledger ledger = desk.ledger();
    assertMoney(ledger.grossPnl(), "9.4");
    assertMoney(ledger.commission(), "0.64376");
    assertMoney(ledger.funding(), "-0.0125");
    assertMoney(ledger.realizedPnl(), "8.74374");
    assertThat(ledger.fills()).isEqualTo(3);
    assertMoney(ledger.openedQty(), "8");
    assertMoney(ledger.closedQty(), "8");
    assertThat(ledger.wins()).isEqualTo(1);
    assertThat(ledger.losses()).isZero();
  }

  @Test
  void funding_opensNothingAndEndsNothing() {
    assertThat(
            desk.answer(
                "",
                "FILLED",
                1,
                "funding",
                "-0.01",
                "source",
                "funding",
                "side",
                "BUY",
                "price",
                "100",
                "position_qty_after",
                "0"))
        .isEmpty();
    assertThat(desk.ledger().fills()).isZero();
    assertThat(desk.ledger().losses()).isZero();
    assertMoney(desk.ledger().realizedPnl(), "-0.01");
  }

  @ParameterizedTest
  @CsvSource({"1.5,1,0", "1.1,0,1"})
  void lateFundingOfAnEarlierPosition_leavesTheAccountOfThePresentOne(
      String pnl, int wins, int losses) {
    desk.answer(
        "ENTRY_PROPOSED",
        "FILLED",
        0,
        "side",
        "BUY",
        "filled_qty",
        "8",
        "price",
        "100",
        "commission",
        "1");
    desk.answer(
        "", "FILLED", 1, "funding", "-5", "source", "funding", "position_id", EARLIER.value());
    desk.answer(
        "CLOSE",
        "FILLED",
        2,
        "side",
        "SELL",
        "filled_qty",
        "8",
        "realized_pnl",
        pnl,
        "commission",
        "0.2",
        "reduceOnly",
        "True",
        "position_qty_after",
        "0");
    // of its own profit 1 and 0.2 went to its own fees
    assertThat(desk.ledger().wins()).isEqualTo(wins);
    assertThat(desk.ledger().losses()).isEqualTo(losses);
    assertThat(desk.ledger().realizedPnl())
        .isEqualByComparingTo(new BigDecimal(pnl).subtract(new BigDecimal("6.2")));
  }

  @Test
  void resultOfAnEarlierPosition_changesNothingThatWasAskedFor() {
    desk.holds(position(Side.LONG));
    desk.price("104.2", 60);
    Asked before = desk.tracked().asked();
    for (String status : List.of("FILLED", "ERROR", "SKIPPED")) {
      desk.answer("PARTIAL_25", status, 61, "r_level", "2", "position_id", EARLIER.value());
      desk.answer("UPDATE_SL", status, 61, "position_id", EARLIER.value());
      desk.answer("FULL_CLOSE_PROPOSED", status, 61, "position_id", EARLIER.value());
    }
    assertThat(desk.tracked().asked()).isEqualTo(before);
  }

  @Test
  void resultsOfExitbrainsTargets_leaveTheLevelsAlone() {
    desk.holds(position(Side.LONG));
    desk.price("104.2", 60);
    Asked before = desk.tracked().asked();
    desk.answer("PARTIAL_25", "ERROR", 61, "r_level", "tp1");
    assertThat(desk.tracked().asked()).isEqualTo(before);
  }

  @Test
  void unreadableLedger_refusesTheResultThatNeedsIt() {
    desk.state().unreadableLedger(SYMBOL, "ledger: is a list");
    assertThatThrownBy(this::open).hasMessageContaining("is a list");
    desk.state().load(SYMBOL, Ledger.EMPTY);
    open();
    assertThat(desk.ledger().fills()).isEqualTo(1);
  }

  @Test
  void unreadablePosition_isNotOverwrittenByAForeignFill() {
    desk.state().unreadablePosition(SYMBOL, "position: qty='abc'");
    assertThatThrownBy(this::open).hasMessageContaining("qty='abc'");
    desk.state().load(SYMBOL, Optional.empty(), Optional.empty());
    open();
    assertThat(desk.state().position(SYMBOL)).isPresent();
  }

  @Test
  void levelThatIsNoNumber_isAName_theFillIsBookedAndTheNextLevelsStillFire() {
    for (String name : List.of("T1", "None", "2.0R", "manual", "tp1", "-1", "\u0000", "x,y")) {
      Desk other = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG), name);
      assertThat(
              other.answer(
                  "PARTIAL_25",
                  "FILLED",
                  1,
                  "reduceOnly",
                  "True",
                  "filled_qty",
                  "1",
                  "realized_pnl",
                  "5",
                  "r_level",
                  name))
          .as(name)
          .hasAtLeastOneElementOfType(Remember.class);
      assertMoney(other.ledger().grossPnl(), "5");
      assertThat(types(other.price("104.2", 60)))
          .as(name)
          .containsExactly("PROFIT_LOCK_SL", "HARVEST_PARTIAL_25");
      other.restarted();
      assertThat(types(other.price("108.4", 61))).as(name).contains("HARVEST_PARTIAL_50");
    }
  }

  @Test
  void sameFillTwice_isBookedOnce_whoeverTellsIt() {
    String[] fill = {
      "side", "BUY", "qty", "1", "price", "100", "order_id", "7", "trade_ids", "11,12"
    };
    desk.foreign(0, fill);
    assertNotBooked(desk.foreign(1, fill), NotBooked.Reason.BOOKED_BEFORE);
    assertThat(held().qty()).isEqualTo(Quantity.of("1"));
    assertThat(desk.ledger().fills()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                desk.foreign(2, "side", "BUY", "qty", "2", "price", "100", "trade_ids", "[12, 13]"))
        .hasMessageContaining("trade_ids='12,13'");
    assertThat(held().qty()).isEqualTo(Quantity.of("1"));
    // one trade that flips a position closes with one part and opens with the other
    desk.foreign(
        3, "side", "SELL", "qty", "1", "price", "101", "trade_ids", "11", "reduceOnly", "True");
    assertThat(desk.state().position(SYMBOL)).isEmpty();
  }

  @Test
  void sameFillTwice_withoutTrades_isKnownByItsOrder() {
    String[] fill = {"side", "BUY", "qty", "1", "price", "100", "order_id", "7"};
    desk.foreign(0, fill);
    assertNotBooked(desk.foreign(1, fill), NotBooked.Reason.BOOKED_BEFORE);
    desk.foreign(2, "side", "BUY", "qty", "2", "price", "100", "order_id", "7");
    assertThat(held().qty()).isEqualTo(Quantity.of("3"));
  }

  @Test
  void resultOfTheApplyLayerTwice_isAnsweredTwiceAndBookedOnce() {
    desk.holds(position(Side.LONG));
    desk.price("104.2", 60);
    String[] fill = {
      "reduceOnly", "True", "filled_qty", "2", "realized_pnl", "9", "trade_ids", "5", "r_level", "2"
    };
    desk.answer("PARTIAL_25", "FILLED", 61, fill);
    desk.answer("PARTIAL_25", "FILLED", 61, fill);
    assertMoney(desk.ledger().grossPnl(), "9");
    assertThat(Desk.texts(desk.tracked().asked().progress().taken())).containsExactly("2");
  }

  @Test
  void fillThatWasBookedBefore_stillAnswersWhatWasAskedFor() {
    desk.holds(position(Side.LONG));
    desk.price("104.2", 60);
    desk.state().loadBooked(Map.of(SYMBOL, Set.of("5-")));
    String[] fill = {"reduceOnly", "True", "filled_qty", "2", "trade_ids", "5", "r_level", "2"};
    assertNotBooked(desk.answer("PARTIAL_25", "FILLED", 61, fill), NotBooked.Reason.BOOKED_BEFORE);
    assertThat(desk.ledger()).isEqualTo(Ledger.EMPTY);
    assertThat(Desk.texts(desk.tracked().asked().progress().taken())).containsExactly("2");
  }

  /** What is booked is what Redis says of this batch's trades, not what it said of others. */
  @Test
  void tradesThatRedisDoesNotKnow_areBooked() {
    desk.state().loadBooked(Map.of(SYMBOL, Set.of("11+")));
    desk.state().loadBooked(Map.of());
    desk.foreign(0, "side", "BUY", "qty", "1", "price", "100", "trade_ids", "11");
    assertThat(desk.ledger().fills()).isEqualTo(1);
  }

  @Test
  void exitOfAnEarlierPosition_neverCountsForThePresentOne() {
    desk.foreign(100, "side", "SELL", "qty", "2", "price", "100");
    String[] exit = {"qty", "1", "price", "101", "reduceOnly", "True"};
    for (String[] old :
        List.of(
            new String[] {"side", "SELL"},
            new String[] {"position_side", "LONG"},
            new String[] {"side", "BUY", "timestamp", Long.toString(OPENED / 1000 + 50)})) {
      String[] all = new String[exit.length + old.length];
      System.arraycopy(exit, 0, all, 0, exit.length);
      System.arraycopy(old, 0, all, exit.length, old.length);
      assertNotBooked(desk.foreign(101, all), NotBooked.Reason.NOTHING_OPEN);
    }
    assertThat(held().qty()).isEqualTo(Quantity.of("2"));
    desk.foreign(102, "side", "BUY", "qty", "1", "price", "99", "reduceOnly", "True");
    assertThat(held().qty()).isEqualTo(Quantity.of("1"));
  }
}
