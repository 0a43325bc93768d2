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
    Drift drift = Drift.follow(open(), Optional.of(held(Side.LONG, "0.004")), List.of(), T0);
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
            T0);
    OpenPosition after = drift.after().orElseThrow();
    assertThat(after.position().id().value()).isEqualTo("p1");
    assertThat(after.position().entry().value()).isEqualByComparingTo("100500");
    assertThat(after.position().entryRisk().orElseThrow()).isEqualByComparingTo("2000");
    assertThat(after.lastTradeId()).contains(11L);
    assertThat(drift.results().getFirst().reduceOnly()).isFalse();
  }

  @Test
  void oneTradeThroughZero_isBookedAsCloseAndOpen_withOneFee() {
    Drift drift =
        Drift.follow(
            open("harvested", "2"),
            Optional.of(held(Side.SHORT, "0.005")),
            List.of(trade(11, OrderSide.SELL, "0.015", "101000", "10")),
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
            held(Side.SHORT, "0.02"), PRICE, Optional.empty(), Optional.of(9L), Optional.empty());
    Drift again =
        Drift.adopt(
            held(Side.SHORT, "0.02"), PRICE, Optional.empty(), Optional.of(9L), Optional.empty());
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
                Optional.empty())
            .after()
            .orElseThrow();
    assertThat(other.position().id().value()).isNotEqualTo("p1");
    assertThat(other.position().stop()).isEmpty();
  }
}
