package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.contracts.Samples.bad;
import static quantum.contracts.Samples.fields;
import static quantum.contracts.Samples.ok;
import static quantum.contracts.Samples.with;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** The smaller keys. */
class RecordsTest {
  @Test
  void liquidations_areReadAsTheyWereWritten_forFiveMinutes_withoutWhatIsNone() {
    Symbol btc = Symbol.of("BTCUSDT");
    Liquidations told =
        new Liquidations(
            Map.of(
                new Liquidations.Leg(btc, Side.LONG), Price.of("89335.2"),
                new Liquidations.Leg(btc, Side.SHORT), Price.of("110000")),
            Samples.TIME);
    Map<String, String> hash = new HashMap<>(told.encode());
    assertThat(hash).containsEntry("BTCUSDT:LONG", "89335.2").hasSize(3);
    hash.putAll(Map.of("note", "1", "ETHUSDT:UP", "1", "ETHUSDT:LONG", "nan", "a b:LONG", "1"));
    assertThat(Liquidations.decode(hash)).isEqualTo(new Decoded.Ok<>(Optional.of(told), List.of()));
    assertThat(told.of(btc, Side.LONG, Samples.TIME + 300_000)).contains(Price.of("89335.2"));
    assertThat(told.of(btc, Side.LONG, Samples.TIME + 300_001)).isEmpty();
    assertThat(told.of(Symbol.of("ETHUSDT"), Side.LONG, Samples.TIME)).isEmpty();
  }

  @Test
  void inflight_encodedAndDecoded_isItself() {
    assertThat(ok(Inflight.decode(Samples.INFLIGHT.encode()))).contains(Samples.INFLIGHT);
    assertThat(ok(Inflight.decode(Map.of()))).isEmpty();
  }

  @Test
  void flatten_encodedAndDecoded_isItself() {
    assertThat(ok(Flatten.decode(Samples.FLATTEN.encode()))).contains(Samples.FLATTEN);
    Flatten all = Flatten.order("f2", java.util.Set.of(), "", "limits", Samples.TIME);
    assertThat(ok(Flatten.decode(all.encode()))).contains(all);
    assertThat(all.concerns(Samples.RIVER)).isTrue();
    assertThat(ok(Flatten.decode(Map.of()))).isEmpty();
  }

  /** Nothing less clear than a star closes everything. */
  @ParameterizedTest
  @ValueSource(strings = {"", "BTC USDT", ",BTCUSDT", "*,*", "BTCUSDT;ETHUSDT"})
  void flatten_ofNobodyKnowsWhat_isNoOrder(String symbols) {
    assertThat(bad(Flatten.decode(with(Samples.FLATTEN.encode(), "symbols", symbols))).field())
        .isEqualTo("symbols");
  }

  @Test
  void halt_encodedAndDecoded_isItself_andEndsByTheClock() {
    assertThat(ok(Halt.decode(Samples.HALT.encode()))).contains(Samples.HALT);
    assertThat(Samples.HALT.isInForce(Samples.TIME + 59_999)).isTrue();
    assertThat(Samples.HALT.isInForce(Samples.TIME + 60_000)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"side, UP", "qty, -1", "symbol, ''", "action, ''"})
  void wrongInflight_namesTheField(String field, String value) {
    assertThat(bad(Inflight.decode(with(Samples.INFLIGHT.encode(), field, value))).field())
        .isEqualTo(field);
  }

  @Test
  void ticker_encodedAndDecoded_isItself() {
    assertThat(ok(Ticker.decode(Samples.TICKER.encode()))).contains(Samples.TICKER);
    assertThat(ok(Ticker.decode(Map.of()))).isEmpty();
  }

  @Test
  void foreignTicker_withoutArrivalTime_arrivedWhenItWasStamped() {
    Ticker ticker =
        ok(Ticker.decode(fields("price", "21.68", "timestamp", "1770155882463"))).orElseThrow();

    assertThat(ticker.timestampMillis()).isEqualTo(Samples.TIME);
    assertThat(ticker.receivedAtMillis()).isEqualTo(Samples.TIME);
    assertThat(ticker.fundingRate()).isEqualTo(Optional.empty());
    assertThat(bad(Ticker.decode(fields("timestamp", "1"))).field()).isEqualTo("markPrice");
  }

  @Test
  void marketState_encodedAndDecoded_isItself() {
    assertThat(ok(MarketStateHash.decode(Samples.MARKET.encode()))).contains(Samples.MARKET);
    assertThat(ok(MarketStateHash.decode(fields("state", "warming_up")))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {"ts, null, ts", "p_mr, NaN, p_mr", "sigma, 1e400, sigma", "p_chop, -0.1, p_chop"})
  void wrongMarketState_namesTheField(String field, String value, String named) {
    assertThat(bad(MarketStateHash.decode(with(Samples.MARKET.encode(), field, value))).field())
        .isEqualTo(named);
  }

  @Test
  void marketState_ofAnotherWriter_needsOnlyWhatTheKernelNeeds() {
    MarketStateHash market =
        ok(MarketStateHash.decode(
                fields(
                    "sigma", "0.01", "ts", "0.1", "p_trend", "0.3", "p_mr", "0.3", "p_chop",
                    "0.4")))
            .orElseThrow();

    assertThat(market.usual()).isEmpty();
    assertThat(market.details()).isEmpty();
    assertThat(ok(MarketStateHash.decode(MarketStateHash.warmingUp(12, 257, Samples.TIME))))
        .isEmpty();
  }

  @Test
  void riskProposal_encodedAndDecoded_isItself() {
    assertThat(ok(RiskProposal.decode(Samples.RIVER, Samples.RISK.encode())))
        .contains(Samples.RISK);
    assertThat(ok(RiskProposal.decode(Samples.RIVER, Map.of()))).isEmpty();
    assertThat(
            bad(RiskProposal.decode(
                    Samples.RIVER, with(Samples.RISK.encode(), "stop_dist_pct", "1.2")))
                .reason())
        .contains("stop_dist_pct", "1.2");
  }

  @Test
  void overrides_encodedAndDecoded_areThemselves() {
    assertThat(ok(HarvestOverrides.decode(Samples.OVERRIDES.encode()))).contains(Samples.OVERRIDES);
    assertThat(ok(HarvestOverrides.decode(Map.of()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "min_r, -0.1, a number from 0 to 1000",
    "min_r, 1001, a number from 0 to 1000",
    "min_r, high, not a decimal number",
    "min_r, NaN, not a decimal number",
    "ladder, '1:0.5,0.5:0.5', ascend",
    "ladder, '0.5', R:fraction",
    "set_be_at_r, -1, a number from 0 to 1000",
    "trail_atr_mult, 0, a number from 0.001 to 1000",
    "T1_R, 0, > 0",
    "T1_R, two, not a decimal number",
    "T1_R, 2d, not a decimal number",
    "T1_R, '', not a decimal number",
    "t1_r, 2, is unknown",
    "HARVEST_MIN_R, 1, is unknown",
    "k_bias, Infinity, not a decimal number",
    "k_ts_drop, -1, >= 0",
    "fallback_stop_pct, 2, a number from 0.0001 to 0.5",
    "lock_mode, both, 'be_plus, r_lock or ratchet'",
    "u1, 0.5, decides nothing",
    "softmax_temp, 2, decides nothing"
  })
  void wrongOverride_namesFieldAndValue_andRefusesTheWhole(String field, String value, String why) {
    Decoded.Bad<?> bad =
        bad(HarvestOverrides.decode(with(Map.of("lock_R", "1", "cost_bps", "8"), field, value)));

    assertThat(bad.field()).isEqualTo(field);
    assertThat(bad.found()).isEqualTo(value);
    assertThat(bad.why()).contains(why);
  }

  @Test
  void overrideOfOneTarget_isNotJudgedByTheDefaultsOfTheOthers() {
    assertThat(ok(HarvestOverrides.decode(Map.of("T1_R", "5"))).orElseThrow().theta())
        .containsOnly(Map.entry("T1_R", "5"));
  }

  @Test
  void harvestProposal_encodedAndDecoded_isItself() {
    assertThat(ok(HarvestProposal.decode(Samples.RIVER, Samples.PROPOSAL.encode())))
        .contains(Samples.PROPOSAL);
    assertThat(Samples.PROPOSAL.encodeEntry()).containsEntry("symbol", "RIVERUSDT");
    assertThat(ok(HarvestProposal.decode(Samples.RIVER, Map.of()))).isEmpty();
    assertThat(ok(HarvestProposal.decode(Samples.RIVER, HarvestProposal.encodeRefresh(1))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "harvest_action, PARTIAL_33",
    "kill_score, high",
    "computed_at_utc, 2026T",
    "sigma, -1"
  })
  void wrongHarvestProposal_namesTheField(String field, String value) {
    assertThat(
            bad(HarvestProposal.decode(
                    Samples.RIVER, with(Samples.PROPOSAL.encode(), field, value)))
                .field())
        .isEqualTo(field);
  }

  @Test
  void harvestProposalOfNothing_isRead() {
    var proposal =
        ok(HarvestProposal.decode(
                Samples.RIVER, with(Samples.PROPOSAL.encode(), "harvest_action", "NONE")))
            .orElseThrow();

    assertThat(proposal.action().name()).isEqualTo("NONE");
  }

  @Test
  void foreignPosition_ofAHash_isOpenFlatOrMissing() {
    Map<String, String> hash =
        fields(
            "side",
            "BUY",
            "qty",
            "2",
            "entry_price",
            "100",
            "current_price",
            "105",
            "age_sec",
            "60");

    ForeignPosition.Open open =
        (ForeignPosition.Open) ok(ForeignPosition.decode(Samples.RIVER, hash)).orElseThrow();
    assertThat(open.side()).isEqualTo(quantum.kernel.value.Side.LONG);
    assertThat(open.ageSeconds()).contains(60L);
    assertThat(open.stop()).isEmpty();
    assertThat(ok(ForeignPosition.decode(Samples.RIVER, with(hash, "qty", "0"))))
        .contains(new ForeignPosition.Flat(Samples.RIVER));
    assertThat(ok(ForeignPosition.decode(Samples.RIVER, Map.of()))).isEmpty();
    assertThat(bad(ForeignPosition.decode(Samples.RIVER, with(hash, "entry_price", "0"))).field())
        .isEqualTo("entry_price");
  }

  @Test
  void foreignPosition_ofAFill_isWhatTheFillOpenedOrLeft() {
    Map<String, String> fill =
        fields(
            "symbol",
            "RIVERUSDT",
            "side",
            "SELL",
            "status",
            "FILLED",
            "filled_qty",
            "3",
            "price",
            "12",
            "timestamp",
            "1770155882.463");

    ForeignPosition.Open opened = open(fill);
    assertThat(opened.side()).isEqualTo(quantum.kernel.value.Side.SHORT);
    assertThat(opened.openedAtMillis()).contains(Samples.TIME);

    ForeignPosition.Open left =
        open(with(fill, "reduceOnly", "true", "position_qty_after", "1", "entry_price", "10"));
    assertThat(left.side()).isEqualTo(quantum.kernel.value.Side.LONG);
    assertThat(left.entry()).isEqualTo(quantum.kernel.value.Price.of("10"));

    assertThat(
            ok(
                ForeignPosition.decodeExecution(
                    with(fill, "reduceOnly", "true", "position_qty_after", "0"), "1-0")))
        .contains(new ForeignPosition.Flat(Samples.RIVER));
    assertThat(
            bad(ForeignPosition.decodeExecution(with(fill, "reduceOnly", "true"), "1-0")).field())
        .isEqualTo("position_qty_after");
    assertThat(ok(ForeignPosition.decodeExecution(with(fill, "status", "SKIPPED"), "1-0")))
        .isEmpty();
  }

  private static ForeignPosition.Open open(Map<String, String> fields) {
    return (ForeignPosition.Open) ok(ForeignPosition.decodeExecution(fields, "1-0")).orElseThrow();
  }

  @Test
  void impossibleMarketState_isRefused() {
    assertThat(bad(MarketStateHash.decode(with(Samples.MARKET.encode(), "sigma", "-0.1"))).reason())
        .contains("-0.1");
    assertThat(
            bad(MarketStateHash.decode(with(Samples.MARKET.encode(), "p_trend", "1.5"))).reason())
        .contains("1.5");
  }

  @Test
  void cooldown_isJudgedByEventTime() {
    Cooldown cooldown = Cooldown.decode(new Cooldown(Samples.TIME).encode());

    assertThat(cooldown.sinceMillis()).isEqualTo(Samples.TIME);
    assertThat(cooldown.covers(Samples.TIME + Cooldown.SECONDS * 1000 - 1)).isTrue();
    assertThat(cooldown.covers(Samples.TIME + Cooldown.SECONDS * 1000)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "", "true", "OPEN", "-5", "1e999999999"})
  void cooldownThatIsNoTime_countsWhileItLives(String value) {
    assertThat(Cooldown.decode(value).covers(Samples.TIME)).isTrue();
  }

  @Test
  void deadLetter_keepsTheOriginalBesideItsOwnFields() {
    var original = new LinkedHashMap<String, String>();
    original.put("symbol", "X");
    original.put("error", "mine");
    original.put("id", "7");

    Map<String, String> letter = new DeadLetter("s", "1-0", "g:c", "why", original).encode();

    assertThat(letter)
        .containsExactly(
            Map.entry("stream", "s"),
            Map.entry("id", "1-0"),
            Map.entry("consumer", "g:c"),
            Map.entry("error", "why"),
            Map.entry("symbol", "X"),
            Map.entry("original.error", "mine"),
            Map.entry("original.id", "7"));
  }

  @Test
  void health_showsWhatSpecLists() {
    assertThat(Samples.HEALTH.encode())
        .containsExactly(
            Map.entry("pid", "4711"),
            Map.entry("version", "0.1.0"),
            Map.entry("started_at", "1770155882.463"),
            Map.entry("last_event_ts", "1770155882.463"),
            Map.entry("lag", "12"),
            Map.entry("odd_fields", "3"),
            Map.entry("state", "running"),
            Map.entry("reason", ""),
            Map.entry("mode", "live"),
            Map.entry("watched_at", "1770155882.463"),
            Map.entry("stream_age_ms", "1200"),
            Map.entry("account", "hedge multi-assets"));
    HealthRecord young =
        new HealthRecord(
            1,
            "v",
            0,
            Optional.empty(),
            0,
            0,
            "starting",
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(young.encode())
        .containsEntry("last_event_ts", "")
        .doesNotContainKeys("mode", "watched_at");
    assertThat(ok(HealthRecord.decode(young.encode()))).contains(young);
    assertThat(ok(HealthRecord.decode(Samples.HEALTH.encode()))).contains(Samples.HEALTH);
  }

  @Test
  void historyMember_ofEqualResults_isEqualAndSaysWhatHappened() {
    String member = HarvestHistory.member(Samples.RESULT);
    var again = (ApplyResult) ok(FeedEvent.decode(Samples.RESULT.encode(), "9-9"));

    assertThat(HarvestHistory.member(again)).isEqualTo(member);
    assertThat(ok(HarvestHistory.read(member))).isEqualTo(Samples.RESULT);
  }

  @Test
  void historyMember_thatIsNoHarvest_isNamedAsSuch() {
    assertThat(HarvestHistory.read("not json")).isInstanceOf(Decoded.Bad.class);
    assertThat(HarvestHistory.read("{\"symbol\":\"X\",\"status\":\"PRICE_UPDATE\",\"price\":1}"))
        .isInstanceOf(Decoded.Bad.class);
  }

  @Test
  void health_readBack_isWhatWasWritten() {
    assertThat(ok(HealthRecord.decode(Samples.HEALTH.encode()))).contains(Samples.HEALTH);
    assertThat(ok(HealthRecord.decode(Map.of()))).isEmpty();
    assertThat(HealthRecord.decode(Map.of("pid", "x"))).isInstanceOf(Decoded.Bad.class);
  }

  @Test
  void warmUp_isReadFromAWarmingHashOnly() {
    assertThat(ok(MarketStateHash.decodeWarmUp(MarketStateHash.warmingUp(12, 257, 0))))
        .contains(new MarketStateHash.WarmUp(12, 257));
    assertThat(ok(MarketStateHash.decodeWarmUp(Map.of("state", "ok")))).isEmpty();
  }

  @Test
  void exitPlanIds_differWhereTheExitsDiffer() {
    assertThat(
            java.util.stream.Stream.of(
                    ExitPlanId.fullClose(Samples.POSITION, 0),
                    ExitPlanId.fullClose(Samples.POSITION, 1),
                    ExitPlanId.partial(Samples.POSITION, PlanAction.PARTIAL_25, "2", 0),
                    ExitPlanId.partial(Samples.POSITION, PlanAction.PARTIAL_25, "tp1", 0),
                    ExitPlanId.partial(Samples.POSITION, PlanAction.PARTIAL_50, "2", 0),
                    ExitPlanId.updateStop(Samples.POSITION, Samples.PRICE.price(), 0),
                    ExitPlanId.hold(Samples.POSITION, Samples.TIME, 0))
                .distinct())
        .hasSize(7);
    assertThat(ExitPlanId.updateStop(Samples.POSITION, quantum.kernel.value.Price.of("100.50"), 0))
        .isEqualTo(
            ExitPlanId.updateStop(Samples.POSITION, quantum.kernel.value.Price.of("100.5"), 0));
  }
}
