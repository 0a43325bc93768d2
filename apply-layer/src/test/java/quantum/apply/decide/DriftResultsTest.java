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
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/** What is told of a difference: the results, and the line for the operator. */
class DriftResultsTest {
  private static final Price PRICE = Price.of("100500");

  private static ApplyResult only(Drift drift) {
    assertThat(drift.results()).hasSize(1);
    return drift.results().getFirst();
  }

  @Test
  void line_tellsBothSidesAndHowManyTradesExplainIt() {
    assertThat(
            Drift.follow(
                    open(),
                    Optional.empty(),
                    List.of(trade(11, OrderSide.SELL, "0.01", "101000", "10")),
                    java.util.Map.of(),
                    T0)
                .what())
        .isEqualTo("LONG 0.01 here, flat at the exchange, 1 trades booked");
    assertThat(
            Drift.follow(
                    open(),
                    Optional.of(held(Side.SHORT, "0.004")),
                    List.of(),
                    java.util.Map.of(),
                    T0)
                .what())
        .isEqualTo("LONG 0.01 here, SHORT 0.004 at the exchange, 0 trades booked");
    assertThat(
            Drift.adopt(
                    held(Side.SHORT, "0.02"),
                    PRICE,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())
                .what())
        .isEqualTo("adopted SHORT 0.02 @ 100500");
    assertThat(
            Drift.adopt(
                    held(Side.LONG, "0.02"),
                    PRICE,
                    Optional.of(open("source", "harvest_brain")),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())
                .what())
        .isEqualTo("taken over LONG 0.02 @ 100500");
  }

  @Test
  void closeByHand_tellsItsOrderAndWhatIsLeft_ofAShortToo() {
    ApplyResult result =
        only(
            Drift.follow(
                open("side", "SHORT"),
                Optional.of(held(Side.SHORT, "0.006")),
                List.of(trade(11, OrderSide.BUY, "0.004", "99000", "4")),
                java.util.Map.of(),
                T0));
    assertThat(result.action()).isEqualTo("CLOSE");
    assertThat(result.reduceOnly()).isTrue();
    assertThat(result.side()).contains(OrderSide.BUY);
    assertThat(result.positionSide()).contains(Side.SHORT);
    assertThat(result.closeQty()).contains(Quantity.of("0.004"));
    assertThat(result.positionQtyAfter()).contains(Quantity.of("0.006"));
    assertThat(result.execution().orderId()).contains("110");
    assertThat(result.entryPrice()).isEmpty();
    assertThat(result.error()).isEmpty();
  }

  @Test
  void openingByHand_tellsItsPriceAsTheEntry() {
    ApplyResult result =
        only(
            Drift.follow(
                open(),
                Optional.of(held(Side.LONG, "0.02")),
                List.of(trade(11, OrderSide.BUY, "0.01", "101000", "0")),
                java.util.Map.of(),
                T0));
    assertThat(result.action()).isEqualTo("OPEN");
    assertThat(result.side()).contains(OrderSide.BUY);
    assertThat(result.entryPrice()).contains(Price.of("101000"));
    assertThat(result.closeQty()).isEmpty();
    assertThat(result.positionQtyAfter()).contains(Quantity.of("0.02"));
  }

  @Test
  void closeThatNoTradeExplains_hasNoPriceAndNoProfit_andSaysSo() {
    ApplyResult result =
        only(Drift.follow(open(), Optional.empty(), List.of(), java.util.Map.of(), T0 + 5));
    assertThat(result.error()).isEqualTo("no trade of the exchange explains it");
    assertThat(result.execution().price()).isEmpty();
    assertThat(result.execution().realizedPnl()).isEmpty();
    assertThat(result.execution().commission()).isEmpty();
    assertThat(result.execution().orderId()).isEmpty();
    assertThat(result.execution().tradeIds()).isEmpty();
    assertThat(result.positionQtyAfter()).contains(Quantity.ZERO);
    assertThat(result.timestampMillis()).isEqualTo(T0 + 5);
  }

  @Test
  void feeInAnotherAsset_isSaid() {
    ApplyResult result =
        only(
            Drift.follow(
                open(),
                Optional.empty(),
                List.of(
                    trade(11, OrderSide.SELL, "0.01", "101000", "10")
                        .withFee(new BigDecimal("0.002"), "BNB")),
                java.util.Map.of(),
                T0));
    assertThat(result.execution().commission()).isEmpty();
    assertThat(result.error()).isEqualTo("commission without 0.002 BNB");
  }
}
