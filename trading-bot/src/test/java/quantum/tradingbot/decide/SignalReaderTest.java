package quantum.tradingbot.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.contracts.TradeIntent;
import quantum.kernel.market.MarketState;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.marketdata.Kline;
import quantum.marketdata.MarkTick;
import quantum.tradingbot.decide.Reading.Quiet;
import quantum.tradingbot.decide.Reading.Signal;
import quantum.tradingbot.decide.Reading.Why;

class SignalReaderTest {
  static final BotRules RULES =
      new BotRules(
          60,
          240,
          new BigDecimal("0.95"),
          3_600_000,
          3,
          new BigDecimal("50"),
          new Leverage(5),
          true);
  private static final int NEEDED = 257;

  private final SignalReader reader = new SignalReader(RULES);

  /** The market a second after the newest of these has ended. */
  private static MarkTick after(List<Kline> klines, String price) {
    return new MarkTick(
        Candles.BTC,
        Price.of(price),
        Optional.of(new BigDecimal("0.0001")),
        klines.getLast().closeTimeMillis() + 1_000);
  }

  private Reading read(List<Kline> klines) {
    return reader.read(klines, after(klines, "100"), Optional.empty());
  }

  private static Signal signal(Reading reading) {
    assertThat(reading).isInstanceOf(Signal.class);
    return (Signal) reading;
  }

  private static Quiet quiet(Reading reading, Why why) {
    assertThat(reading)
        .asInstanceOf(type(Quiet.class))
        .satisfies(quiet -> assertThat(quiet.why()).isEqualTo(why));
    return (Quiet) reading;
  }

  @Test
  void strongRise_isALongWithItsFeatures() {
    List<Kline> klines = Candles.drifting(NEEDED, 0.0003);
    Price last = klines.getLast().close();
    MarkTick mark =
        new MarkTick(
            Candles.BTC,
            new Price(last.value().multiply(new BigDecimal("1.001"))),
            Optional.of(new BigDecimal("-0.0002")),
            klines.getLast().closeTimeMillis() + 1);
    Signal signal = signal(reader.read(klines, mark, Optional.empty()));
    assertThat(signal.side()).isEqualTo(Side.LONG);
    assertThat(signal.z()).isGreaterThan(3);
    assertThat(signal.price()).isEqualTo(mark.price());
    assertThat(signal.atMillis()).isEqualTo(mark.timeMillis());
    assertThat(signal.barMillis()).isEqualTo(klines.getLast().closeTimeMillis());
    assertThat(signal.features().confidence()).contains(signal.confidence());
    assertThat(signal.features().fundingRate()).contains(new BigDecimal("-0.0002"));
    assertThat(signal.features().volatilityFactor().orElseThrow()).isEqualByComparingTo("1");
    assertThat(signal.features().exchangeDivergence().orElseThrow().doubleValue())
        .isCloseTo(0.001 / 1.001, within(1e-8));
    assertThat(signal.features().atrValue().orElseThrow().doubleValue()).isBetween(0.05, 0.5);
    assertThat(signal.features().regime()).hasValueSatisfying(r -> assertThat(r).isNotEmpty());
  }

  @Test
  void strongFall_isAShort() {
    assertThat(signal(read(Candles.drifting(NEEDED, -0.0003))).side()).isEqualTo(Side.SHORT);
  }

  @Test
  void noise_isWeak() {
    assertThat(quiet(read(Candles.drifting(NEEDED, 0)), Why.WEAK).detail()).contains("< 0.95");
  }

  /** The settings' decimals are compared with a confidence of four. */
  @Test
  void confidenceOfExactlyTheLeast_isASignal() {
    List<Kline> klines = Candles.drifting(NEEDED, 0.00015);
    BigDecimal confidence = signal(least("0.5", klines)).confidence();
    signal(least(confidence.toPlainString(), klines));
    quiet(least(confidence.add(new BigDecimal("0.0001")).toPlainString(), klines), Why.WEAK);
  }

  private static Reading least(String minConfidence, List<Kline> klines) {
    BotRules rules =
        new BotRules(
            60,
            240,
            new BigDecimal(minConfidence),
            0,
            3,
            new BigDecimal("50"),
            new Leverage(5),
            true);
    return new SignalReader(rules).read(klines, after(klines, "100"), Optional.empty());
  }

  /** One more candle than returns; the regime's statistics need 257 in any case. */
  @ParameterizedTest
  @CsvSource({"60,240,257", "60,256,257", "60,300,301", "400,300,401"})
  void candlesNeeded_areThoseOfTheLongestLook(int lookback, int volatility, int candles) {
    assertThat(
            new BotRules(
                    lookback,
                    volatility,
                    BigDecimal.ZERO,
                    0,
                    3,
                    new BigDecimal("50"),
                    new Leverage(5),
                    true)
                .candlesNeeded())
        .isEqualTo(candles);
  }

  @Test
  void minConfidenceOfZero_stillNeedsADirection() {
    double[] closes = new double[NEEDED];
    for (int i = 0; i < NEEDED; i++) {
      closes[i] = i % 2 == 0 ? 100 : 100.1; // over an even lookback it has come back
    }
    BotRules any =
        new BotRules(60, 240, BigDecimal.ZERO, 0, 3, new BigDecimal("50"), new Leverage(5), true);
    List<Kline> klines = Candles.through(closes);
    quiet(new SignalReader(any).read(klines, after(klines, "100"), Optional.empty()), Why.WEAK);
  }

  @Test
  void regime_isTheMarketStatesWhereThereIsOne() {
    List<Kline> klines = Candles.drifting(NEEDED, 0.0003);
    MarkTick mark = after(klines, "100");
    MarketState choppy = new MarketState(0.001, 0.1, 0.2, 0.3, 0.5);
    MarketState reverting = new MarketState(0.001, 0.1, 0.2, 0.5, 0.3);
    MarketState trending = new MarketState(0.001, 0.1, 0.5, 0.2, 0.3);
    assertThat(List.of(choppy, reverting, trending))
        .extracting(
            state ->
                signal(reader.read(klines, mark, Optional.of(state)))
                    .features()
                    .regime()
                    .orElseThrow())
        .containsExactly("chop", "mr", "trend");
  }

  @Test
  void tooFewCandles_areAWarmUp() {
    assertThat(quiet(read(Candles.drifting(NEEDED - 1, 0.0003)), Why.WARMING_UP).detail())
        .isEqualTo("256 of 257 candles");
  }

  @Test
  void noCandles_areNamed() {
    quiet(
        reader.read(
            List.of(),
            new MarkTick(Candles.BTC, Price.of("1"), Optional.empty(), 1),
            Optional.empty()),
        Why.NO_CANDLES);
  }

  @Test
  void missingMinute_isNamedAndNothingIsGuessed() {
    List<Kline> klines = new ArrayList<>(Candles.drifting(NEEDED + 1, 0.0003));
    Kline missing = klines.remove(100);
    assertThat(quiet(read(klines), Why.GAP).detail())
        .contains(java.time.Instant.ofEpochMilli(missing.openTimeMillis()).toString());
  }

  @Test
  void missingMinute_beforeTheWindow_doesNotMatter() {
    List<Kline> klines = new ArrayList<>(Candles.drifting(NEEDED + 5, 0.0003));
    klines.remove(2);
    signal(read(klines));
  }

  @Test
  void candlesOfLongAgo_areStale() {
    List<Kline> klines = Candles.drifting(NEEDED, 0.0003);
    MarkTick late =
        new MarkTick(
            Candles.BTC,
            Price.of("100"),
            Optional.empty(),
            klines.getLast().closeTimeMillis() + 120_001);
    quiet(reader.read(klines, late, Optional.empty()), Why.STALE);
    MarkTick justInTime =
        new MarkTick(
            Candles.BTC,
            Price.of("100"),
            Optional.empty(),
            klines.getLast().closeTimeMillis() + 120_000);
    signal(reader.read(klines, justInTime, Optional.empty()));
  }

  /** A candle's close time is its last millisecond. */
  @Test
  void candle_isOverAfterItsLastMillisecond() {
    Kline minute = Candles.minute(0, 100, 100, 100, 100);
    Kline running =
        new Kline(
            minute.symbol(),
            minute.openTimeMillis(),
            minute.closeTimeMillis(),
            minute.open(),
            minute.high(),
            minute.low(),
            minute.close(),
            minute.volume(),
            false);
    long last = minute.closeTimeMillis();
    assertThat(SignalReader.closed(List.of(running), last)).isEmpty();
    assertThat(SignalReader.closed(List.of(running), last + 1)).containsExactly(running);
    assertThat(SignalReader.closed(List.of(minute), last)).as("said to be").hasSize(1);
  }

  @Test
  void priceThatNeverMoves_isFlat() {
    double[] closes = new double[NEEDED];
    Arrays.fill(closes, 100);
    quiet(read(Candles.through(closes)), Why.FLAT);
  }

  @Test
  void runningCandle_isNotDecidedOn() {
    List<Kline> closed = Candles.drifting(NEEDED, 0.0003);
    List<Kline> klines = new ArrayList<>(closed);
    Kline last = closed.getLast();
    Kline crash = Candles.minute(NEEDED, last.close().asDouble(), 200, 1, 1);
    klines.add(
        new Kline(
            crash.symbol(),
            crash.openTimeMillis(),
            crash.closeTimeMillis(),
            crash.open(),
            crash.high(),
            crash.low(),
            crash.close(),
            crash.volume(),
            false));
    MarkTick mark =
        new MarkTick(Candles.BTC, last.close(), Optional.empty(), crash.openTimeMillis() + 30_000);
    Signal signal = signal(reader.read(klines, mark, Optional.empty()));
    assertThat(signal.barMillis()).isEqualTo(last.closeTimeMillis());
    assertThat(signal.z()).isEqualTo(signal(read(closed)).z());
    assertThat(signal.features().exchangeDivergence().orElseThrow())
        .as("the running one is the newest trade")
        .isGreaterThan(new BigDecimal("0.9"));
  }

  @Test
  void entry_hasFeaturesAndNoLevels() {
    Signal signal = signal(read(Candles.drifting(NEEDED, 0.0003)));
    TradeIntent.Entry entry = new EntryDesk(RULES).entry(signal);
    assertThat(entry.encode())
        .containsEntry("symbol", "BTCUSDT")
        .containsEntry("side", "BUY")
        .containsEntry("position_usd", "50")
        .containsEntry("leverage", "5")
        .containsEntry("entry_price", "100")
        .containsEntry("dry_run", "true")
        .containsEntry("reduce_only", "false")
        .containsEntry("source", "trading_bot")
        .containsKeys(
            "confidence",
            "atr_value",
            "volatility_factor",
            "exchange_divergence",
            "funding_rate",
            "regime",
            "timestamp")
        .doesNotContainKeys(
            "stop_loss", "take_profit", "tp1", "sl_pct", "tp_pct", "harvest_scheme");
  }
}
