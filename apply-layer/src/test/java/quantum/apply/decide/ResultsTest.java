package quantum.apply.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.decide.Plans.T0;
import static quantum.apply.decide.Plans.close;
import static quantum.apply.decide.Plans.entry;
import static quantum.apply.decide.Plans.open;
import static quantum.apply.decide.Plans.plan;
import static quantum.apply.decide.Plans.trade;
import static quantum.apply.decide.Plans.updateStop;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.OrderStatus;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.OpenPosition;
import quantum.contracts.ResultStatus;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

class ResultsTest {
  private static final String STREAM_ID = T0 + "-3";
  private static final OpenPosition SHORT = open("side", "SHORT");

  private static ApplyResult skipped(ApplyPlan plan, Optional<OpenPosition> open) {
    return Results.without(plan, STREAM_ID, open, ResultStatus.SKIPPED, "SKIP_HALT");
  }

  private static List<OrderReport> reports(OrderSide side, OrderStatus... statuses) {
    return java.util.stream.IntStream.range(0, statuses.length)
        .mapToObj(
            i ->
                new OrderReport(
                    Plans.BTC,
                    Plans.orderId(100 + i),
                    new ClientOrderId("qh-a-" + i),
                    side,
                    statuses[i],
                    Quantity.of("0.01"),
                    Quantity.of("0.01"),
                    Optional.empty(),
                    false,
                    T0))
        .toList();
  }

  private static OrderFill sold(String qty) {
    return OrderFill.of(List.of(trade(11, OrderSide.SELL, qty, "101000", "5")));
  }

  // ---- without an order

  @Test
  void skippedEntry_tellsItsOwnSide_andNoPosition_thoughOneIsOpen() {
    ApplyResult result = skipped(entry("side", "SHORT"), Optional.of(open()));
    assertThat(result.side()).contains(OrderSide.SELL);
    assertThat(result.positionSide()).contains(Side.SHORT);
    assertThat(result.reduceOnly()).isFalse();
    assertThat(result.executed()).isFalse();
    assertThat(result.positionId()).isEmpty();
    assertThat(result.positionQtyAfter()).contains(Quantity.of("0.01"));
    assertThat(result.status()).isEqualTo(ResultStatus.SKIPPED);
    assertThat(result.error()).isEqualTo("SKIP_HALT");
    assertThat(result.planId()).hasValueSatisfying(id -> assertThat(id.value()).hasSize(16));
    assertThat(result.planStreamId()).contains(STREAM_ID);
    assertThat(result.level()).isEmpty();
    assertThat(result.closePct()).isEmpty();
    assertThat(result.timestampMillis()).isEqualTo(T0);
    assertThat(result.isFill()).isFalse();
    assertThat(result.isOfApplyLayer()).isTrue();
  }

  @Test
  void skippedClose_tellsThePositionItWasFor_andTheOrderThatWouldHaveReducedIt() {
    ApplyResult result = skipped(close("50", "r_level", "4"), Optional.of(SHORT));
    assertThat(result.side()).contains(OrderSide.BUY);
    assertThat(result.positionSide()).contains(Side.SHORT);
    assertThat(result.reduceOnly()).isTrue();
    assertThat(result.positionId()).contains(SHORT.position().id());
    assertThat(result.level()).contains("4");
    assertThat(result.closePct().orElseThrow()).isEqualByComparingTo("50");
  }

  @Test
  void skippedClose_ofAPositionThatIsGone_namesTheOneOfThePlan() {
    ApplyResult result = skipped(close("50", "position_id", "p0"), Optional.empty());
    assertThat(result.positionId())
        .hasValueSatisfying(id -> assertThat(id.value()).isEqualTo("p0"));
    assertThat(result.side()).isEmpty();
    assertThat(result.positionSide()).isEmpty();
    assertThat(result.positionQtyAfter()).isEmpty();
  }

  @Test
  void skippedStopMove_reduces_andAnUnknownActionSaysNothingOfThat() {
    ApplyResult stop = skipped(updateStop("99000"), Optional.of(open()));
    assertThat(stop.reduceOnly()).isTrue();
    assertThat(stop.side()).contains(OrderSide.SELL);
    assertThat(stop.closePct()).isEmpty();
    ApplyResult unknown = skipped(plan("DANCE"), Optional.of(open()));
    assertThat(unknown.reduceOnly()).isFalse();
    assertThat(unknown.action()).isEqualTo("DANCE");
  }

  // ---- entries

  @Test
  void filledEntry_tellsThePositionAndAllItsOrders() {
    ApplyPlan.Entry plan = entry("stop_loss", "98000");
    OrderFill fill =
        OrderFill.of(
            List.of(
                trade(11, OrderSide.BUY, "0.004", "100000", "0"),
                trade(12, OrderSide.BUY, "0.006", "100100", "0")));
    OpenPosition after = PositionBook.opened(plan, fill, new Leverage(7), Optional.empty());

    ApplyResult result =
        Results.opened(
            plan,
            STREAM_ID,
            Quantity.of("0.01"),
            reports(OrderSide.BUY, OrderStatus.EXPIRED, OrderStatus.FILLED),
            fill,
            after);

    assertThat(result.status()).isEqualTo(ResultStatus.FILLED);
    assertThat(result.error()).isEmpty();
    assertThat(result.executed()).isTrue();
    assertThat(result.reduceOnly()).isFalse();
    assertThat(result.side()).contains(OrderSide.BUY);
    assertThat(result.positionSide()).contains(Side.LONG);
    assertThat(result.positionId()).contains(after.position().id());
    assertThat(result.positionQtyAfter()).contains(Quantity.of("0.01"));
    assertThat(result.entryPrice()).contains(Price.of("100060"));
    assertThat(result.levels().stopLoss()).contains(Price.of("98000"));
    assertThat(result.leverage()).contains(new Leverage(7));
    assertThat(result.execution().price()).contains(Price.of("100060"));
    assertThat(result.execution().commission().orElseThrow()).isEqualByComparingTo("0.8");
    assertThat(result.execution().orderId()).contains("100,101");
    assertThat(result.execution().clientOrderId()).contains("qh-a-0,qh-a-1");
    assertThat(result.execution().orderStatus()).contains("FILLED");
    assertThat(result.execution().tradeIds()).containsExactly("11", "12");
    assertThat(result.timestampMillis()).isEqualTo(T0 + 12);
  }

  @Test
  void entryFilledInPart_saysHowMuchOfHowMuch() {
    ApplyPlan.Entry plan = entry();
    OrderFill fill = OrderFill.of(List.of(trade(11, OrderSide.BUY, "0.009", "100000", "0")));
    ApplyResult result =
        Results.opened(
            plan,
            STREAM_ID,
            Quantity.of("0.01"),
            reports(OrderSide.BUY, OrderStatus.EXPIRED),
            fill,
            PositionBook.opened(plan, fill, new Leverage(5), Optional.empty()));
    assertThat(result.status()).isEqualTo(ResultStatus.PARTIAL_FILL);
    assertThat(result.error()).isEqualTo("executed 0.009 of 0.01");
    assertThat(result.executed()).isTrue();
  }

  // ---- closes

  private static ApplyResult closed(
      OrderFill fill, Optional<OpenPosition> before, Optional<OpenPosition> after) {
    return Results.closed(
        close("50", "r_level", "4", "position_id", "p0"),
        STREAM_ID,
        Quantity.of("0.005"),
        reports(fill.side(), OrderStatus.FILLED),
        fill,
        before,
        after);
  }

  @Test
  void filledClose_tellsWhatItReduced_andWhatIsLeft() {
    ApplyResult result =
        closed(sold("0.005"), Optional.of(open()), Optional.of(open("qty", "0.005")));
    assertThat(result.status()).isEqualTo(ResultStatus.FILLED);
    assertThat(result.executed()).isTrue();
    assertThat(result.reduceOnly()).isTrue();
    assertThat(result.side()).contains(OrderSide.SELL);
    assertThat(result.positionSide()).contains(Side.LONG);
    assertThat(result.positionId()).contains(open().position().id());
    assertThat(result.level()).contains("4");
    assertThat(result.closePct().orElseThrow()).isEqualByComparingTo("50");
    assertThat(result.closeQty()).contains(Quantity.of("0.005"));
    assertThat(result.positionQtyAfter()).contains(Quantity.of("0.005"));
    assertThat(result.execution().realizedPnl().orElseThrow()).isEqualByComparingTo("5");
    assertThat(result.timestampMillis()).isEqualTo(T0 + 11);
  }

  @Test
  void closeOfAShort_buys_andLeavesNothing() {
    OrderFill bought = OrderFill.of(List.of(trade(11, OrderSide.BUY, "0.005", "99000", "5")));
    ApplyResult result = closed(bought, Optional.of(SHORT), Optional.empty());
    assertThat(result.positionSide()).contains(Side.SHORT);
    assertThat(result.positionQtyAfter()).contains(Quantity.ZERO);
  }

  @Test
  void closeOfAPositionNobodyKnowsAnyMore_namesTheOneOfThePlan() {
    assertThat(closed(sold("0.005"), Optional.empty(), Optional.empty()).positionId())
        .hasValueSatisfying(id -> assertThat(id.value()).isEqualTo("p0"));
  }

  @Test
  void closeFilledInPart_withAFeeThatHasNoPrice_saysBoth() {
    VenueTrade bnb =
        trade(11, OrderSide.SELL, "0.004", "101000", "5").withFee(new BigDecimal("0.002"), "BNB");
    ApplyResult result =
        closed(OrderFill.of(List.of(bnb)), Optional.of(open()), Optional.of(open()));
    assertThat(result.status()).isEqualTo(ResultStatus.PARTIAL_FILL);
    assertThat(result.error()).isEqualTo("executed 0.004 of 0.005; commission without 0.002 BNB");
    assertThat(result.execution().commission()).as("nothing is known, which is not 0").isEmpty();
  }

  @Test
  void commission_isToldAsFarAsItIsKnown_andZeroOnlyWhereThatIsAll() {
    assertThat(Results.commission(BigDecimal.ZERO, "")).contains(BigDecimal.ZERO);
    assertThat(Results.commission(BigDecimal.ONE, "commission without 1 BNB"))
        .contains(BigDecimal.ONE);
    assertThat(Results.commission(new BigDecimal("-0.1"), "commission without 1 BNB")).isPresent();
    assertThat(Results.commission(BigDecimal.ZERO, "commission without 1 BNB")).isEmpty();
  }

  // ---- stops

  @Test
  void movedStop_isExecutedThoughNothingWasFilled() {
    ApplyPlan.UpdateStop plan = updateStop("101000");
    StopVerdict.Move move =
        (StopVerdict.Move)
            ExitGates.moveStop(plan, false, Optional.of(open("side", "SHORT")), Optional.empty());
    ApplyResult result = Results.stopMoved(plan, STREAM_ID, move);
    assertThat(result.status()).isEqualTo(ResultStatus.FILLED);
    assertThat(result.executed()).isTrue();
    assertThat(result.reduceOnly()).isTrue();
    assertThat(result.isFill()).isFalse();
    assertThat(result.side()).contains(OrderSide.BUY);
    assertThat(result.positionSide()).contains(Side.SHORT);
    assertThat(result.levels().stopLoss()).contains(Price.of("101000"));
    assertThat(result.positionQtyAfter()).contains(Quantity.of("0.01"));
    assertThat(result.timestampMillis()).isEqualTo(T0);
  }
}
