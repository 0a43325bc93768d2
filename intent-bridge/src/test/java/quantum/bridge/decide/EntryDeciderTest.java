package quantum.bridge.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.bridge.decide.BridgeDecision.Plan;
import quantum.bridge.decide.BridgeDecision.Refuse;
import quantum.bridge.decide.BridgeDecision.Skip;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Decoded;
import quantum.contracts.SkipReason;
import quantum.contracts.Ticker;
import quantum.contracts.TradeIntent;
import quantum.kernel.level.AdaptiveLevels;
import quantum.kernel.level.LevelInputs;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

class EntryDeciderTest {
  private static final long NOW = 1_770_000_000_000L;
  private static final String ID = NOW + "-0";

  private BridgeRules rules = new BridgeRules(Set.of(Symbol.of("BTCUSDT")), 60, 30, 0.06, 0.02);
  private Optional<Ticker> ticker = Optional.empty();
  private boolean killed;
  private String streamId = ID;

  private static Map<String, String> fields(String... pairs) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      fields.put(pairs[i], pairs[i + 1]);
    }
    return fields;
  }

  private BridgeDecision decide(String side, String... more) {
    Map<String, String> all = fields("symbol", "BTCUSDT", "side", side);
    all.putAll(fields(more));
    return switch (TradeIntent.decode(all, streamId)) {
      case Decoded.Ok<TradeIntent>(TradeIntent intent, _) ->
          new IntentDecider(rules)
              .decide(intent, new IntentContext(ticker, Optional.empty(), killed, NOW, streamId));
      case Decoded.Bad<TradeIntent> bad -> throw new AssertionError(bad.reason());
    };
  }

  private ApplyPlan.Entry entry(String side, String... more) {
    return (ApplyPlan.Entry) planned(decide(side, more)).actual().plan();
  }

  private static Actual<Plan> planned(BridgeDecision decision) {
    assertThat(decision).isInstanceOf(Plan.class);
    return new Actual<>((Plan) decision);
  }

  private record Actual<T>(T actual) {}

  private static ObjectAssert<Skip> assertSkipped(BridgeDecision decision, SkipReason code) {
    return assertThat(decision)
        .asInstanceOf(type(Skip.class))
        .satisfies(skip -> assertThat(skip.code()).isEqualTo(code));
  }

  private static void assertRefused(BridgeDecision decision, String field, String found) {
    assertThat(decision)
        .asInstanceOf(type(Refuse.class))
        .satisfies(
            refusal -> {
              assertThat(refusal.field()).isEqualTo(field);
              assertThat(refusal.found()).isEqualTo(found);
              assertThat(refusal.reason()).contains(field).contains(found);
            });
  }

  private static Optional<Ticker> ticker(String price, long receivedAtMillis) {
    return Optional.of(
        new Ticker(Price.of(price), Optional.empty(), 1_000_000_000_000L, receivedAtMillis));
  }

  // ---- gates

  @Test
  void entry_symbolNotInAllowlist_isSkipped() {
    rules = new BridgeRules(Set.of(Symbol.of("ETHUSDT")), 60, 30, 0.06, 0.02);
    assertSkipped(decide("BUY", "qty", "1", "entry_price", "100"), SkipReason.SKIP_NOT_ALLOWED);
  }

  @Test
  void entry_stampedAheadOfTheClock_isStale_unlessItIsAReplay() {
    String hour = Long.toString(NOW + 3_600_000);
    assertSkipped(
        decide("BUY", "qty", "1", "entry_price", "100", "timestamp", hour),
        SkipReason.SKIP_STALE_ENTRY);
    entry("BUY", "qty", "1", "entry_price", "100", "timestamp", Long.toString(NOW + 4_000));
    rules = new BridgeRules(rules.allowlist(), 0, 30, 0.06, 0.02);
    entry("BUY", "qty", "1", "entry_price", "100", "timestamp", hour);
  }

  @Test
  void staleEntry_saysHowOldItIsOrHowFarAhead() {
    String minute = new BigDecimal(NOW - 61_000).movePointLeft(3).toPlainString();
    assertSkipped(
            decide("BUY", "qty", "1", "entry_price", "100", "timestamp", minute),
            SkipReason.SKIP_STALE_ENTRY)
        .satisfies(skip -> assertThat(skip.detail()).isEqualTo("61 s old, allowed 60 s"));
    String hour = Long.toString(NOW + 3_600_000);
    assertSkipped(
            decide("BUY", "qty", "1", "entry_price", "100", "timestamp", hour),
            SkipReason.SKIP_STALE_ENTRY)
        .satisfies(skip -> assertThat(skip.detail()).startsWith("stamped 3600 s ahead"));
  }

  @Test
  void entryPrice_farFromTheMarket_isRefused_inBothDirections() {
    ticker = ticker("2", NOW);
    assertRefused(
        decide("BUY", "position_usd", "100", "leverage", "5", "entry_price", "0.2"),
        "entry_price",
        "0.2");
    assertRefused(decide("SELL", "qty", "1", "entry_price", "2.11"), "entry_price", "2.11");
    entry("BUY", "qty", "1", "entry_price", "2.1");
    ticker = ticker("2", NOW - 31_000); // too old to judge by
    entry("BUY", "qty", "1", "entry_price", "0.2");
  }

  @Test
  void stopPercent_meantAsAFraction_isRefusedWithAHint() {
    BridgeDecision decision = decide("BUY", "qty", "1", "entry_price", "100", "sl_pct", "0.02");

    assertRefused(decision, "sl_pct", "0.02");
    assertThat(((Refuse) decision).why()).contains("MIN_STOP_PCT").contains("2 means 2 %");
    assertRefused(
        decide("BUY", "qty", "1", "entry_price", "100", "stop_loss", "99.95"),
        "stop_loss",
        "99.95");
    entry("BUY", "qty", "1", "entry_price", "100", "sl_pct", "0.1");
  }

  @Test
  void entry_emptyAllowlist_opensNothing() {
    rules = new BridgeRules(Set.of(), 0, 30, 0.06, 0.02);
    assertSkipped(decide("BUY", "qty", "1", "entry_price", "100"), SkipReason.SKIP_NOT_ALLOWED);
  }

  @Test
  void entry_killSwitchOn_isSkipped() {
    killed = true;
    assertSkipped(decide("BUY", "qty", "1", "entry_price", "100"), SkipReason.SKIP_KILL_SWITCH);
  }

  @Test
  void entry_dryRun_isSkippedWhateverElseItSays() {
    assertSkipped(
        decide("BUY", "qty", "1", "entry_price", "100", "dry_run", "True"),
        SkipReason.SKIP_DRY_RUN);
  }

  @ParameterizedTest
  @CsvSource({"60000,false", "60001,true", "3600000,true", "-5000,false"})
  void entry_ageOfItsTimestamp_decidesWhetherItIsStale(long ageMillis, boolean stale) {
    String born = new BigDecimal(NOW - ageMillis).movePointLeft(3).toPlainString();
    BridgeDecision decision = decide("BUY", "qty", "1", "entry_price", "100", "timestamp", born);
    if (stale) {
      assertSkipped(decision, SkipReason.SKIP_STALE_ENTRY);
    } else {
      planned(decision);
    }
  }

  @Test
  void entry_freshTimestampInAnOldStreamEntry_isStale() {
    streamId = (NOW - 3_600_000) + "-0";
    assertSkipped(
        decide("BUY", "qty", "1", "entry_price", "100", "timestamp", Long.toString(NOW)),
        SkipReason.SKIP_STALE_ENTRY);
  }

  @Test
  void entry_ageGateOff_oldEntryIsPlannedWithItsOwnTime() {
    rules = new BridgeRules(rules.allowlist(), 0, 30, 0.06, 0.02);
    assertThat(
            entry("BUY", "qty", "1", "entry_price", "100", "timestamp", "1500000000")
                .header()
                .timestampMillis())
        .isEqualTo(1_500_000_000_000L);
  }

  // ---- price

  @Test
  void entryPrice_ofTheIntent_winsOverTheTicker() {
    ticker = ticker("101", NOW);
    assertThat(entry("BUY", "qty", "1", "entry_price", "100").entryPrice())
        .isEqualTo(Price.of("100"));
  }

  @Test
  void entryPrice_missing_isTheTickersReceivedWithin30Seconds() {
    ticker = ticker("200.5", NOW - 30_000);
    assertThat(entry("BUY", "qty", "1").entryPrice()).isEqualTo(Price.of("200.5"));
  }

  @Test
  void entryPrice_missingAndTickerOlder_isRefused() {
    ticker = ticker("200.5", NOW - 30_001);
    assertRefused(decide("BUY", "qty", "1"), "entry_price", "");
  }

  @Test
  void entryPrice_missingAndNoTicker_isRefused() {
    assertRefused(decide("BUY", "position_usd", "100", "leverage", "5"), "entry_price", "");
  }

  // ---- size

  @Test
  void size_qty_isTakenAsItIsDownTo12Decimals() {
    assertThat(entry("BUY", "qty", "1.8300", "entry_price", "100").qty().value())
        .isEqualByComparingTo("1.83");
    assertThat(entry("BUY", "quantity", "0.1234567890129", "entry_price", "100").qty().value())
        .isEqualByComparingTo("0.123456789012");
  }

  @Test
  void size_positionUsd_isMarginTimesLeverageAtMarket() {
    ticker = ticker("250", NOW);
    assertThat(entry("BUY", "position_usd", "100", "leverage", "10").qty().value())
        .isEqualByComparingTo("4");
  }

  @Test
  void size_withPrice_isNotional() {
    ApplyPlan.Entry entry = entry("BUY", "size", "100", "price", "30", "leverage", "10");
    assertThat(entry.qty().value()).isEqualByComparingTo("3.333333333333");
    assertThat(entry.entryPrice()).isEqualTo(Price.of("30"));
  }

  @Test
  void size_positionSizeUsdWithEntryPrice_isNotional() {
    assertThat(entry("SELL", "position_size_usd", "50", "entry_price", "20").qty().value())
        .isEqualByComparingTo("2.5");
  }

  @Test
  void size_smallerThanAnyUnit_isRefused() {
    assertThat(decide("BUY", "position_size_usd", "0.000001", "entry_price", "100000000"))
        .asInstanceOf(type(Refuse.class))
        .satisfies(refusal -> assertThat(refusal.field()).isEqualTo("qty"));
  }

  // ---- sides

  @ParameterizedTest
  @ValueSource(strings = {"BUY", "LONG", "buy", "Long"})
  void side_bothSpellings_openALong(String side) {
    assertThat(entry(side, "qty", "1", "entry_price", "100").side()).isEqualTo(Side.LONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELL", "SHORT", "sell", "short"})
  void side_bothSpellings_openAShort(String side) {
    assertThat(entry(side, "qty", "1", "entry_price", "100").side()).isEqualTo(Side.SHORT);
  }

  // ---- levels

  @Test
  void levels_nothingExplicit_areTheAdaptiveOnesOfItsFeatures() {
    AdaptiveLevels adaptive =
        AdaptiveLevels.compute(
            new LevelInputs(
                0.06,
                0.02,
                new Leverage(12),
                java.util.OptionalDouble.of(1.5),
                java.util.OptionalDouble.of(0.0001),
                java.util.OptionalDouble.of(0.002)));
    String[] features = {
      "qty",
      "1",
      "entry_price",
      "100",
      "leverage",
      "12",
      "volatility_factor",
      "1.5",
      "funding_rate",
      "0.0001",
      "exchange_divergence",
      "0.002"
    };

    ApplyPlan.Entry bought = entry("BUY", features);
    assertThat(bought.levels().stopLoss()).contains(adaptive.stop(Side.LONG, Price.of("100")));
    assertThat(bought.levels().targets()).isEqualTo(adaptive.targets(Side.LONG, Price.of("100")));
    assertThat(bought.levels().takeProfit()).contains(bought.levels().targets().getFirst());
    assertThat(bought.levels().scheme()).isEqualTo(adaptive.scheme());
    assertThat(bought.levels().stopLoss().get()).isLessThan(Price.of("100"));

    ApplyPlan.Entry sold = entry("SELL", features);
    assertThat(sold.levels().stopLoss()).contains(adaptive.stop(Side.SHORT, Price.of("100")));
    assertThat(sold.levels().targets()).isEqualTo(adaptive.targets(Side.SHORT, Price.of("100")));
    assertThat(sold.levels().stopLoss().get()).isGreaterThan(Price.of("100"));
    assertThat(sold.levels().targets()).allSatisfy(tp -> assertThat(tp.asDouble()).isLessThan(100));
  }

  /** leverage 10, base 6 %: LSF = 1/(1 + ln 11), tp1 = 0.06·(0.6 + LSF), stop clamped to 2 %. */
  @Test
  void levels_ofLeverage10_areTheFormulasByHand() {
    ApplyPlan.Entry entry = entry("BUY", "qty", "1", "entry_price", "1000", "leverage", "10");
    double lsf = 1 / (1 + Math.log(11));
    assertThat(entry.levels().stopLoss().get().asDouble()).isEqualTo(980);
    assertThat(entry.levels().targets().get(0).asDouble())
        .isCloseTo(1000 * (1 + 0.06 * (0.6 + lsf)), org.assertj.core.data.Offset.offset(1e-9));
    assertThat(entry.levels().targets().get(2).asDouble())
        .isCloseTo(1000 * (1 + 0.06 * (1.8 + lsf / 4)), org.assertj.core.data.Offset.offset(1e-9));
  }

  @Test
  void stop_explicit_winsWhileTheTargetStaysAdaptive() {
    ApplyPlan.Entry entry =
        entry("BUY", "qty", "1", "entry_price", "100", "stop_loss", "97", "sl_pct", "1");
    assertThat(entry.levels().stopLoss().map(Price::toString)).contains("97");
    assertThat(entry.levels().takeProfit()).contains(entry.levels().targets().getFirst());
  }

  @Test
  void target_explicit_winsWhileTheStopStaysAdaptive() {
    ApplyPlan.Entry entry =
        entry("SELL", "qty", "1", "entry_price", "100", "take_profit", "91", "tp_pct", "1");
    assertThat(entry.levels().takeProfit().map(Price::toString)).contains("91");
    assertThat(entry.levels().stopLoss().map(Price::toString)).contains("102");
    assertThat(entry.levels().targets()).hasSize(3).doesNotContain(Price.of("91"));
  }

  @Test
  void levels_inPercent_areDistancesFromTheEntry() {
    ApplyPlan.Entry bought =
        entry("BUY", "qty", "1", "entry_price", "200", "sl_pct", "1.5", "tp_pct", "4");
    assertThat(bought.levels().stopLoss().map(Price::toString)).contains("197");
    assertThat(bought.levels().takeProfit().get().value()).isEqualByComparingTo("208");
    ApplyPlan.Entry sold =
        entry("SELL", "qty", "1", "entry_price", "200", "sl_pct", "1.5", "tp_pct", "4");
    assertThat(sold.levels().stopLoss().map(Price::toString)).contains("203");
    assertThat(sold.levels().takeProfit().get().value()).isEqualByComparingTo("192");
  }

  @Test
  void levels_inPercent_haveAtMost16Decimals() {
    ApplyPlan.Entry entry =
        entry("BUY", "qty", "1", "entry_price", "0.00001234", "sl_pct", "1.00000000000001");
    assertThat(entry.levels().stopLoss().get().value())
        .isEqualByComparingTo("0.0000122166000000"); // 0.00001234 · 0.9899999999999999
    assertThat(entry.levels().stopLoss().get().value().scale()).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({
    "BUY,stop_loss,101", "BUY,stop_loss,100", "SELL,stop_loss,99", "SELL,stop_loss,100",
    "BUY,take_profit,99", "BUY,take_profit,100", "SELL,take_profit,101", "SELL,take_profit,100",
    "BUY,sl_pct,100", "SELL,tp_pct,100"
  })
  void level_onTheWrongSide_isRefusedNamingFieldAndValue(String side, String field, String value) {
    assertRefused(decide(side, "qty", "1", "entry_price", "100", field, value), field, value);
  }

  @ParameterizedTest
  @CsvSource({
    "BUY,stop_loss,101,between 0 and the entry price 100 of a BUY",
    "SELL,stop_loss,99,above the entry price 100 of a SELL",
    "BUY,take_profit,99,above the entry price 100 of a BUY",
    "SELL,take_profit,101,between 0 and the entry price 100 of a SELL"
  })
  void level_onTheWrongSide_isToldWhereItBelongs(
      String side, String field, String value, String where) {
    Refuse refusal = (Refuse) decide(side, "qty", "1", "entry_price", "100", field, value);
    assertThat(refusal.why()).isEqualTo("must be " + where);
  }

  @Test
  void levels_zeroAsWritersPutForNone_countAsAbsent() {
    ApplyPlan.Entry entry =
        entry("BUY", "qty", "1", "entry_price", "100", "stop_loss", "0", "take_profit", "0");
    assertThat(entry.levels().stopLoss().map(Price::toString)).contains("98");
    assertThat(entry.levels().takeProfit()).contains(entry.levels().targets().getFirst());
  }

  @Test
  void levels_fundingThatPutsAShortsTargetBelowZero_areRefused() {
    assertRefused(
        decide("SELL", "qty", "1", "entry_price", "100", "funding_rate", "50"),
        "funding_rate",
        "50");
  }

  /** At exactly 100 % the target of a SHORT would be 0; a LONG may double. */
  @Test
  void levels_targetOfAShortAtExactlyZero_areRefused() {
    double base = 1 / (1.8 + 1 / (1 + Math.log(11)) / 4); // tp3 = base·(1.8 + LSF/4) = 1
    rules = new BridgeRules(rules.allowlist(), 60, 30, base, 0.02);
    assertRefused(
        decide("SELL", "qty", "1", "entry_price", "100", "leverage", "10"), "funding_rate", "");
    assertThat(
            entry("BUY", "qty", "1", "entry_price", "100", "leverage", "10")
                .levels()
                .targets()
                .getLast())
        .isEqualTo(Price.of("200"));
  }

  // ---- plan

  @Test
  void plan_ofAnEntry_carriesIdLeverageAndFeatures() {
    ApplyPlan.Entry entry =
        entry(
            "BUY",
            "qty",
            "1",
            "entry_price",
            "100",
            "leverage",
            "7",
            "atr_value",
            "1.25",
            "volatility_factor",
            "2",
            "confidence",
            "0.8",
            "regime",
            "TREND",
            "source",
            "bot");
    assertThat(entry.header().planId()).isEqualTo(PlanId.ofEntry(ID));
    assertThat(entry.header().source()).isEqualTo("intent_bridge");
    assertThat(entry.header().positionId()).isEmpty();
    assertThat(entry.leverage()).isEqualTo(new Leverage(7));
    assertThat(entry.features().atrValue()).contains(Decimals.parse("1.25"));
    assertThat(entry.features().volatilityFactor()).contains(Decimals.parse("2"));
    assertThat(entry.features().regime()).contains("TREND");
    assertThat(entry.encode())
        .containsEntry("action", "ENTRY_PROPOSED")
        .containsEntry("side", "BUY")
        .containsEntry("reduceOnly", "false");
  }
}
