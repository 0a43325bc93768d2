package quantum.bridge.decide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.bridge.decide.BridgeDecision.Refuse;
import quantum.contracts.ApplyPlan;
import quantum.kernel.level.AdaptiveLevels;
import quantum.kernel.level.LevelInputs;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

class EntryLevelsTest extends EntryRig {
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
    rules = rules(rules.allowlist(), 60, 30, base, 0.02);
    assertRefused(
        decide("SELL", "qty", "1", "entry_price", "100", "leverage", "10"), "funding_rate", "");
    assertThat(
            entry("BUY", "qty", "1", "entry_price", "100", "leverage", "10")
                .levels()
                .targets()
                .getLast())
        .isEqualTo(Price.of("200"));
  }
}
