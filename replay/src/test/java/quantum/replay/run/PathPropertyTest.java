package quantum.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.contracts.EntryLevels;
import quantum.contracts.EntrySize;
import quantum.kernel.kill.KillRule;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleSeries;
import quantum.replay.Replay;
import quantum.replay.entry.EntryOrder;
import quantum.replay.journal.Decision;
import quantum.replay.journal.Journal;
import quantum.replay.market.MarketHistory;
import quantum.replay.market.ReplayWindow;

/** What holds of every path. */
class PathPropertyTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final long START = 1_746_770_400_000L;
  private static final long MINUTE = 60_000;
  private static final int RUNS = 60;

  /** Long bars, so that a third of one can be cut into minutes at the path's own times. */
  private static final long BAR = 6 * MINUTE;

  private static BigDecimal ticks(long ticks) {
    return BigDecimal.valueOf(ticks, 1);
  }

  private static Candle candle(long at, long open, long high, long low, long close) {
    return new Candle(at, ticks(open), ticks(high), ticks(low), ticks(close), BigDecimal.ONE);
  }

  /** Bars that wander and jump, in ticks of a tenth; every way is a multiple of two ticks. */
  private static List<long[]> wander(Random random, int bars) {
    List<long[]> all = new ArrayList<>();
    long price = 10_000;
    for (int i = 0; i < bars; i++) {
      long open = price + (random.nextInt(6) == 0 ? 2 * (random.nextInt(81) - 40) : 0);
      open = i == 0 ? 10_000 : Math.max(2_000, open);
      long close = Math.max(2_000, open + 2 * Math.round(random.nextGaussian() * 60));
      long high = Math.max(open, close) + 2 * random.nextInt(60);
      long low = Math.max(1_000, Math.min(open, close) - 2 * random.nextInt(60));
      all.add(new long[] {open, high, low, close});
      price = close;
    }
    return all;
  }

  private static CandleSeries whole(List<long[]> bars) {
    List<Candle> candles = new ArrayList<>();
    for (int i = 0; i < bars.size(); i++) {
      long[] b = bars.get(i);
      candles.add(candle(START + i * BAR, b[0], b[1], b[2], b[3]));
    }
    return new CandleSeries(BTC, BAR, candles);
  }

  /** The same path in minutes: two for each straight piece. */
  private static CandleSeries cut(List<long[]> bars) {
    List<Candle> candles = new ArrayList<>();
    for (int i = 0; i < bars.size(); i++) {
      long[] b = bars.get(i);
      boolean lowFirst = b[0] - b[2] <= b[1] - b[0];
      long[] path = {b[0], lowFirst ? b[2] : b[1], lowFirst ? b[1] : b[2], b[3]};
      for (int piece = 0; piece < 3; piece++) {
        long from = path[piece];
        long to = path[piece + 1];
        long middle = from + (to - from) / 2;
        long at = START + i * BAR + piece * 2 * MINUTE;
        candles.add(candle(at, from, Math.max(from, middle), Math.min(from, middle), middle));
        candles.add(candle(at + MINUTE, middle, Math.max(middle, to), Math.min(middle, to), to));
      }
    }
    return new CandleSeries(BTC, MINUTE, candles);
  }

  private static EntryOrder entry(Side side, long at, long stopTicks) {
    return new EntryOrder(
        BTC,
        side,
        at,
        new EntrySize.Units(Quantity.of("1")),
        new Leverage(5),
        new EntryLevels(
            Optional.of(new Price(ticks(stopTicks))), Optional.empty(), List.of(), List.of()),
        Optional.of(new BigDecimal("12.5")),
        Optional.empty());
  }

  /** What was traded, and what it came to. */
  private record Story(List<String> fills, List<String> sums, List<Decision> decisions) {}

  private static Story run(
      CandleSeries series, boolean ladder, String feeBps, EntryOrder... entries) {
    List<Decision> decisions = new ArrayList<>();
    Fills fills =
        new Fills(
            Fills.Model.PATH,
            new AccountTerms(
                BigDecimal.valueOf(100_000), new BigDecimal(feeBps).movePointLeft(4), 20),
            Map.of(),
            Long.MAX_VALUE,
            true);
    Backtest backtest =
        new Backtest(
            new ReplayWindow(new TreeMap<>(Map.of(BTC, series)), START),
            MarketHistory.NONE,
            List.of(entries),
            Replay.rules(ladder, Theta.DEFAULTS, KillRule.OFF, java.util.Set.of(BTC)),
            fills,
            decisions::add);
    Journal journal = backtest.run();
    return new Story(
        decisions.stream()
            .filter(decision -> decision.qty().isPresent())
            .map(d -> d.action() + " " + d.price().orElseThrow() + " " + d.qty().orElseThrow())
            .toList(),
        journal.positions().stream()
            .map(
                p ->
                    p.realizedPnl().stripTrailingZeros().toPlainString()
                        + " max "
                        + p.maxR()
                        + " min "
                        + p.minR())
            .toList(),
        decisions);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pathCutFiner_changesNoFillPriceOrSum(boolean ladder) {
    int fills = 0;
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      List<long[]> bars = wander(random, 40);
      Side side = random.nextBoolean() ? Side.LONG : Side.SHORT;
      // at the open, or where the path turns
      long at = START + random.nextInt(3) * 2 * MINUTE;
      long stop = side == Side.LONG ? 9_700 : 10_300;
      EntryOrder order = entry(side, at, stop);

      Story whole = run(whole(bars), ladder, "5", order);
      Story cut = run(cut(bars), ladder, "5", order);

      assertThat(cut.fills()).as("seed %d", seed).isEqualTo(whole.fills());
      assertThat(cut.sums()).as("seed %d", seed).isEqualTo(whole.sums());
      fills += whole.fills().size();
    }
    assertThat(fills).as("the paths are worth the test").isGreaterThan(RUNS * 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void longAndShort_mirrorEachOtherOnMirroredPrices(boolean ladder) {
    for (int seed = 0; seed < RUNS; seed++) {
      List<long[]> bars = wander(new Random(seed), 40);
      List<long[]> mirrored = new ArrayList<>();
      for (long[] b : bars) {
        mirrored.add(new long[] {20_000 - b[0], 20_000 - b[2], 20_000 - b[1], 20_000 - b[3]});
      }
      if (hasTie(bars)) {
        continue; // of two extremes as near the low comes first, which no mirror knows
      }
      Story up = run(whole(bars), ladder, "0", entry(Side.LONG, START, 9_700));
      Story down = run(whole(mirrored), ladder, "0", entry(Side.SHORT, START, 10_300));

      assertThat(down.fills().stream().map(PathPropertyTest::mirror).toList())
          .as("seed %d", seed)
          .isEqualTo(up.fills());
      assertThat(down.sums()).as("seed %d", seed).isEqualTo(up.sums());
    }
  }

  private static boolean hasTie(List<long[]> bars) {
    return bars.stream().anyMatch(b -> b[0] - b[2] == b[1] - b[0] && b[1] != b[2]);
  }

  private static String mirror(String fill) {
    String[] parts = fill.split(" ");
    return parts[0]
        + " "
        + new Price(BigDecimal.valueOf(2_000).subtract(new BigDecimal(parts[1])))
        + " "
        + parts[2];
  }

  @Test
  void firstHalf_isDecidedWithoutTheSecond() {
    for (int seed = 0; seed < RUNS; seed++) {
      List<long[]> bars = wander(new Random(seed), 40);
      List<long[]> other = new ArrayList<>(bars.subList(0, 20));
      other.addAll(wander(new Random(seed + 1_000), 20));
      long half = START + 20 * BAR;
      EntryOrder order = entry(Side.LONG, START, 9_700);

      assertThat(before(half, run(whole(other), false, "5", order)))
          .as("seed %d", seed)
          .isEqualTo(before(half, run(whole(bars), false, "5", order)));
    }
  }

  private static List<Decision> before(long millis, Story story) {
    return story.decisions().stream().filter(d -> d.timeMillis() < millis).toList();
  }
}
