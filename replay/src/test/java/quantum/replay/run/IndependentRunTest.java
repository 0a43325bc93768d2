package quantum.replay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
import quantum.replay.journal.PositionSummary;
import quantum.replay.market.MarketHistory;
import quantum.replay.run.IndependentRun.Outcome;

class IndependentRunTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final long START = 1_746_770_000_000L;
  private static final long MINUTE = 60_000;

  private static SortedMap<Symbol, CandleSeries> prices(String... closes) {
    List<Candle> candles = new ArrayList<>();
    for (int i = 0; i < closes.length; i++) {
      BigDecimal price = new BigDecimal(closes[i]);
      candles.add(new Candle(START + i * MINUTE, price, price, price, price, BigDecimal.ONE));
    }
    return new TreeMap<>(Map.of(BTC, CandleSeries.of(BTC, candles)));
  }

  private static EntryOrder entry(Side side, int minute, String stop) {
    return new EntryOrder(
        BTC,
        side,
        START + minute * MINUTE,
        new EntrySize.Units(Quantity.of("1")),
        new Leverage(5),
        new EntryLevels(Optional.of(Price.of(stop)), Optional.empty(), List.of(), List.of()),
        Optional.empty(),
        Optional.empty());
  }

  private static List<Outcome> run(SortedMap<Symbol, CandleSeries> prices, EntryOrder... entries) {
    return new IndependentRun(prices, MarketHistory.NONE)
        .run(List.of(entries), Replay.rules(false, Theta.DEFAULTS, KillRule.OFF, prices.keySet()));
  }

  @Test
  void overlappingEntries_allOpen_inTheirOrder() {
    SortedMap<Symbol, CandleSeries> prices = prices("10000", "10000", "10100", "10050");
    EntryOrder first = entry(Side.LONG, 0, "9800");
    EntryOrder second = entry(Side.SHORT, 1, "10200");
    EntryOrder third = entry(Side.LONG, 1, "9900");

    List<Outcome> outcomes = run(prices, first, second, third);

    assertThat(outcomes).extracting(Outcome::entry).containsExactly(first, second, third);
    assertThat(outcomes).allSatisfy(o -> assertThat(o.position()).hasSize(1));
    assertThat(outcomes)
        .extracting(o -> o.position().getFirst().side())
        .containsExactly(Side.LONG, Side.SHORT, Side.LONG);
    assertThat(outcomes)
        .extracting(o -> o.position().getFirst().maxR().orElseThrow())
        .containsExactly(100 / 200.0, 0.0, 100 / 100.0);
  }

  @Test
  void openAtTheEnd_isValuedAtTheLastPrice() {
    List<Outcome> outcomes =
        run(
            prices("10000", "10100", "10050"),
            entry(Side.LONG, 0, "9800"),
            entry(Side.SHORT, 0, "10200"));

    // fee 0.04 % of 10 000 = 4; 50 for the LONG, against the SHORT; risk 200
    assertThat(outcomes.get(0).finalR()).isCloseTo((50 - 4) / 200.0, within(1e-9));
    assertThat(outcomes.get(1).finalR()).isCloseTo((-50 - 4) / 200.0, within(1e-9));
    assertThat(outcomes.get(0).position().getFirst().exitReason()).isEqualTo(PositionSummary.OPEN);
  }

  @Test
  void partlyClosed_countsWhatWasTakenAndValuesTheRest() {
    List<Outcome> outcomes =
        run(prices("10000", "10350", "10500", "10450"), entry(Side.LONG, 0, "9800"));

    assertThat(outcomes.getFirst().position().getFirst().tranches()).containsExactly("PARTIAL_25");
    // 0.25 at 500 and 0.75 at 450; fees of 10 000 and of 0.25 · 10 500
    assertThat(outcomes.getFirst().finalR())
        .isCloseTo((125 + 337.5 - 4 - 1.05) / 200, within(1e-9));
  }

  @Test
  void closed_isWorthTheSameWhateverThePriceDoesLater() {
    double thenUp =
        run(prices("10000", "9790", "20000"), entry(Side.LONG, 0, "9800")).getFirst().finalR();
    double thenDown =
        run(prices("10000", "9790", "5000"), entry(Side.LONG, 0, "9800")).getFirst().finalR();

    assertThat(thenUp).isEqualTo(thenDown).isCloseTo((-210 - 4 - 3.916) / 200, within(1e-9));
  }

  @Test
  void bestR_isThatOfItsOwnLife_notOfWhatCameAfter() {
    Outcome outcome =
        run(prices("10000", "10100", "9790", "20000"), entry(Side.LONG, 0, "9800")).getFirst();

    assertThat(outcome.position().getFirst().exitReason()).isEqualTo("EXCHANGE_STOP");
    assertThat(outcome.position().getFirst().maxR()).contains(0.5);
  }

  @Test
  void entryThatIsRefused_opensNothing_andCostsNobodyElse() {
    List<Outcome> outcomes =
        run(
            prices("10000", "10100"),
            entry(Side.LONG, 0, "10500"), // a stop on the wrong side
            entry(Side.LONG, 0, "9800"));

    assertThat(outcomes.get(0).position()).isEmpty();
    assertThat(outcomes.get(0).finalR()).isZero();
    assertThat(outcomes.get(1).position()).hasSize(1);
  }

  /** Nothing else would ask: no level is near, so that most bars are not walked. */
  @Test
  void killScore_isAskedOnceABar_alsoWhereNoLevelIs() {
    Random random = new Random(5);
    SortedMap<Symbol, CandleSeries> prices =
        prices(
            random
                .ints(360, 0, 5)
                .mapToObj(each -> Integer.toString(10_000 + each))
                .toArray(String[]::new));
    Fills path = new Fills(Fills.Model.PATH, Fills.DEMO.terms(), Map.of(), 60 * MINUTE, true);
    KillRule confirmed = new KillRule(KillReference.FIXED, 15 * MINUTE, 0);

    Outcome outcome =
        new IndependentRun(prices, MarketHistory.of(prices.values()), path)
            .run(
                List.of(entry(Side.LONG, 300, "9000")),
                Replay.rules(false, Theta.DEFAULTS, confirmed, prices.keySet()))
            .getFirst();

    assertThat(outcome.position().getFirst().exitReason()).isEqualTo("FULL_CLOSE_PROPOSED");
  }
}
