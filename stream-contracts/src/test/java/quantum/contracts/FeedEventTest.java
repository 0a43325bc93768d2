package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.contracts.Samples.bad;
import static quantum.contracts.Samples.fields;
import static quantum.contracts.Samples.oddFields;
import static quantum.contracts.Samples.ok;
import static quantum.contracts.Samples.qty;
import static quantum.contracts.Samples.with;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

class FeedEventTest {
  private static final Map<String, String> FILL =
      fields("symbol", "TEST", "status", "FILLED", "action", "BUY", "qty", "0.01", "price", "1000");

  @Test
  void fullResult_encodedAndDecoded_isItself() {
    assertThat(ok(FeedEvent.decode(Samples.RESULT.encode(), "1-0"))).isEqualTo(Samples.RESULT);
  }

  @Test
  void price_encodedAndDecoded_isItself() {
    assertThat(ok(FeedEvent.decode(Samples.PRICE.encode(), "1-0"))).isEqualTo(Samples.PRICE);
    assertThat(ok(PriceUpdate.decode(Samples.PRICE.encode(), "1-0"))).isEqualTo(Samples.PRICE);
  }

  @ParameterizedTest
  @EnumSource(PlanAction.class)
  void skippedResultWithoutASide_ofAnyAction_isRead(PlanAction action) {
    // the action of a plan is no side, although BUY and SELL of older executors are
    var skipped = with(FILL, "status", "SKIPPED", "action", action.name(), "qty", null);

    assertThat(result(skipped).side()).isEmpty();
    assertThat(result(skipped).action()).isEqualTo(action.name());
  }

  @Test
  void booleans_areWrittenForTheOperatorsGreps() {
    assertThat(Samples.RESULT.encode())
        .containsEntry("executed", "True")
        .containsEntry("reduceOnly", "True");
  }

  @ParameterizedTest
  @CsvSource({
    "FILLED, FILLED",
    "filled, FILLED",
    "PARTIAL, PARTIAL_FILL",
    "PARTIALLY_FILLED, PARTIAL_FILL",
    "partial_fill, PARTIAL_FILL",
    "SKIPPED, SKIPPED",
    "Rejected, REJECTED",
    "error, ERROR"
  })
  void status_inAllSpellings_isRead(String text, ResultStatus status) {
    assertThat(result(with(FILL, "status", text)).status()).isEqualTo(status);
  }

  @Test
  void fillOfAnOlderExecutor_isRead() {
    ApplyResult fill = result(FILL);

    assertThat(fill.isFill()).isTrue();
    assertThat(fill.executed()).isTrue();
    assertThat(fill.isOfApplyLayer()).isFalse();
    assertThat(fill.side()).contains(OrderSide.BUY);
    assertThat(fill.execution().filledQty()).isEqualTo(qty("0.01"));
    assertThat(fill.execution().price()).contains(Price.of("1000"));
  }

  @ParameterizedTest
  @CsvSource({"filled_qty, price", "executed_qty, avg_price", "quantity, entry_price"})
  void quantityAndPrice_underTheirOtherNames_areRead(String qtyName, String priceName) {
    ApplyResult fill =
        result(with(FILL, "qty", null, "price", null, qtyName, "0.02", priceName, "999"));

    assertThat(fill.execution().filledQty()).isEqualTo(qty("0.02"));
    assertThat(fill.execution().price()).contains(Price.of("999"));
  }

  @ParameterizedTest
  @CsvSource({"True, true", "true, true", "1, true", "False, false", "0, false", "no, true"})
  void executed_inAllSpellings_isRead(String text, boolean executed) {
    assertThat(result(with(FILL, "executed", text)).executed()).isEqualTo(executed);
  }

  @Test
  void positionSide_inBothSpellings_isRead() {
    assertThat(result(with(FILL, "position_side", "short")).positionSide()).contains(Side.SHORT);
    assertThat(result(with(FILL, "position_side", "Buy")).positionSide()).contains(Side.LONG);
  }

  @Test
  void zeroPrice_isNoPrice() {
    assertThat(result(with(FILL, "price", "0.0")).execution().price()).isEqualTo(Optional.empty());
  }

  @Test
  void operatorsPriceOnTheResultStream_withoutTimestamp_isAPrice() {
    var event =
        ok(
            FeedEvent.decode(
                fields("symbol", "TEST", "status", "price_update", "price", "1005"), Samples.ID));

    assertThat(event).isEqualTo(new PriceUpdate(event.symbol(), Price.of("1005"), Samples.TIME));
  }

  @Test
  void priceStream_needsNoStatus() {
    assertThat(
            ok(PriceUpdate.decode(fields("symbol", "test", "price", "1005"), Samples.ID))
                .symbol()
                .name())
        .isEqualTo("TEST");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "symbol, null, symbol, ''",
        "status, null, status, ''",
        "status, DANCED, status, DANCED",
        "qty, abc, qty, abc",
        "qty, NaN, qty, NaN",
        "qty, 1e400, qty, 1e400",
        "qty, -0.01, qty, -0.01",
        "price, -1, price, -1",
        "price, 1e999999999, price, 1e999999999",
        "side, UP, side, UP",
        "reduceOnly, yes, reduceOnly, yes",
        "qty, null, filled_qty, ''"
      })
  void wrongResult_namesFieldAndValue(String field, String value, String named, String found) {
    Decoded.Bad<FeedEvent> bad = bad(FeedEvent.decode(with(FILL, field, value), "1-0"));

    assertThat(bad.field()).isEqualTo(named);
    assertThat(bad.found()).isEqualTo(found);
    assertThat(bad.why()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({
    "position_side, UP",
    "realized_pnl, --",
    "commission, free",
    "stop_loss, -1",
    "timestamp, -1",
    "leverage, x"
  })
  void whatNoFillNeeds_isMissingWhereItCannotBeRead_andNamed(String field, String value) {
    Decoded<FeedEvent> decoded = FeedEvent.decode(with(FILL, field, value), "1-0");

    assertThat(((ApplyResult) ok(decoded)).isFill()).isTrue();
    assertThat(oddFields(decoded)).containsExactly(field);
  }

  @Test
  void commissionOfNone_isNoCommission() {
    assertThat(result(with(FILL, "commission", "None")).execution().commission()).isEmpty();
  }

  @Test
  void orderAsCcxtTellsIt_isReadWithItsAverageItsFeeAndItsTime() {
    String order =
        "{\"symbol\":\"BTCUSDT\",\"status\":\"FILLED\",\"side\":\"buy\",\"price\":101,\"average\":100.5,"
            + "\"amount\":3,\"filled\":2,\"cost\":201,\"fee\":{\"cost\":0.08,\"currency\":\"USDT\"},"
            + "\"timestamp\":null,\"datetime\":\"2026-11-27T01:06:51.123Z\"}";
    var result = (ApplyResult) ok(FeedEvent.decode(Map.of("payload", order), "1-0"));
    assertThat(result.execution().filledQty()).isEqualTo(qty("2"));
    assertThat(result.execution().price()).contains(Price.of("100.5"));
    assertThat(result.execution().commission().orElseThrow()).isEqualByComparingTo("0.08");
    assertThat(result.timestampMillis())
        .isEqualTo(java.time.Instant.parse("2026-11-27T01:06:51.123Z").toEpochMilli());

    var without =
        (ApplyResult)
            ok(
                FeedEvent.decode(
                    Map.of(
                        "symbol",
                        "BTCUSDT",
                        "status",
                        "FILLED",
                        "side",
                        "buy",
                        "filled",
                        "2",
                        "cost",
                        "201",
                        "fee",
                        "{\"cost\":0.0001,\"currency\":\"BNB\"}"),
                    "1-0"));
    assertThat(without.execution().price()).contains(Price.of("100.5"));
    assertThat(without.execution().commission()).isEmpty();
  }

  @Test
  void reduceOnlySide_spelledAsThePositions_isTheOrderThatReducesIt() {
    Map<String, String> fields =
        new HashMap<>(
            Map.of(
                "symbol", "BTCUSDT", "status", "FILLED", "qty", "1", "price", "1", "side", "LONG"));
    assertThat(((ApplyResult) ok(FeedEvent.decode(fields, "1-0"))).side()).contains(OrderSide.BUY);
    fields.put("reduceOnly", "True");
    assertThat(((ApplyResult) ok(FeedEvent.decode(fields, "1-0"))).side()).contains(OrderSide.SELL);
  }

  @Test
  void ccxtNames_areRead() {
    ApplyResult fill =
        result(
            with(
                FILL, "qty", null, "price", "None", "status", "closed", "filled", "0.02", "amount",
                "0.03", "average", "999"));

    assertThat(fill.status()).isEqualTo(ResultStatus.FILLED);
    assertThat(fill.execution().filledQty()).isEqualTo(qty("0.02"));
    assertThat(fill.execution().price()).contains(Price.of("999"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {"null", "''", "0", "-1", "abc", "NaN", "Infinity", "1e400"})
  void wrongPrice_isRefused(String price) {
    var fields = with(fields("symbol", "TEST", "status", "PRICE_UPDATE"), "price", price);

    assertThat(bad(FeedEvent.decode(fields, "1-0")).field()).isEqualTo("price");
    assertThat(bad(PriceUpdate.decode(fields, "1-0")).field()).isEqualTo("price");
  }

  @Test
  void emptyEntry_isRefused() {
    assertThat(bad(FeedEvent.decode(Map.of(), "1-0")).field()).isEqualTo("entry");
    assertThat(bad(PriceUpdate.decode(Map.of(), "1-0")).field()).isEqualTo("entry");
  }

  private static ApplyResult result(Map<String, String> fields) {
    return (ApplyResult) ok(FeedEvent.decode(fields, "1-0"));
  }
}
