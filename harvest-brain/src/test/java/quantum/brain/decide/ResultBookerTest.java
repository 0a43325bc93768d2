package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quantum.brain.decide.Desk.EARLIER;
import static quantum.brain.decide.Desk.OPENED;
import static quantum.brain.decide.Desk.SYMBOL;
import static quantum.brain.decide.Desk.position;
import static quantum.brain.decide.Desk.types;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.brain.decide.BrainEffect.NotBooked;
import quantum.brain.decide.BrainEffect.Opened;
import quantum.brain.decide.BrainEffect.Remember;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.Ledger;
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

  /** The exchange's clock may be 5 s behind the one that stamped the opening. */
  @Test
  void foreignReduceOnly_fromJustBeforeTheOpening_isOfThisPosition() {
    desk.foreign(100, "side", "BUY", "qty", "2", "price", "100");
    String[] exit = {"side", "SELL", "qty", "1", "price", "101", "reduceOnly", "True"};
    assertNotBooked(desk.foreign(94, exit), NotBooked.Reason.NOTHING_OPEN);
    desk.foreign(95, exit);
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("1"));
  }

  @Test
  void foreignReduceOnly_neverFlipsAndNeverOpens() {
    assertNotBooked(
        desk.foreign(0, "side", "SELL", "qty", "1", "price", "10", "reduceOnly", "True"),
        NotBooked.Reason.NOTHING_OPEN);
    assertThat(desk.ledger()).isEqualTo(Ledger.EMPTY);
    desk.foreignLong();
    desk.foreign(1, "side", "SELL", "qty", "9", "price", "1010", "reduceOnly", "True");
    assertThat(desk.state().position(SYMBOL)).isEmpty();
    assertThat(desk.ledger().closedQty()).isEqualByComparingTo("0.3");
    assertThat(desk.ledger().openedQty()).isEqualByComparingTo("0.3");
  }

  @Test
  void foreignReduceOnlyOfAnEarlierPosition_changesNothing() {
    desk.foreignLong();
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
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("0.3"));
    assertThat(desk.ledger()).isEqualTo(before);
  }

  @Test
  void foreignFill_ofAPositionThatTheApplyLayerKeeps_isLeftToIt() {
    desk.holds(position(Side.LONG));
    assertNotBooked(
        desk.foreign(1, "side", "SELL", "qty", "1", "price", "101"),
        NotBooked.Reason.KEPT_BY_APPLY_LAYER);
    assertThat(desk.ledger()).isEqualTo(Ledger.EMPTY);
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("8"));
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
    assertThat(desk.ledger().openedQty()).isEqualByComparingTo("8");
    assertThat(desk.ledger().closedQty()).isEqualByComparingTo("0");
    assertThat(desk.ledger().realizedPnl()).isEqualByComparingTo("-0.32");
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
    assertThat(ledger.grossPnl()).isEqualByComparingTo("9.4");
    assertThat(ledger.commission()).isEqualByComparingTo("0.64376");
    assertThat(ledger.funding()).isEqualByComparingTo("-0.0125");
    assertThat(ledger.realizedPnl()).isEqualByComparingTo("8.74374");
    assertThat(ledger.fills()).isEqualTo(3);
    assertThat(ledger.openedQty()).isEqualByComparingTo("8");
    assertThat(ledger.closedQty()).isEqualByComparingTo("8");
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
    assertThat(desk.ledger().realizedPnl()).isEqualByComparingTo("-0.01");
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
  void unreadableLedger_refusesTheResultThatNeedsIt() {
    desk.state().unreadableLedger(SYMBOL, "ledger: is a list");
    assertThatThrownBy(desk::foreignLong).hasMessageContaining("is a list");
    desk.state().load(SYMBOL, Ledger.EMPTY);
    desk.foreignLong();
    assertThat(desk.ledger().fills()).isEqualTo(1);
  }

  @Test
  void unreadablePosition_isNotOverwrittenByAForeignFill() {
    desk.state().unreadablePosition(SYMBOL, "position: qty='abc'");
    assertThatThrownBy(desk::foreignLong).hasMessageContaining("qty='abc'");
    desk.state().load(SYMBOL, Optional.empty(), Optional.empty());
    desk.foreignLong();
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
      assertThat(other.ledger().grossPnl()).isEqualByComparingTo("5");
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
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("1"));
    assertThat(desk.ledger().fills()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                desk.foreign(2, "side", "BUY", "qty", "2", "price", "100", "trade_ids", "[12, 13]"))
        .hasMessageContaining("trade_ids='12,13'");
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("1"));
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
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("3"));
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
    assertThat(desk.ledger().grossPnl()).isEqualByComparingTo("9");
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
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("2"));
    desk.foreign(102, "side", "BUY", "qty", "1", "price", "99", "reduceOnly", "True");
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("1"));
  }
}
