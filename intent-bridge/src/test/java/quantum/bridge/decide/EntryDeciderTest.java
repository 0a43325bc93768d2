package quantum.bridge.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.math.BigDecimal;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.bridge.decide.BridgeDecision.Refuse;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Hand;
import quantum.contracts.SkipReason;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

class EntryDeciderTest extends EntryRig {
  // ---- gates

  @Test
  void entry_symbolNotInAllowlist_isSkipped() {
    rules = rules(Set.of(Symbol.of("ETHUSDT")), 60, 30, 0.06, 0.02);
    assertSkipped(decide("BUY", "qty", "1", "entry_price", "100"), SkipReason.SKIP_NOT_ALLOWED);
  }

  @Test
  void entry_stampedAheadOfTheClock_isStale_unlessItIsAReplay() {
    String hour = Long.toString(NOW + 3_600_000);
    assertSkipped(
        decide("BUY", "qty", "1", "entry_price", "100", "timestamp", hour),
        SkipReason.SKIP_STALE_ENTRY);
    entry("BUY", "qty", "1", "entry_price", "100", "timestamp", Long.toString(NOW + 4_000));
    rules = rules(rules.allowlist(), 0, 30, 0.06, 0.02);
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
    rules = rules(Set.of(), 0, 30, 0.06, 0.02);
    assertSkipped(decide("BUY", "qty", "1", "entry_price", "100"), SkipReason.SKIP_NOT_ALLOWED);
  }

  @Test
  void entry_killSwitchOn_isSkipped() {
    hand = new Hand.Told(true, true, Set.of(Symbol.of("BTCUSDT")));
    assertSkipped(decide("BUY", "qty", "1", "entry_price", "100"), SkipReason.SKIP_KILL_SWITCH);
  }

  @Test
  void entry_haltedOrPaused_isSkipped() {
    hand = new Hand.Told(false, true, Set.of());
    assertSkipped(decide("BUY", "qty", "1", "entry_price", "100"), SkipReason.SKIP_HALTED);
    hand = new Hand.Told(false, false, Set.of(Symbol.of("BTCUSDT")));
    assertSkipped(decide("BUY", "qty", "1", "entry_price", "100"), SkipReason.SKIP_PAUSED);
    hand = new Hand.Told(false, false, Set.of(Symbol.of("ETHUSDT")));
    planned(decide("BUY", "qty", "1", "entry_price", "100"));
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
    rules = rules(rules.allowlist(), 0, 30, 0.06, 0.02);
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
