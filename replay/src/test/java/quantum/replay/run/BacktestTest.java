package quantum.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import quantum.contracts.EntryLevels;
import quantum.contracts.EntrySize;
import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillRule;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleSeries;
import quantum.replay.Replay;
import quantum.replay.entry.EntryOrder;
import quantum.replay.journal.Decision;
import quantum.replay.journal.Journal;
import quantum.replay.journal.PositionSummary;
import quantum.replay.market.MarketHistory;
import quantum.replay.market.ReplayWindow;

class BacktestTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final long START = 1_746_770_000_000L;
  private static final long MINUTE = 60_000;

  private final List<Decision> decisions = new ArrayList<>();

  /** One bar a price, flat inside. */
  private static SortedMap<Symbol, CandleSeries> prices(String... closes) {
    List<Candle> candles = new ArrayList<>();
    for (int i = 0; i < closes.length; i++) {
      BigDecimal price = new BigDecimal(closes[i]);
      candles.add(new Candle(START + i * MINUTE, price, price, price, price, BigDecimal.ONE));
    }
    return new TreeMap<>(Map.of(BTC, CandleSeries.of(BTC, candles)));
  }

  private static EntryOrder entry(Side side, String stop) {
    return new EntryOrder(
        BTC,
        side,
        START,
        new EntrySize.Units(Quantity.of("1")),
        new Leverage(5),
        new EntryLevels(Optional.of(Price.of(stop)), Optional.empty(), List.of(), List.of()),
        Optional.empty(),
        Optional.empty());
  }

  private static ReplayWindow window(SortedMap<Symbol, CandleSeries> prices) {
    return new ReplayWindow(prices, START);
  }

  private Journal run(boolean ladder, SortedMap<Symbol, CandleSeries> prices, EntryOrder entry) {
    return new Backtest(
            window(prices),
            MarketHistory.NONE,
            List.of(entry),
            Replay.rules(ladder, Theta.DEFAULTS, KillRule.FIXED, prices.keySet()),
            decisions::add)
        .run();
  }

  private List<String> actions() {
    return decisions.stream().map(Decision::action).toList();
  }

  @Test
  void risingPrice_locksTheStopThenTakesThreeTranches_andTheLockedStopClosesTheRest() {
    Journal journal =
        run(
            false,
            prices("10000", "10350", "10500", "10900", "11300", "10010"),
            entry(Side.LONG, "9800"));

    assertThat(actions())
        .containsExactly(
            "ENTRY", "PROFIT_LOCK_SL", "PARTIAL_25", "PARTIAL_50", "PARTIAL_75", "EXCHANGE_STOP");
    assertThat(decisions.get(1).stop()).contains(Price.of("10020"));
    assertThat(decisions.stream().skip(2).map(d -> d.qty().orElseThrow().toString()))
        .containsExactly("0.25", "0.375", "0.281", "0.094");
    PositionSummary story = journal.positions(window(prices("10000")).ticks()).getFirst();
    assertThat(story.exitReason()).isEqualTo("EXCHANGE_STOP");
    // 125 + 337.5 + 365.3 + 0.94 gross, 0.04 % of 20 828.74 traded; the bar opens beyond the stop
    assertThat(story.realizedPnl()).isEqualByComparingTo("820.408504");
  }

  private static Candle bar(int minute, String open, String high, String low, String close) {
    return new Candle(
        START + minute * MINUTE,
        new BigDecimal(open),
        new BigDecimal(high),
        new BigDecimal(low),
        new BigDecimal(close),
        BigDecimal.ONE);
  }

  private static SortedMap<Symbol, CandleSeries> bars(Candle... bars) {
    return new TreeMap<>(Map.of(BTC, CandleSeries.of(BTC, List.of(bars))));
  }

  private static final Candle CALM = bar(0, "10000", "10000", "10000", "10000");

  @Test
  void stopInsideABar_fillsAtTheStop_whereTheBrainsSeeThePriceNoMore() {
    run(
        false,
        bars(CALM, bar(1, "10000", "10010", "9600", "9700")),
        entry(Side.LONG, "9800.04")); // rests on the tick below

    assertThat(actions()).containsExactly("ENTRY", "EXCHANGE_STOP");
    assertThat(decisions.getLast().price()).contains(Price.of("9800"));
    assertThat(decisions.getLast().timeMillis()).isEqualTo(START + MINUTE + 40_000);
  }

  @Test
  void barThatOpensBeyondTheStop_fillsAtItsOpen() {
    run(false, bars(CALM, bar(1, "10250", "10260", "10000", "10100")), entry(Side.SHORT, "10200"));

    assertThat(actions()).containsExactly("ENTRY", "EXCHANGE_STOP");
    assertThat(decisions.getLast().price()).contains(Price.of("10250"));
  }

  @Test
  void movedStop_restsWhereItWasMovedTo_forWhatIsLeft() {
    run(
        false,
        bars(
            CALM,
            bar(1, "10000", "10350", "10000", "10350"),
            bar(2, "10350", "10500", "10350", "10500"), // a quarter is taken
            bar(3, "10500", "10500", "9500", "9500")),
        entry(Side.LONG, "9800"));

    assertThat(actions()).containsExactly("ENTRY", "PROFIT_LOCK_SL", "PARTIAL_25", "EXCHANGE_STOP");
    assertThat(decisions.getLast().price()).contains(Price.of("10020"));
    assertThat(decisions.getLast().qty()).contains(Quantity.of("0.75"));
  }

  @Test
  void stopThatOnlyExitbrainWatches_closesAtTheFirstPriceBeyondIt() {
    SortedMap<Symbol, CandleSeries> prices = bars(CALM, bar(1, "10000", "10010", "9600", "9700"));
    Backtest.Rules rules = Replay.rules(false, Theta.DEFAULTS, KillRule.FIXED, prices.keySet());
    new Backtest(
            window(prices),
            MarketHistory.NONE,
            List.of(entry(Side.LONG, "9800")),
            new Backtest.Rules(
                rules.harvest(),
                rules.bridge(),
                rules.entries(),
                false,
                rules.exits(),
                rules.market()),
            decisions::add)
        .run();

    assertThat(actions()).containsExactly("ENTRY", "STOP_HIT");
    assertThat(decisions.getLast().price()).contains(Price.of("9600"));
  }

  @Test
  void entryRightAfterTheStop_waitsForTheCooldown_asAfterAnyClose() {
    SortedMap<Symbol, CandleSeries> prices =
        bars(
            CALM, bar(1, "10000", "10010", "9600", "9700"), bar(2, "9700", "9700", "9700", "9700"));
    EntryOrder first = entry(Side.LONG, "9800");
    EntryOrder second =
        new EntryOrder(
            BTC,
            Side.SHORT,
            START + 2 * MINUTE,
            first.size(),
            first.leverage(),
            new EntryLevels(Optional.of(Price.of("9900")), Optional.empty(), List.of(), List.of()),
            Optional.empty(),
            Optional.empty());
    new Backtest(
            window(prices),
            MarketHistory.NONE,
            List.of(first, second),
            Replay.rules(false, Theta.DEFAULTS, KillRule.FIXED, prices.keySet()),
            decisions::add)
        .run();

    assertThat(actions()).containsExactly("ENTRY", "EXCHANGE_STOP", "SKIP_OPEN_COOLDOWN");
  }

  /** Flat minutes, the first {@code before} of them in front of two hours without a price. */
  private static SortedMap<Symbol, CandleSeries> minutesAroundAHole(int before, int after) {
    BigDecimal price = new BigDecimal("10000");
    List<Candle> candles = new ArrayList<>();
    for (int i = 0; i < before + after; i++) {
      long hole = i < before ? 0 : 120 * MINUTE;
      candles.add(
          new Candle(START + i * MINUTE + hole, price, price, price, price, BigDecimal.ONE));
    }
    return new TreeMap<>(Map.of(BTC, CandleSeries.of(BTC, candles)));
  }

  private List<Long> killedAtMinute(SortedMap<Symbol, CandleSeries> prices) {
    Theta killing = Theta.DEFAULTS.with("kill_threshold", "0.5");
    KillRule afterAQuarter = new KillRule(KillReference.FIXED, 15 * MINUTE, 0);
    new Backtest(
            window(prices),
            MarketHistory.NONE,
            List.of(entry(Side.LONG, "9800")),
            Replay.rules(false, killing, afterAQuarter, prices.keySet()),
            decisions::add)
        .run();
    return decisions.stream()
        .filter(decision -> decision.action().equals("FULL_CLOSE_PROPOSED"))
        .map(decision -> (decision.timeMillis() - START) / MINUTE)
        .toList();
  }

  @Test
  void killIsConfirmedByWatchedMinutesOnly_ticksOfABarAreNoHoles() {
    assertThat(killedAtMinute(minutesAroundAHole(20, 0))).containsExactly(15L);
  }

  @Test
  void killIsConfirmedByWatchedMinutesOnly_aHoleBeginsItAnew() {
    assertThat(killedAtMinute(minutesAroundAHole(10, 14))).isEmpty();
    assertThat(killedAtMinute(minutesAroundAHole(10, 20))).containsExactly(145L);
  }

  @Test
  void rIsMeasuredInTheRiskOfTheEntry_afterTheLockHasMovedTheStop() {
    run(false, prices("10000", "10350", "10350.1", "10420"), entry(Side.LONG, "9800"));

    assertThat(decisions.getLast().action()).isEqualTo("PARTIAL_25");
    assertThat(decisions.getLast().rNet().orElseThrow()).isEqualTo((420 - 10) / 200.0);
  }

  @Test
  void shortMirrorsLong() {
    run(false, prices("10000", "9650", "9500", "9100", "8700", "9990"), entry(Side.SHORT, "10200"));

    assertThat(actions())
        .containsExactly(
            "ENTRY", "PROFIT_LOCK_SL", "PARTIAL_25", "PARTIAL_50", "PARTIAL_75", "EXCHANGE_STOP");
  }

  @Test
  void priceThatJumpsOverLevels_takesTheHighestOnly() {
    run(false, prices("10000", "11300", "11310", "11320"), entry(Side.LONG, "9800"));

    assertThat(actions()).containsExactly("ENTRY", "PROFIT_LOCK_SL", "PARTIAL_75");
  }

  @Test
  void ladder_takesItsRungsOfGrossR() {
    run(true, prices("10000", "10100", "10200", "10300"), entry(Side.LONG, "9800"));

    assertThat(actions())
        .containsExactly("ENTRY", "MOVE_SL_BREAKEVEN", "PARTIAL_25", "PARTIAL_25", "PARTIAL_25");
    assertThat(decisions.stream().skip(2).map(d -> d.qty().orElseThrow().toString()))
        .containsExactly("0.25", "0.187", "0.14");
  }

  @Test
  void secondEntryOfASymbol_isSkippedAsTheApplyLayerDoes() {
    SortedMap<Symbol, CandleSeries> prices = prices("10000", "10010");
    EntryOrder first = entry(Side.LONG, "9800");
    new Backtest(
            window(prices),
            MarketHistory.NONE,
            List.of(first, first),
            Replay.rules(false, Theta.DEFAULTS, KillRule.FIXED, prices.keySet()),
            decisions::add)
        .run();

    assertThat(actions()).containsExactly("ENTRY", "SKIP_OPEN_DUPLICATE");
  }

  @Test
  void sameInput_decidesTheSame() {
    SortedMap<Symbol, CandleSeries> prices = prices("10000", "10350", "10500", "9900");
    run(false, prices, entry(Side.LONG, "9800"));
    List<Decision> first = List.copyOf(decisions);
    decisions.clear();
    run(false, prices, entry(Side.LONG, "9800"));

    assertThat(decisions).isEqualTo(first);
  }
}
