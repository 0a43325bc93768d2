package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.contracts.Samples.decimal;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

class ClosedPositionTest {
  @Test
  void record_isReadBackAsItWasWritten_fromAnEntryAndFromAMember() {
    assertThat(ClosedPosition.decode(Samples.CLOSED.encode()))
        .isEqualTo(new Decoded.Ok<>(Samples.CLOSED));
    assertThat(ClosedPosition.ofMember(Samples.CLOSED.member()))
        .isEqualTo(new Decoded.Ok<>(Samples.CLOSED));
  }

  @Test
  void figures_followFromWhatWasBooked() {
    ClosedPosition closed = Samples.CLOSED;
    assertThat(closed.netPnl()).isEqualByComparingTo("17.1019"); // 17.1288 − 0.0249 − 0.002
    // 17.1019 / (0.2464 · 1.83)
    assertThat(closed.realizedR()).contains(decimal("37.9274"));
    assertThat(closed.maxR()).contains(decimal("39.2857")); // (22 − 12.32) / 0.2464
    assertThat(closed.minR()).contains(decimal("-0.4870"));
    assertThat(closed.capture()).contains(decimal("0.9654"));
  }

  @Test
  void short_standsBestWhereThePriceIsLowest() {
    ClosedPosition closed = of(Map.of("side", "SHORT", "peak_price", "12", "trough_price", "12.5"));
    assertThat(closed.side()).isEqualTo(Side.SHORT);
    assertThat(closed.maxR().orElseThrow()).isPositive();
    assertThat(closed.minR().orElseThrow()).isNegative();
  }

  @Test
  void positionWithoutAStop_hasNoR_andOneThatNeverStoodBetter_noCapture() {
    Map<String, String> bare = new HashMap<>(Samples.CLOSED.encode());
    bare.remove("entry_risk");
    ClosedPosition closed = value(ClosedPosition.decode(bare));
    assertThat(closed.realizedR()).isEmpty();
    assertThat(closed.maxR()).isEmpty();
    assertThat(closed.capture()).isEmpty();
    assertThat(of(Map.of("peak_price", "12.32")).capture()).isEmpty();
  }

  @Test
  void lateBooking_addsItsMoney_settlesItsOrder_andIsCounted() {
    ApplyResult late = booking(ApplyResult.SOURCE_BOOKING);
    ClosedPosition amended = Samples.CLOSED.amended(late);
    assertThat(amended.realizedPnl()).isEqualByComparingTo("29.952");
    assertThat(amended.commission()).isEqualByComparingTo("0.03678064");
    assertThat(amended.commissionAssets().byAsset().get("BNB")).isEqualByComparingTo("0.00002");
    assertThat(amended.funding()).isEqualByComparingTo("-0.004");
    assertThat(amended.pending()).isEmpty();
    assertThat(amended.amendments()).isEqualTo(2);
    assertThat(Samples.CLOSED.amended(booking(ApplyResult.SOURCE_FUNDING)).pending()).hasSize(1);
  }

  @Test
  void account_addsUp_andKnowsTheFurthestPrices() {
    ApplyResult fill = Samples.RESULT; // closes 1.37 at 21.68
    PositionAccount account =
        PositionAccount.NEW
            .opened(Optional.of(Price.of("12")), Optional.of("TREND"))
            .after(fill, Side.LONG)
            .after(fill, Side.LONG);
    assertThat(account.closedQty()).isEqualByComparingTo("2.74");
    assertThat(account.closedValue()).isEqualByComparingTo("59.4032");
    assertThat(account.commission()).isEqualByComparingTo("0.02376128");
    assertThat(account.funding()).isEqualByComparingTo("-0.004");
    assertThat(account.fundingAssets()).isEqualTo(AssetSums.of("BNFCR", decimal("-0.004")));
    assertThat(account.best()).contains(Price.of("21.68"));
    assertThat(account.opened(Optional.of(Price.of("13")), Optional.empty()).initialStop())
        .as("the first stays")
        .contains(Price.of("12"));
    assertThat(PositionAccount.decode(account.encode())).isEqualTo(account);
  }

  @Test
  void assets_areNeverAdded_andOnesOfNothingAreNotTold() {
    AssetSums sums =
        AssetSums.of("BNB", decimal("0.5"))
            .plus("USDT", BigDecimal.ONE)
            .plus("BNB", decimal("-0.5"));
    assertThat(sums).hasToString("USDT:1");
    assertThat(AssetSums.NONE).hasToString("");
    assertThat(AssetSums.isUsd("FDUSD")).isTrue();
    assertThat(AssetSums.isUsd("BNB")).isFalse();
  }

  private static ApplyResult booking(String source) {
    Map<String, String> fields = new HashMap<>(Samples.RESULT.encode());
    fields.put("source", source);
    return (ApplyResult) ((Decoded.Ok<FeedEvent>) FeedEvent.decode(fields, "1-0")).value();
  }

  private static ClosedPosition of(Map<String, String> other) {
    Map<String, String> fields = new HashMap<>(Samples.CLOSED.encode());
    fields.putAll(other);
    return value(ClosedPosition.decode(fields));
  }

  private static ClosedPosition value(Decoded<ClosedPosition> decoded) {
    return ((Decoded.Ok<ClosedPosition>) decoded).value();
  }
}
