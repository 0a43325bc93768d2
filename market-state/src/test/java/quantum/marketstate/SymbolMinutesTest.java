package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quantum.kernel.market.ReferenceParameters;
import quantum.kernel.market.StatisticsParameters;
import quantum.kernel.market.StatisticsParameters.SlopeWindow;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.marketdata.Kline;
import quantum.marketstate.SymbolMinutes.History;
import quantum.marketstate.SymbolMinutes.Phase;
import quantum.marketstate.SymbolMinutes.Request;
import quantum.runtime.settings.StatisticsSettings;

class SymbolMinutesTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final long T = 1_746_777_600_000L;
  private static final long MINUTE = 60_000;
  private static final long LATE = 5_000;

  /** Twelve closes for statistics, eighteen with their references. */
  private static final StatisticsSettings SETTINGS =
      new StatisticsSettings(
          new StatisticsParameters(
              8,
              0.1,
              0.9,
              3,
              5,
              1.2,
              0.3,
              1e-6,
              List.of(new SlopeWindow(5, 0.6), new SlopeWindow(12, 0.4)),
              2),
          new ReferenceParameters(7, 3, 0.5, 0.5, 0.1, 0.8));

  private static final int MEMORY = 18;

  private final SymbolMinutes minutes = new SymbolMinutes(BTC, SETTINGS, LATE);

  private static Price close(int minute) {
    return new Price(BigDecimal.valueOf(10_000 + Math.floorMod(minute * 7919L, 97), 1));
  }

  private static Kline kline(int minute, boolean closed) {
    Price price = close(minute);
    long open = T + minute * MINUTE;
    return new Kline(
        BTC, open, open + MINUTE - 1, price, price, price, price, BigDecimal.ONE, closed);
  }

  private static List<Kline> klines(int from, int to) {
    return IntStream.range(from, to).mapToObj(minute -> kline(minute, true)).toList();
  }

  /** A price of the first millisecond after a minute has ended. */
  private void priceAfter(int minute) {
    minutes.price(T + (minute + 1) * MINUTE);
  }

  private static Reading fromScratch(int from, int to) {
    RollingStatistics all =
        RollingStatistics.withReferences(SETTINGS.statistics(), SETTINGS.references());
    klines(from, to).forEach(row -> all.add(Minute.of(row)));
    return all.reading(0);
  }

  private void warm() {
    History history = minutes.history();
    RollingStatistics full =
        RollingStatistics.withReferences(SETTINGS.statistics(), SETTINGS.references());
    full.addAll(history.minutes());
    minutes.warmed(full, history);
  }

  /** Everything up to minute 0 is known, the symbol is READY. */
  private void ready() {
    minutes.answered(minutes.request().orElseThrow(), klines(-12, 1), false);
    minutes.answered(minutes.request().orElseThrow(), klines(-18, -12), false);
    priceAfter(0);
    minutes.pass();
    warm();
  }

  @Test
  void start_asksForTheRecentCloses_thenForTheHistoryBehindTheReferences() {
    assertThat(minutes.request()).contains(new Request(Phase.RECENT, OptionalLong.empty(), 13));

    minutes.answered(minutes.request().orElseThrow(), klines(-12, 1), false);

    assertThat(minutes.phase()).isEqualTo(Phase.DEEP);
    assertThat(minutes.request())
        .contains(new Request(Phase.DEEP, OptionalLong.of(T - MEMORY * MINUTE), 6));
    assertThat(minutes.reading()).as("no price told the time yet").isEmpty();

    priceAfter(0);
    assertThat(minutes.pass()).isNotEmpty();
    assertThat(minutes.reading())
        .hasValueSatisfying(
            reading ->
                assertThat(reading)
                    .isInstanceOfSatisfying(
                        Reading.Ready.class, ready -> assertThat(ready.usual()).isEmpty()));
  }

  @Test
  void history_inTwoAnswers_isWarmedToWhatAnUndisturbedFeedWouldSay() {
    minutes.answered(minutes.request().orElseThrow(), klines(-12, 1), false);
    priceAfter(0);
    minutes.pass();
    minutes.answered(minutes.request().orElseThrow(), klines(-18, -15), false);
    assertThat(minutes.request())
        .contains(new Request(Phase.DEEP, OptionalLong.of(T - 15 * MINUTE), 3));
    minutes.answered(minutes.request().orElseThrow(), klines(-15, -12), false);
    assertThat(minutes.phase()).isEqualTo(Phase.WARMING);
    assertThat(minutes.request()).isEmpty();

    History history = minutes.history();
    minutes.candle(kline(1, true)); // goes on while the history is computed
    priceAfter(1);
    minutes.pass();
    RollingStatistics full =
        RollingStatistics.withReferences(SETTINGS.statistics(), SETTINGS.references());
    full.addAll(history.minutes());
    minutes.warmed(full, history);

    assertThat(minutes.phase()).isEqualTo(Phase.READY);
    assertThat(minutes.reading()).contains(fromScratch(-18, 2));
  }

  @Test
  void minuteThatTheStreamLost_isAskedFor_andTheReadingIsAsIfNothingHadHappened() {
    ready();
    minutes.candle(kline(1, true));
    minutes.candle(kline(4, true));
    priceAfter(4);
    minutes.pass();
    assertThat(minutes.reading()).as("the gap holds it back").contains(fromScratch(-18, 2));

    Request request = minutes.request().orElseThrow();
    assertThat(request.phase()).isEqualTo(Phase.READY);
    assertThat(request.startMillis()).hasValue(T + 2 * MINUTE);
    assertThat(minutes.answered(request, klines(2, 5), true)).isZero();
    minutes.pass();

    assertThat(minutes.reading()).contains(fromScratch(-18, 5));
    assertThat(minutes.request()).isEmpty();
  }

  @Test
  void minuteThatTheVenueDoesNotHave_isCountedAndPassedOver() {
    ready();
    minutes.candle(kline(3, true));
    priceAfter(3);

    assertThat(minutes.answered(minutes.request().orElseThrow(), klines(3, 4), true)).isEqualTo(2);
    assertThat(minutes.pass()).isNotEmpty();
    assertThat(minutes.request()).isEmpty();
  }

  @Test
  void minuteThatIsOverdue_isAskedForOnceAMinute() {
    ready();
    minutes.price(T + 2 * MINUTE - 1 + LATE);
    assertThat(minutes.request()).as("it may still come by the stream").isEmpty();

    minutes.price(T + 2 * MINUTE + LATE);
    Request request = minutes.request().orElseThrow();
    assertThat(request.startMillis()).hasValue(T + MINUTE);
    minutes.answered(request, List.of(), true);
    assertThat(minutes.request()).as("the venue has just said that it has none").isEmpty();

    minutes.price(T + 3 * MINUTE + LATE);
    assertThat(minutes.request()).isPresent();
  }

  @Test
  void rowThatIsStillRunning_countsOnlyOnceTheTimeHasPassedIt() {
    minutes.price(T + MINUTE - 1);
    List<Kline> rows =
        IntStream.rangeClosed(-12, 0).mapToObj(minute -> kline(minute, minute < 0)).toList();
    minutes.answered(minutes.request().orElseThrow(), rows, true);
    minutes.pass();
    assertThat(((Reading.Ready) minutes.reading().orElseThrow()).price()).isEqualTo(close(-1));

    SymbolMinutes later = new SymbolMinutes(BTC, SETTINGS, LATE);
    later.price(T + MINUTE);
    later.answered(later.request().orElseThrow(), rows, true);
    later.pass();
    assertThat(((Reading.Ready) later.reading().orElseThrow()).price()).isEqualTo(close(0));
  }

  @Test
  void venueWithAShortHistory_isWarmedWithWhatThereIs() {
    minutes.answered(minutes.request().orElseThrow(), klines(-4, 1), true);
    assertThat(minutes.phase()).isEqualTo(Phase.WARMING);
    priceAfter(0);
    minutes.pass();
    warm();

    assertThat(minutes.reading()).contains(new Reading.WarmingUp(5, 12, T + MINUTE - 1));
  }

  @Test
  void priceFarBehindThePassedMinutes_isAVenueThatBeginsAgain() {
    assertThat(minutes.beginsAgain(T)).as("nothing has passed yet").isFalse();
    ready();

    assertThat(minutes.beginsAgain(T - 1)).isFalse();
    assertThat(minutes.beginsAgain(T - 2)).isTrue();
  }

  @Test
  void hoursThatAreMissing_areTooManyToComputeMinuteByMinute() {
    ready();
    minutes.price(T + 500 * MINUTE);
    assertThat(minutes.isOutdated()).as("the venue told all it had up to here").isFalse();

    minutes.candle(kline(1, true));
    minutes.price(T + 242 * MINUTE);
    assertThat(minutes.isOutdated()).isFalse();
    minutes.price(T + 243 * MINUTE);
    assertThat(minutes.isOutdated()).isTrue();
  }
}
