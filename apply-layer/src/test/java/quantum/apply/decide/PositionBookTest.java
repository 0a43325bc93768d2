package quantum.apply.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.decide.Plans.close;
import static quantum.apply.decide.Plans.entry;
import static quantum.apply.decide.Plans.open;
import static quantum.apply.decide.Plans.trade;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ExitPlanId;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Quantity;

class PositionBookTest {
  private static final Optional<BigDecimal> TICK = Optional.of(new BigDecimal("0.1"));

  private static OpenPosition opened(ApplyPlan.Entry plan, String price) {
    OrderSide side = plan.side().opening();
    return PositionBook.opened(
        plan, OrderFill.of(List.of(trade(11, side, "0.01", price, "0"))), new Leverage(5), TICK);
  }

  @Test
  void risk_isTheDistanceFromTheAverageFillToTheStop() {
    ApplyPlan.Entry plan = entry("stop_loss", "98000");
    OrderFill fill =
        OrderFill.of(
            List.of(
                trade(11, OrderSide.BUY, "0.005", "100000", "0"),
                trade(12, OrderSide.BUY, "0.015", "100400", "0")));
    OpenPosition open = PositionBook.opened(plan, fill, new Leverage(5), TICK);
    assertThat(open.position().entry().value()).isEqualByComparingTo("100300");
    assertThat(open.position().entryRisk().orElseThrow()).isEqualByComparingTo("2300");
    assertThat(open.position().id().value()).isEqualTo(plan.header().planId().value());
    assertThat(open.position().openedAtMillis()).isEqualTo(Plans.T0 + 12);
    assertThat(open.lastTradeId()).contains("12");
    assertThat(opened(entry(), "100000").position().entryRisk()).isEmpty();
  }

  @Test
  void atr_ofTheSignal_isKept_andZeroIsNone() {
    assertThat(opened(entry("atr_value", "1.25"), "100000").position().atr().orElseThrow())
        .isEqualByComparingTo("1.25");
    assertThat(opened(entry("atr_value", "0"), "100000").position().atr()).isEmpty();
  }

  @Test
  void failedPlan_isOneMoreAttempt_andNothingElse() {
    OpenPosition before = open("attempts", "2", "harvested", "4");
    OpenPosition after = PositionBook.failed(before);
    assertThat(after.position().attempts()).isEqualTo(3);
    assertThat(after).isEqualTo(before.with(before.position().withAttempts(3)));
  }

  @Test
  void completeClose_marksItsLevel_incompleteOneRaisesAttempts() {
    ApplyPlan.Close plan = close("50", "r_level", "4");
    OrderFill fill = OrderFill.of(List.of(trade(11, OrderSide.SELL, "0.005", "101000", "5")));
    OpenPosition complete =
        PositionBook.reduced(open(), plan, fill, Quantity.of("0.005"), Plans.TERMS).orElseThrow();
    assertThat(complete.harvested()).containsExactly("4");
    assertThat(complete.position().attempts()).isZero();
    assertThat(complete.position().qty()).isEqualByComparingTo(Quantity.of("0.005"));
    assertThat(complete.realizedPnl()).isEqualByComparingTo("5");
    OpenPosition incomplete =
        PositionBook.reduced(open(), plan, fill, Quantity.of("0.006"), Plans.TERMS).orElseThrow();
    assertThat(incomplete.harvested()).isEmpty();
    assertThat(incomplete.unsettled().missingOf("4")).contains(Quantity.of("0.001"));
    assertThat(complete.unsettled().partly()).isEmpty();
    assertThat(incomplete.position().attempts()).isEqualTo(1);
  }

  @Test
  void tradesFoundBefore_areKnownByTheirId() {
    OrderFill fill = OrderFill.of(List.of(trade(10, OrderSide.SELL, "0.005", "101000", "5")));
    assertThat(PositionBook.isBooked(open(), fill, Plans.TERMS)).isTrue();
    assertThat(PositionBook.isBooked(open("last_trade_id", "9"), fill, Plans.TERMS)).isFalse();
  }

  @Test
  void fillAtOrBeyondItsStop_isToBeClosed_underTheIdAnybodyWouldGiveIt() {
    assertThat(PositionBook.bornStopped(opened(entry("stop_loss", "98000"), "98000.1"))).isEmpty();
    assertThat(PositionBook.bornStopped(opened(entry(), "98000"))).isEmpty();
    OpenPosition at = opened(entry("stop_loss", "98000"), "98000");
    ApplyPlan.Close close = PositionBook.bornStopped(at).orElseThrow();
    assertThat(close.header().planId()).isEqualTo(ExitPlanId.fullClose(at.position().id(), 0));
    assertThat(close.percent()).isEqualByComparingTo("100");
    assertThat(
            PositionBook.bornStopped(
                opened(entry("side", "SHORT", "stop_loss", "102000"), "102001")))
        .isPresent();
  }

  @Test
  void feesInAnotherAsset_areNotTakenForQuoteCurrency() {
    var bnb =
        Plans.trade(1, OrderSide.BUY, "0.01", "100000", "0")
            .withFee(new BigDecimal("0.0007"), "BNB");
    OrderFill fill = OrderFill.of(List.of(bnb));
    assertThat(fill.commission()).isEqualByComparingTo("0");
    assertThat(fill.unpriced()).isEqualTo("commission without 0.0007 BNB");
  }
}
