package quantum.apply.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.decide.Plans.BTC;
import static quantum.apply.decide.Plans.T0;
import static quantum.apply.decide.Plans.close;
import static quantum.apply.decide.Plans.held;
import static quantum.apply.decide.Plans.open;
import static quantum.apply.decide.Plans.trade;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.OrderStatus;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopShape;
import quantum.apply.venue.VenueOrderId;
import quantum.contracts.ApplyResult;
import quantum.contracts.OpenPosition;
import quantum.contracts.Protection;
import quantum.contracts.ResultStatus;
import quantum.contracts.StopState;
import quantum.contracts.Unbooked;
import quantum.contracts.Unsettled;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/** Fills whose trades come later, and fills that no plan asked for. */
class UnplannedFillsTest {
  private static final ClientOrderId STOP = new ClientOrderId("qs-p1-1");
  private static final ClientOrderId HAND = new ClientOrderId("web_abc");

  private static OrderReport report(long id, String executed, Optional<Price> price, long time) {
    return new OrderReport(
        BTC,
        Plans.orderId(id),
        new ClientOrderId("qh-x-" + id),
        OrderSide.SELL,
        OrderStatus.FILLED,
        Quantity.of("0.01"),
        Quantity.of(executed),
        price,
        true,
        time);
  }

  private static List<ApplyResult> closedBy(Map<VenueOrderId, ClientOrderId> names) {
    return Drift.follow(
            open(),
            Optional.empty(),
            List.of(
                trade(11, OrderSide.SELL, "0.004", "98000", "-8"),
                trade(12, OrderSide.SELL, "0.006", "98000", "-12")),
            names,
            T0)
        .results();
  }

  @Test
  void fillOfAStopOfOurs_isToldAsSuch() {
    ApplyResult result =
        Drift.follow(
                open("stop_order", STOP.value(), "stop_state", "resting"),
                Optional.empty(),
                List.of(trade(11, OrderSide.SELL, "0.01", "98000", "-20")),
                Map.of(Plans.orderId(110), STOP),
                T0)
            .results()
            .getFirst();
    assertThat(result.source()).isEqualTo("exchange_stop");
    assertThat(Drift.reason(result, Plans.TERMS)).isEqualTo("exchange_stop");
    assertThat(result.execution().clientOrderId()).contains("qs-p1-1");
    assertThat(result.execution().realizedPnl()).contains(new BigDecimal("-20"));
  }

  @Test
  void fillsOfAStopAndOfAHand_areTwoResults_thoseOfOneKindAreOne() {
    assertThat(closedBy(Map.of(Plans.orderId(110), STOP, Plans.orderId(120), HAND)))
        .extracting(ApplyResult::source)
        .containsExactly("exchange_stop", "reconcile");
    assertThat(
            closedBy(
                Map.of(Plans.orderId(110), STOP, Plans.orderId(120), new ClientOrderId("qs-p1-2"))))
        .hasSize(1);
    assertThat(
            closedBy(
                Map.of(Plans.orderId(110), HAND, Plans.orderId(120), new ClientOrderId("other"))))
        .hasSize(1);
    assertThat(closedBy(Map.of())).hasSize(1);
    assertThat(closedBy(Map.of()).getFirst().execution().clientOrderId()).isEmpty();
    assertThat(Drift.reason(closedBy(Map.of()).getFirst(), Plans.TERMS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "autoclose-1, liquidation",
    "adl_autoclose, auto_deleveraging",
    "settlement_autoclose-1, settlement",
    "delivery_autoclose-1, settlement",
    "qs-p1-1, exchange_stop",
    "web_1, ''"
  })
  void nameOfTheOrder_tellsWhy(String name, String reason) {
    ApplyResult result = closedBy(Map.of(Plans.orderId(110), new ClientOrderId(name))).getFirst();
    assertThat(Drift.reason(result, Plans.TERMS)).isEqualTo(reason);
  }

  @Test
  void hashThatWasLost_takesItsStopFromTheOneThatRests() {
    StopOrder resting =
        new StopOrder(BTC, Side.LONG, StopShape.WHOLE, Price.of("98000"), Quantity.ZERO, STOP);
    Drift drift =
        Drift.adopt(
            held(Side.LONG, "0.01"),
            Price.of("100500"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(resting));
    OpenPosition after = drift.after().orElseThrow();
    assertThat(after.position().stop()).contains(Price.of("98000"));
    assertThat(after.protection())
        .isEqualTo(
            new Protection(Optional.of(T0 + 60_000), StopState.RESTING, Optional.of("qs-p1-1")));
    assertThat(drift.what()).contains("98000");
  }

  @Test
  void adoptedWithoutAStop_saysSinceWhenItIsKnown_andKeepsWhatTheHashKnew() {
    OpenPosition bare =
        Drift.adopt(
                held(Side.LONG, "0.01"),
                Price.of("100500"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())
            .after()
            .orElseThrow();
    assertThat(bare.protection())
        .isEqualTo(new Protection(Optional.of(T0 + 60_000), StopState.OFF, Optional.empty()));
    OpenPosition known =
        Drift.adopt(
                held(Side.LONG, "0.01"),
                Price.of("100500"),
                Optional.of(
                    open(
                        "source",
                        "harvest_brain",
                        "stop_since",
                        "7",
                        "fees_pending",
                        "4711",
                        "stop_state",
                        "missing")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())
            .after()
            .orElseThrow();
    assertThat(known.protection().sinceMillis()).contains(7000L);
    assertThat(known.unsettled().feesPending()).containsExactly("4711");
  }

  @Test
  void otherLife_hasAStopSinceNow_andOwesNothing() {
    OpenPosition after =
        Drift.follow(
                open("stop_since", "7", "fees_pending", "4711"),
                Optional.of(held(Side.SHORT, "0.005")),
                List.of(trade(11, OrderSide.SELL, "0.015", "101000", "10")),
                Map.of(),
                T0)
            .after()
            .orElseThrow();
    assertThat(after.protection().sinceMillis()).contains(T0);
    assertThat(after.unsettled()).isEqualTo(Unsettled.NOTHING);
  }

  @Test
  void fillWithoutTrades_isWhatTheOrdersReport() {
    OrderFill fill =
        OrderFill.reported(
            List.of(
                report(1, "0.01", Optional.of(Price.of("100")), 5),
                report(2, "0.03", Optional.empty(), 4),
                report(3, "0", Optional.empty(), 3)),
            Price.of("104"));
    assertThat(fill.side()).isEqualTo(OrderSide.SELL);
    assertThat(fill.qty()).isEqualByComparingTo(Quantity.of("0.04"));
    assertThat(fill.price()).isEqualTo(Price.of("103"));
    assertThat(fill.timeMillis()).isEqualTo(5);
    assertThat(fill.isSettled()).isFalse();
    assertThat(fill.owed())
        .isEqualTo(
            Map.of(Plans.orderId(1), Quantity.of("0.01"), Plans.orderId(2), Quantity.of("0.03")));
    assertThat(fill.lastTrade()).isEmpty();
    assertThat(OrderFill.of(List.of(trade(11, OrderSide.SELL, "1", "1", "0"))).isSettled())
        .isTrue();
  }

  @Test
  void closeWithoutTrades_tellsNoProfit_andOwesThem() {
    OrderFill fill =
        OrderFill.reported(
            List.of(report(1, "0.004", Optional.of(Price.of("100000")), T0)), Price.of("1"));
    OpenPosition after =
        PositionBook.reduced(
                open(), close("40", "r_level", "2"), fill, Quantity.of("0.004"), Plans.TERMS)
            .orElseThrow();
    assertThat(after.unsettled().feesPending()).containsExactly("1");
    assertThat(after.lastTradeId()).contains("10");
    assertThat(PositionBook.isBooked(open(), fill, Plans.TERMS)).isFalse();
    ApplyResult result =
        Results.closed(
            close("40"),
            "1-0",
            Quantity.of("0.004"),
            List.of(report(1, "0.004", Optional.empty(), T0)),
            fill,
            Optional.of(open()),
            Optional.of(after));
    assertThat(result.execution().realizedPnl()).isEmpty();
    assertThat(result.execution().commission()).isEmpty();
    assertThat(result.execution().tradeIds()).isEmpty();
    assertThat(result.execution().filledQty()).isEqualByComparingTo(Quantity.of("0.004"));
  }

  @Test
  void booking_bringsProfitFeesAndTrades_andChangesNothingElse() {
    Unbooked order =
        new Unbooked(
            "110",
            BTC,
            new PlanId("0123456789abcdef"),
            new PositionId("p1"),
            Side.LONG,
            true,
            Quantity.of("0.01"));
    ApplyResult result =
        Results.booking(
            order, OrderFill.of(List.of(trade(11, OrderSide.SELL, "0.01", "98000", "-20"))));
    assertThat(result.source()).isEqualTo("booking");
    assertThat(result.status()).isEqualTo(ResultStatus.FILLED);
    assertThat(result.executed()).isTrue();
    assertThat(result.isFill()).isFalse();
    assertThat(result.reduceOnly()).isTrue();
    assertThat(result.execution().realizedPnl()).contains(new BigDecimal("-20"));
    assertThat(result.execution().commission()).contains(new BigDecimal("0.4"));
    assertThat(result.execution().tradeIds()).containsExactly("11");
    assertThat(result.execution().orderId()).contains("110");
    assertThat(result.positionId()).contains(new PositionId("p1"));
    assertThat(result.timestampMillis()).isEqualTo(T0 + 11);
  }

  @Test
  void stopThatThePriceHasReached_closesAll_forThatReason() {
    OpenPosition open = open("stop_loss", "98000");
    assertThat(PositionBook.stopped(open, Price.of("98000.1"))).isEmpty();
    assertThat(PositionBook.stopped(open, Price.of("98000")).orElseThrow().header().reason())
        .isEqualTo("stop_hit");
    assertThat(PositionBook.stopped(open, Price.of("97000"))).isPresent();
    assertThat(PositionBook.stopped(open(), Price.of("97000"))).isEmpty();
    assertThat(PositionBook.closing(open, "stop_failure").percent())
        .isEqualByComparingTo(new BigDecimal("100"));
  }

  @Test
  void nextAttemptAtATranche_closesWhatIsMissingOfIt() {
    OpenPosition partly = open("partly", "2:0.001");
    assertThat(
            ExitGates.close(close("25", "r_level", "2"), false, Optional.of(partly), Plans.RULES))
        .isInstanceOfSatisfying(
            CloseVerdict.Go.class,
            go -> assertThat(go.qty()).isEqualByComparingTo(Quantity.of("0.001")));
    assertThat(
            ExitGates.close(close("50", "r_level", "4"), false, Optional.of(partly), Plans.RULES))
        .as("another level")
        .isInstanceOfSatisfying(
            CloseVerdict.Go.class,
            go -> assertThat(go.qty()).isEqualByComparingTo(Quantity.of("0.005")));
    OpenPosition dust = open("partly", "2:0.0001");
    assertThat(ExitGates.close(close("50", "r_level", "2"), false, Optional.of(dust), Plans.RULES))
        .as("below one step: nothing that could be ordered is missing")
        .isInstanceOf(CloseVerdict.Go.class);
    OpenPosition more = open("partly", "2:5");
    assertThat(ExitGates.close(close("50", "r_level", "2"), false, Optional.of(more), Plans.RULES))
        .isInstanceOfSatisfying(
            CloseVerdict.Go.class,
            go -> assertThat(go.qty()).isEqualByComparingTo(Quantity.of("0.01")));
  }

  @Test
  void anotherLevel_endsWhatWasPartly() {
    OrderFill fill = OrderFill.of(List.of(trade(11, OrderSide.SELL, "0.002", "101000", "5")));
    OpenPosition before = open("partly", "2:0.001");
    assertThat(
            PositionBook.reduced(before, close("20"), fill, Quantity.of("0.002"), Plans.TERMS)
                .orElseThrow()
                .unsettled()
                .partly())
        .as("a close without a level")
        .isEqualTo(before.unsettled().partly());
    assertThat(
            PositionBook.reduced(
                    before, close("20", "r_level", "2"), fill, Quantity.of("0.002"), Plans.TERMS)
                .orElseThrow()
                .unsettled()
                .partly())
        .isEmpty();
  }
}
