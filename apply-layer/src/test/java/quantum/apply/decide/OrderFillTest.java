package quantum.apply.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.decide.Plans.T0;
import static quantum.apply.decide.Plans.trade;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.apply.venue.TradeId;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;

class OrderFillTest {
  /** A trade of 0.01 that paid this fee. */
  private static VenueTrade paid(long id, String fee, String asset) {
    return trade(id, OrderSide.SELL, "0.01", "100000", "0").withFee(new BigDecimal(fee), asset);
  }

  @Test
  void trades_areOneFill_withTheirWeightedAverage_atTheTimeOfTheLast() {
    OrderFill fill =
        OrderFill.of(
            List.of(
                trade(13, OrderSide.SELL, "0.03", "101000", "7"),
                trade(12, OrderSide.SELL, "0.01", "103000", "-2.5")));
    assertThat(fill.side()).isEqualTo(OrderSide.SELL);
    assertThat(fill.qty()).isEqualByComparingTo(Quantity.of("0.04"));
    assertThat(fill.price()).isEqualTo(Price.of("101500"));
    assertThat(fill.realizedPnl()).isEqualByComparingTo("4.5");
    assertThat(fill.commission()).isEqualByComparingTo("0.8");
    assertThat(fill.unpriced()).isEmpty();
    assertThat(fill.tradeIds()).containsExactly(new TradeId("13"), new TradeId("12"));
    assertThat(fill.lastTrade()).contains(Plans.place(13));
    assertThat(fill.timeMillis()).isEqualTo(T0 + 13);
  }

  @ParameterizedTest
  @ValueSource(strings = {"USDT", "USDC", "BUSD", "FDUSD", "BNFCR", "USD1", "USD", ""})
  void feeInADollarAsset_isOneUsdEach(String asset) {
    OrderFill fill = OrderFill.of(List.of(paid(1, "0.3", asset), paid(2, "-0.1", "USDT")));
    assertThat(fill.commission()).isEqualByComparingTo("0.2");
    assertThat(fill.unpriced()).isEmpty();
  }

  @Test
  void feesInOtherAssets_areSummedPerAsset_besideWhatIsKnownInUsd() {
    OrderFill fill =
        OrderFill.of(
            List.of(
                paid(1, "0.002", "ETH"),
                paid(2, "0.0007", "BNB"),
                paid(3, "0.4", "USDT"),
                paid(4, "0.0003", "BNB")));
    assertThat(fill.commission()).isEqualByComparingTo("0.4");
    assertThat(fill.unpriced()).isEqualTo("commission without 0.001 BNB, 0.002 ETH");
  }

  @Test
  void feeOfNothing_isNotMentioned_butARebateIs() {
    assertThat(OrderFill.of(List.of(paid(1, "0", "BNB"))).unpriced()).isEmpty();
    assertThat(OrderFill.of(List.of(paid(1, "-0.01", "BNB"))).unpriced())
        .isEqualTo("commission without -0.01 BNB");
  }

  @Test
  void feeThatCannotBeRead_isNeverSilentlyNothing() {
    assertThat(OrderFill.of(List.of(paid(1, "0", VenueTrade.UNREADABLE))).unpriced())
        .isEqualTo("commission without one that cannot be read");
  }
}
