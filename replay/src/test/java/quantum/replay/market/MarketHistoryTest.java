package quantum.replay.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketStatistics;
import quantum.kernel.market.ReferenceParameters;
import quantum.kernel.market.RollingMarket;
import quantum.kernel.market.StatisticsParameters;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleSeries;

class MarketHistoryTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Symbol ETH = Symbol.of("ETHUSDT");
  private static final long START = 1_746_770_040_000L;
  private static final long MINUTE = 60_000;
  private static final int NEEDED = 257;
  private static final int REFERENCES_FROM = NEEDED + 360 - 1;

  private static CandleSeries series(Symbol symbol, long interval, double[] closes) {
    List<Candle> candles = new ArrayList<>();
    for (int i = 0; i < closes.length; i++) {
      BigDecimal price = BigDecimal.valueOf(closes[i]);
      candles.add(new Candle(START + i * interval, price, price, price, price, BigDecimal.ONE));
    }
    return CandleSeries.of(symbol, candles);
  }

  private static double[] walk(long seed, int length) {
    Random random = new Random(seed);
    double[] closes = new double[length];
    double price = 100;
    for (int i = 0; i < length; i++) {
      price *= Math.exp(0.001 * random.nextGaussian());
      closes[i] = price;
    }
    return closes;
  }

  private static long lastMillisecondOf(int minute) {
    return START + (minute + 1) * MINUTE - 1;
  }

  private static MarketConditions statisticsOf(double[] closes, int minutes) {
    return MarketConditions.of(MarketStatistics.of(Arrays.copyOf(closes, minutes)).toMarketState());
  }

  @Test
  void price_seesExactlyTheMinutesThatEndedBeforeIt() {
    double[] closes = walk(1, 300);
    MarketHistory history = MarketHistory.of(List.of(series(BTC, MINUTE, closes)));

    for (int minute = NEEDED; minute < closes.length; minute++) {
      assertThat(history.at(BTC, lastMillisecondOf(minute)))
          .as("its own close is not known to the last tick of minute %d", minute)
          .contains(statisticsOf(closes, minute));
      assertThat(history.at(BTC, lastMillisecondOf(minute) + 1))
          .as("the open after minute %d", minute)
          .contains(statisticsOf(closes, minute + 1));
    }
  }

  @Test
  void tooFewMinutes_areTheNeutralMarket() {
    MarketHistory history = MarketHistory.of(List.of(series(BTC, MINUTE, walk(1, NEEDED))));

    assertThat(history.at(BTC, START - 1)).isEmpty();
    assertThat(history.at(BTC, START)).isEmpty();
    assertThat(history.at(BTC, lastMillisecondOf(NEEDED - 1))).isEmpty();
    assertThat(history.at(BTC, lastMillisecondOf(NEEDED - 1) + 1)).isPresent();
  }

  @Test
  void minuteOfTheMaximumAge_stillCounts_anOlderOneDoesNot() {
    MarketHistory history = MarketHistory.of(List.of(series(BTC, MINUTE, walk(1, 260))));
    long last = lastMillisecondOf(259);

    assertThat(history.at(BTC, last + 300_000)).isPresent();
    assertThat(history.at(BTC, last + 300_001)).isEmpty();
  }

  @Test
  void otherRules_judgeOtherwise_andAreKeptApart(@TempDir Path folder) throws IOException {
    MarketCache cache = new MarketCache(folder);
    List<CandleSeries> prices = List.of(series(BTC, MINUTE, walk(1, 400)));
    StatisticsParameters d = StatisticsParameters.DEFAULTS;
    StatisticsParameters calmer =
        new StatisticsParameters(
            d.window(),
            d.winsorQuantile(),
            0.5,
            d.ewmaSeed(),
            d.spikeCap(),
            d.spikeCentre(),
            d.spikeWidth(),
            d.minSigma(),
            d.slopes(),
            d.varianceRatioStep());
    MarketRules rules = new MarketRules(calmer, ReferenceParameters.DEFAULTS, 60_000);

    MarketHistory usual = MarketHistory.of(prices, MarketRules.DEFAULTS, Optional.of(cache));
    MarketHistory other = MarketHistory.of(prices, rules, Optional.of(cache));

    long last = lastMillisecondOf(399);
    assertThat(other.at(BTC, last + 60_000)).isPresent().isNotEqualTo(usual.at(BTC, last + 60_000));
    assertThat(other.at(BTC, last + 60_001)).isEmpty();
    assertThat(usual.at(BTC, last + 60_001)).isPresent();
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void references_areThereFromSixHoursOfStatisticsOn() {
    double[] closes = walk(2, REFERENCES_FROM);
    MarketHistory history = MarketHistory.of(List.of(series(BTC, MINUTE, closes)));

    assertThat(history.at(BTC, lastMillisecondOf(REFERENCES_FROM - 2) + 1).orElseThrow().usual())
        .isEmpty();
    assertThat(history.at(BTC, lastMillisecondOf(REFERENCES_FROM - 1) + 1).orElseThrow().usual())
        .isPresent();
  }

  @Test
  void barsThatAreNoMinutes_areNotKnown_andLeaveTheOthersAlone() {
    double[] closes = walk(3, 260);
    MarketHistory history =
        MarketHistory.of(
            List.of(series(BTC, 5 * MINUTE, walk(4, 700)), series(ETH, MINUTE, closes)));

    assertThat(history.knows(BTC)).isFalse();
    assertThat(history.at(BTC, START + 3_000 * MINUTE)).isEmpty();
    assertThat(history.knows(ETH)).isTrue();
    assertThat(history.at(ETH, lastMillisecondOf(259) + 1)).contains(statisticsOf(closes, 260));
  }

  @Test
  void none_knowsNothing() {
    assertThat(MarketHistory.NONE.knows(BTC)).isFalse();
    assertThat(MarketHistory.NONE.at(BTC, START)).isEmpty();
  }

  @Test
  void stretches_areTheStatisticsOfTheWhole_toTheLastBit() {
    int bars = MarketHistory.stretch(MarketRules.DEFAULTS) + 700;
    double[] closes = walk(7, bars);
    CandleSeries whole = series(BTC, MINUTE, closes);
    MarketHistory history = MarketHistory.of(List.of(whole));
    RollingMarket inOne =
        RollingMarket.withReferences(StatisticsParameters.DEFAULTS, ReferenceParameters.DEFAULTS);

    for (int bar = 0; bar < bars; bar++) {
      inOne.add(closes[bar]);
      if (bar > MarketHistory.stretch(MarketRules.DEFAULTS) - 5) {
        assertThat(history.at(BTC, lastMillisecondOf(bar) + 1))
            .as("bar %d", bar)
            .isEqualTo(inOne.conditions());
      }
    }
  }

  @Test
  void whatWasComputedBefore_isTakenFromTheCache_ofTheSamePricesAlone(@TempDir Path folder)
      throws IOException {
    MarketCache cache = new MarketCache(folder);
    CandleSeries first = series(BTC, MINUTE, walk(1, 700));
    MarketHistory computed =
        MarketHistory.of(List.of(first), MarketRules.DEFAULTS, Optional.of(cache));
    MarketHistory kept = MarketHistory.of(List.of(first), MarketRules.DEFAULTS, Optional.of(cache));

    assertThat(kept.at(BTC, lastMillisecondOf(650)))
        .isPresent()
        .isEqualTo(computed.at(BTC, lastMillisecondOf(650)))
        .isEqualTo(MarketHistory.of(List.of(first)).at(BTC, lastMillisecondOf(650)));
    MarketHistory.of(
        List.of(series(BTC, MINUTE, walk(2, 700))), MarketRules.DEFAULTS, Optional.of(cache));
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }
}
