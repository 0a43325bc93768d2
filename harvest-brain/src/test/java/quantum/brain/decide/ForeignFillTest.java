package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quantum.brain.decide.Desk.ID;
import static quantum.brain.decide.Desk.OPENED;
import static quantum.brain.decide.Desk.SECOND;
import static quantum.brain.decide.Desk.SYMBOL;
import static quantum.brain.decide.Desk.types;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import quantum.brain.decide.BrainEffect.Booked;
import quantum.brain.decide.BrainEffect.DropPosition;
import quantum.brain.decide.BrainEffect.KeepPosition;
import quantum.brain.decide.BrainEffect.Opened;
import quantum.brain.decide.BrainEffect.Remember;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.Ledger;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

class ForeignFillTest {
  private final Desk desk = Desk.kernel(HarvestMode.LIVE);

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
    assertThat(desk.held().entryRisk().orElseThrow()).isEqualByComparingTo("10");
    assertThat(desk.ledger().fills()).isEqualTo(1);
    assertThat(desk.ledger().openedQty()).isEqualByComparingTo("0.01");
  }

  @Test
  void foreignFill_bothSpellingsOfTheSideAndTheOldActionField_open() {
    desk.foreign(0, "side", "short", "qty", "1", "price", "10");
    assertThat(desk.held().side()).isEqualTo(Side.SHORT);

    Desk other = Desk.kernel(HarvestMode.LIVE);
    other.foreign(0, "action", "sell", "quantity", "1", "avg_price", "10");
    assertThat(other.tracked().position().side()).isEqualTo(Side.SHORT);
  }

  /**
   * Entries of two streams of one millisecond have one stream id: the exits of both would be one.
   */
  @Test
  void foreignFillWithoutAnId_hasNotTheIdOfAnIntentOfThatMillisecond() {
    desk.foreign(0, "side", "BUY", "qty", "1", "price", "10");
    assertThat(desk.held().id().value()).isNotEqualTo(PlanId.ofEntry(Desk.RESULT_ID).value());
  }

  @Test
  void foreignAdd_averagesTheEntry_leavesTheRiskFrozen() {
    desk.foreignLong();
    desk.foreign(10, "side", "BUY", "qty", "0.1", "price", "1020.5", "commission", "0.04");
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("0.4"));
    assertThat(desk.held().entry().value()).isEqualByComparingTo("1005.2");
    assertThat(desk.held().entryRisk().orElseThrow()).isEqualByComparingTo("10.1");
    assertThat(desk.held().id().value()).isEqualTo("00000000000000b1");
    assertThat(desk.ledger().commission()).isEqualByComparingTo("0.16");
    assertThat(desk.ledger().openedQty()).isEqualByComparingTo("0.4");
  }

  @Test
  void foreignReduceAndClose_bookTheLedgerExactly() {
    desk.foreignLong();
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
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("0.2"));
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
            new DropPosition(SYMBOL, dropped(closed)));
    assertThat(desk.state().position(SYMBOL)).isEmpty();

    Ledger ledger = desk.ledger();
    // 0.1 · 10.27 − 0.2 · 0.11
    assertThat(ledger.grossPnl()).isEqualByComparingTo("1.005");
    assertThat(ledger.commission()).isEqualByComparingTo("0.2404142");
    assertThat(ledger.realizedPnl()).isEqualByComparingTo("0.7645858");
    assertThat(ledger.closedQty()).isEqualByComparingTo("0.3");
    assertThat(ledger.fills()).isEqualTo(3);
    assertThat(ledger.wins()).isEqualTo(1);
    assertThat(ledger.losses()).isZero();
    assertThat(ledger.lastOrderId()).contains("77");
  }

  private static PositionId dropped(List<BrainEffect> effects) {
    return ((DropPosition) effects.getLast()).position();
  }

  @Test
  void closedAtAProfitThatItsFeesEat_isALoss() {
    desk.foreign(0, "side", "BUY", "qty", "1", "price", "100", "commission", "0.04");
    desk.foreign(1, "side", "SELL", "qty", "1", "price", "100.05", "commission", "0.04");
    assertThat(desk.ledger().wins()).isZero();
    assertThat(desk.ledger().losses()).isEqualTo(1);
    assertThat(desk.ledger().realizedPnl()).isEqualByComparingTo("-0.03");
  }

  @Test
  void foreignFlip_closesAndOpensTheRestUnderANewId() {
    desk.foreignLong();
    List<BrainEffect> effects =
        desk.foreign(
            10, "side", "SELL", "qty", "0.5", "price", "1010.1", "plan_id", "00000000000000b2");
    assertThat(effects.get(0)).isInstanceOf(DropPosition.class);
    assertThat(((KeepPosition) effects.get(1)).opened()).isTrue();
    assertThat(desk.held().side()).isEqualTo(Side.SHORT);
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("0.2"));
    assertThat(desk.held().id().value()).isEqualTo("00000000000000b2");
    assertThat(desk.tracked().asked()).isEqualTo(Asked.NOTHING);
    assertThat(desk.ledger().grossPnl()).isEqualByComparingTo("3");
    assertThat(desk.ledger().closedQty()).isEqualByComparingTo("0.3");
    assertThat(desk.ledger().openedQty()).isEqualByComparingTo("0.5");
    assertThat(desk.ledger().wins()).isEqualTo(1);
  }

  @Test
  void foreignFlip_withTheIdOfTheOldPosition_stillGetsANewOne() {
    desk.foreignLong();
    desk.foreign(10, "side", "SELL", "qty", "0.5", "price", "1010", "plan_id", "00000000000000b1");
    assertThat(desk.held().id().value()).isNotEqualTo("00000000000000b1");
  }

  @Test
  void foreignFlip_thatNamesTheOldPosition_isOpenedUnderItsPlan() {
    desk.foreignLong();
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
    assertThat(desk.held().id().value()).isEqualTo("00000000000000b2");
  }

  @Test
  void foreignFill_thatNamesItsPosition_opensUnderThatName() {
    desk.foreign(0, "side", "BUY", "qty", "1", "price", "10", "position_id", "p8");
    assertThat(desk.held().id().value()).isEqualTo("p8");
    desk.foreign(
        1, "side", "SELL", "qty", "3", "price", "11", "position_id", "p9", "plan_id", "b2");
    assertThat(desk.held().id().value()).isEqualTo("p9");
    assertThat(desk.held().side()).isEqualTo(Side.SHORT);
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void foreignFill_ofAPositionSideAlone_opensIt_andAReduceOnlyOneReducesIt(Side side) {
    desk.foreign(0, "position_side", side.name(), "qty", "3", "price", "10");
    assertThat(desk.held().side()).isEqualTo(side);
    String[] reduce = {"qty", "1", "price", "10", "reduceOnly", "True"};
    desk.foreign(1, reduce);
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("2"));
    desk.foreign(2, with(reduce, "position_side", side.name()));
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("1"));
  }

  /** What was filled of a level is a part of it: the rest is asked for once it has rested. */
  @Test
  void foreignPartialFill_ofALevel_letsTheRestFireAgain() {
    openAsked();
    String[] part = {
      "action", "PARTIAL_25", "side", "SELL", "qty", "1", "price", "104.2", "reduceOnly", "True"
    };
    desk.foreign(61, with(part, "status", "PARTIAL_FILL", "r_level", "2"));
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("7"));
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
    desk.foreignLong();
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
  void foreignError_letsTheLevelOfOurOwnPositionFireAgain() {
    openAsked();
    desk.foreign(61, "status", "REJECTED", "action", "PARTIAL_25", "r_level", "2");
    assertThat(desk.price("104.2", 960)).isEmpty();
    assertThat(types(desk.price("104.2", 961))).containsExactly("HARVEST_PARTIAL_25");
  }

  @Test
  void foreignFillWithoutPriceSideOrQuantity_isRefusedBeforeAnythingIsBooked() {
    desk.foreignLong();
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
    assertThat(desk.held().qty()).isEqualTo(Quantity.of("0.3"));
  }
}
