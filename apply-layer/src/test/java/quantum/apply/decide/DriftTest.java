package quantum.apply.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.decide.Plans.T0;
import static quantum.apply.decide.Plans.held;
import static quantum.apply.decide.Plans.open;
import static quantum.apply.decide.Plans.trade;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.apply.venue.VenuePosition;
import quantum.contracts.ApplyResult;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

class DriftTest {
  private static final Price PRICE = Price.of("100500");

  @Test
  void agreement_isNoDrift_andAForeignHashNeedsNoPosition() {
    OpenPosition foreign = open("source", "harvest_brain");
    assertThat(Drift.isNone(Optional.of(open()), Optional.of(held(Side.LONG, "0.010")))).isTrue();
    assertThat(Drift.isNone(Optional.empty(), Optional.empty())).isTrue();
    assertThat(Drift.isNone(Optional.of(foreign), Optional.empty())).isTrue();
    assertThat(Drift.isNone(Optional.of(foreign), Optional.of(held(Side.LONG, "0.01")))).isFalse();
    assertThat(Drift.isNone(Optional.of(open()), Optional.empty())).isFalse();
    assertThat(Drift.isNone(Optional.of(open()), Optional.of(held(Side.SHORT, "0.01")))).isFalse();
    assertThat(Drift.isNone(Optional.empty(), Optional.of(held(Side.LONG, "0.01")))).isFalse();
  }

  @Test
  void closedByTwoTrades_isOneResult_withTheirSums() {
    Drift drift =
        Drift.follow(
            open(),
            Optional.empty(),
            List.of(
                trade(11, OrderSide.SELL, "0.004", "101000", "4"),
                trade(12, OrderSide.SELL, "0.006", "102000", "12")),
            java.util.Map.of(),
            T0);
    assertThat(drift.explained()).isTrue();
    assertThat(drift.after()).isEmpty();
    ApplyResult result = drift.results().getFirst();
    assertThat(drift.results()).hasSize(1);
    assertThat(result.execution().filledQty()).isEqualByComparingTo(Quantity.of("0.01"));
    assertThat(result.execution().price().orElseThrow().value()).isEqualByComparingTo("101600");
    assertThat(result.execution().realizedPnl().orElseThrow()).isEqualByComparingTo("16");
    assertThat(result.execution().commission().orElseThrow()).isEqualByComparingTo("0.8");
    assertThat(result.execution().tradeIds()).containsExactly("11", "12");
    assertThat(result.timestampMillis()).isEqualTo(T0 + 12);
    assertThat(result.isFill()).isTrue();
    assertThat(result.isOfApplyLayer()).isTrue();
  }

  @Test
  void tradesNotThereYet_areToldAsUnexplained_andTheHashFollowsAllTheSame() {
    Drift drift =
        Drift.follow(
            open(), Optional.of(held(Side.LONG, "0.004")), List.of(), java.util.Map.of(), T0);
    assertThat(drift.explained()).isFalse();
    assertThat(drift.after().orElseThrow().position().qty())
        .isEqualByComparingTo(Quantity.of("0.004"));
    assertThat(drift.results().getFirst().execution().filledQty())
        .isEqualByComparingTo(Quantity.of("0.006"));
    assertThat(drift.results().getFirst().execution().realizedPnl()).isEmpty();
  }

  @Test
  void grownByHand_keepsItsLifeAndItsRisk() {
    Drift drift =
        Drift.follow(
            open("entry_risk", "2000"),
            Optional.of(held(Side.LONG, "0.02")),
            List.of(trade(11, OrderSide.BUY, "0.01", "101000", "0")),
            java.util.Map.of(),
            T0);
    OpenPosition after = drift.after().orElseThrow();
    assertThat(after.position().id().value()).isEqualTo("p1");
    assertThat(after.position().entry().value()).isEqualByComparingTo("100500");
    assertThat(after.position().entryRisk().orElseThrow()).isEqualByComparingTo("2000");
    assertThat(after.lastTradeId()).contains("11");
    assertThat(drift.results().getFirst().reduceOnly()).isFalse();
  }

  @Test
  void tradeThatOnlyOpensHere_andHasAProfitThere_isBookedWithIt() {
    Drift drift =
        Drift.fromFlat(
            List.of(trade(11, OrderSide.BUY, "0.01", "101000", "-7")),
            java.util.Map.of(),
            quantum.kernel.value.Leverage.NONE,
            Optional.empty(),
            Optional.empty());
    assertThat(drift.results()).hasSize(1);
    assertThat(drift.results().getFirst().execution().realizedPnl().orElseThrow())
        .isEqualByComparingTo("-7");
    assertThat(drift.after().orElseThrow().position().qty())
        .isEqualByComparingTo(Quantity.of("0.01"));
  }

  @Test
  void tradesBeforeAFillOfOurs_areFollowedAlone() {
    Drift drift =
        Drift.before(
            open(),
            List.of(trade(11, OrderSide.SELL, "0.004", "101000", "4")),
            java.util.Map.of(),
            T0);
    assertThat(drift.explained()).isTrue();
    assertThat(drift.after().orElseThrow().position().qty())
        .isEqualByComparingTo(Quantity.of("0.006"));
    assertThat(drift.after().orElseThrow().lastTradeId()).contains("11");
  }

  @Test
  void oneTradeThroughZero_isBookedAsCloseAndOpen_withOneFee() {
    Drift drift =
        Drift.follow(
            open("harvested", "2"),
            Optional.of(held(Side.SHORT, "0.005")),
            List.of(trade(11, OrderSide.SELL, "0.015", "101000", "10")),
            java.util.Map.of(),
            T0);
    assertThat(drift.explained()).isTrue();
    assertThat(drift.results()).extracting(ApplyResult::action).containsExactly("CLOSE", "OPEN");
    assertThat(
            drift.results().stream()
                .map(result -> result.execution().commission().orElseThrow())
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo("0.4");
    assertThat(
            drift.results().stream()
                .map(result -> result.execution().realizedPnl().orElseThrow())
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo("10");
    OpenPosition after = drift.after().orElseThrow();
    assertThat(after.position().id().value()).isNotEqualTo("p1");
    assertThat(after.harvested()).isEmpty();
  }

  @Test
  void adoption_isAFunctionOfWhatTheExchangeTells() {
    Drift first =
        Drift.adopt(
            held(Side.SHORT, "0.02"),
            PRICE,
            Optional.empty(),
            Optional.of(Plans.place(9)),
            Optional.empty(),
            Optional.empty());
    Drift again =
        Drift.adopt(
            held(Side.SHORT, "0.02"),
            PRICE,
            Optional.empty(),
            Optional.of(Plans.place(9)),
            Optional.empty(),
            Optional.empty());
    assertThat(first).isEqualTo(again);
    assertThat(first.results()).isEmpty();
  }

  @Test
  void takingOver_keepsIdStopAndRisk_unlessTheSideIsAnother() {
    OpenPosition foreign =
        open("source", "harvest_brain", "stop_loss", "98000", "entry_risk", "2000");
    OpenPosition taken =
        Drift.adopt(
                held(Side.LONG, "0.02"),
                PRICE,
                Optional.of(foreign),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())
            .after()
            .orElseThrow();
    assertThat(taken.source()).isEqualTo(OpenPosition.SOURCE_APPLY_LAYER);
    assertThat(taken.position().id().value()).isEqualTo("p1");
    assertThat(taken.position().stop()).isPresent();
    assertThat(taken.position().entryRisk().orElseThrow()).isEqualByComparingTo("2000");
    OpenPosition other =
        Drift.adopt(
                held(Side.SHORT, "0.02"),
                PRICE,
                Optional.of(foreign),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())
            .after()
            .orElseThrow();
    assertThat(other.position().id().value()).isNotEqualTo("p1");
    assertThat(other.position().stop()).isEmpty();
  }

  // ---- what becomes of the hash

  private static VenuePosition heldAt(
      Side side, String qty, Optional<String> entry, Optional<String> mark) {
    return new VenuePosition(
        Plans.BTC,
        side,
        Quantity.of(qty),
        entry.map(Price::of),
        mark.map(Price::of),
        Optional.empty(),
        T0);
  }

  @Test
  void sameLife_keepsWhatIsKnownOfIt_andAddsItsProfit() {
    OpenPosition before =
        open(
            "plan_id",
            "0123456789abcdef",
            "harvested",
            "2,4",
            "volatility_factor",
            "1.5",
            "realized_pnl",
            "7",
            "stop_order_id",
            "s1");
    OpenPosition after =
        Drift.follow(
                before,
                Optional.of(held(Side.LONG, "0.006")),
                List.of(trade(11, OrderSide.SELL, "0.004", "101000", "4")),
                java.util.Map.of(),
                T0)
            .after()
            .orElseThrow();
    assertThat(after.planId()).isEqualTo(before.planId()).isPresent();
    assertThat(after.harvested()).containsExactly("2", "4");
    assertThat(after.volatilityFactor()).isEqualTo(before.volatilityFactor()).isPresent();
    assertThat(after.protection().order()).contains("s1");
    assertThat(after.realizedPnl()).isEqualByComparingTo("11");
    assertThat(after.lastTradeId()).contains("11");
    assertThat(
            Drift.follow(
                    before,
                    Optional.of(held(Side.LONG, "0.006")),
                    List.of(),
                    java.util.Map.of(),
                    T0)
                .after()
                .orElseThrow()
                .lastTradeId())
        .as("no trade, none booked")
        .contains("10");
  }

  @Test
  void otherLife_startsWithoutWhatTheFormerHad() {
    Drift drift =
        Drift.follow(
            open(
                "plan_id",
                "0123456789abcdef",
                "volatility_factor",
                "1.5",
                "realized_pnl",
                "7",
                "stop_order_id",
                "s1"),
            Optional.of(held(Side.SHORT, "0.005")),
            List.of(trade(11, OrderSide.SELL, "0.015", "101000", "10")),
            java.util.Map.of(),
            T0);
    OpenPosition after = drift.after().orElseThrow();
    assertThat(after.planId()).isEmpty();
    assertThat(after.volatilityFactor()).isEmpty();
    assertThat(after.protection().order()).isEmpty();
    assertThat(after.realizedPnl()).as("booked with the LONG").isEqualByComparingTo("0");
    assertThat(drift.results())
        .extracting(result -> result.positionQtyAfter().orElseThrow())
        .containsExactly(Quantity.ZERO, Quantity.of("0.005"));
  }

  @Test
  void growthThatNoTradeExplains_takesTheExchangesEntry_andClosesNothing() {
    Drift drift =
        Drift.follow(
            open(), Optional.of(held(Side.LONG, "0.03")), List.of(), java.util.Map.of(), T0);
    assertThat(drift.explained()).isFalse();
    assertThat(drift.results()).isEmpty();
    OpenPosition after = drift.after().orElseThrow();
    assertThat(after.position().id().value()).isEqualTo("p1");
    assertThat(after.position().qty()).isEqualTo(Quantity.of("0.03"));
    assertThat(after.position().initialQty()).isEqualTo(Quantity.of("0.03"));
    assertThat(after.position().entry()).isEqualTo(PRICE);
  }

  @Test
  void shrinkingThatNoTradeExplains_keepsTheEntry() {
    OpenPosition after =
        Drift.follow(
                open(), Optional.of(held(Side.LONG, "0.004")), List.of(), java.util.Map.of(), T0)
            .after()
            .orElseThrow();
    assertThat(after.position().entry()).isEqualTo(Price.of("100000"));
    assertThat(after.position().initialQty()).isEqualTo(Quantity.of("0.01"));
  }

  @Test
  void turnThatNoTradeExplains_closesAll_andAdoptsTheOtherSideAtTheBestPriceKnown() {
    VenuePosition entered =
        heldAt(Side.SHORT, "0.02", Optional.of("100500"), Optional.of("100700"));
    Drift drift = Drift.follow(open(), Optional.of(entered), List.of(), java.util.Map.of(), T0);
    assertThat(drift.results().getFirst().execution().filledQty()).isEqualTo(Quantity.of("0.01"));
    assertThat(drift.results().getFirst().positionQtyAfter()).contains(Quantity.ZERO);
    OpenPosition after = drift.after().orElseThrow();
    assertThat(after.position().side()).isEqualTo(Side.SHORT);
    assertThat(after.position().id()).isEqualTo(Drift.adoptedId(entered));
    assertThat(after.position().qty()).isEqualTo(Quantity.of("0.02"));
    assertThat(after.position().entry()).isEqualTo(PRICE);
    assertThat(after.position().tickSize()).isPresent();
    assertThat(entryOf(heldAt(Side.SHORT, "0.02", Optional.empty(), Optional.of("100700"))))
        .isEqualTo(Price.of("100700"));
    assertThat(entryOf(heldAt(Side.SHORT, "0.02", Optional.empty(), Optional.empty())))
        .as("the last entry known")
        .isEqualTo(Price.of("100000"));
  }

  private static Price entryOf(VenuePosition exchange) {
    return Drift.follow(open(), Optional.of(exchange), List.of(), java.util.Map.of(), T0)
        .after()
        .orElseThrow()
        .position()
        .entry();
  }

  @Test
  void takingOver_theSameSize_keepsTheEntry_andLearnsTheTick() {
    OpenPosition foreign = open("source", "harvest_brain", "tick_size", "");
    OpenPosition taken =
        Drift.adopt(
                held(Side.LONG, "0.01"),
                PRICE,
                Optional.of(foreign),
                Optional.of(Plans.place(9)),
                Optional.of(new BigDecimal("0.5")),
                Optional.empty())
            .after()
            .orElseThrow();
    assertThat(taken.position().entry()).isEqualTo(Price.of("100000"));
    assertThat(taken.position().tickSize().orElseThrow()).isEqualByComparingTo("0.5");
    assertThat(taken.lastTradeId()).contains("9");
  }

  // ---- what trades tell of a position whose hash is lost

  @Test
  void tradesThatClosedAll_tellWhatWasClosed() {
    VenuePosition closed =
        VenuePosition.closedBy(
                List.of(
                    trade(11, OrderSide.BUY, "0.01", "100000", "0"),
                    trade(12, OrderSide.SELL, "0.03", "101000", "20")))
            .orElseThrow();
    assertThat(closed.side()).isEqualTo(Side.LONG);
    assertThat(closed.quantity()).as("before the trades").isEqualTo(Quantity.of("0.02"));
    assertThat(closed.mark()).contains(Price.of("101000"));
    assertThat(closed.updatedMillis()).isEqualTo(T0 + 12);
    assertThat(
            VenuePosition.closedBy(List.of(trade(11, OrderSide.BUY, "0.01", "99000", "10")))
                .orElseThrow()
                .side())
        .isEqualTo(Side.SHORT);
  }

  @Test
  void tradesThatOpenedAndClosedTheSame_closedNothingFromBefore() {
    assertThat(VenuePosition.closedBy(List.of())).isEmpty();
    assertThat(
            VenuePosition.closedBy(
                List.of(
                    trade(11, OrderSide.BUY, "0.01", "100000", "0"),
                    trade(12, OrderSide.SELL, "0.01", "101000", "10"))))
        .isEmpty();
  }

  @Test
  void sizeBeforeTheTrades_isCountedBackFromWhatIsHeld() {
    VenuePosition sold = held(Side.SHORT, "0.02");
    assertThat(
            sold.quantityBefore(
                List.of(
                    trade(11, OrderSide.BUY, "0.015", "100000", "1"),
                    trade(12, OrderSide.SELL, "0.005", "100000", "0"))))
        .isEqualTo(Quantity.of("0.03"));
    assertThat(sold.quantityBefore(List.of(trade(11, OrderSide.SELL, "0.02", "100000", "0"))))
        .as("these trades opened it")
        .isEqualTo(Quantity.of("0.02"));
    assertThat(sold.quantityBefore(List.of(trade(11, OrderSide.SELL, "0.05", "100000", "3"))))
        .as("these trades turned it")
        .isEqualTo(Quantity.of("0.02"));
  }
}
