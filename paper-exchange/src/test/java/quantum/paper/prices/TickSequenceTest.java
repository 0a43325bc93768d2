package quantum.paper.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import quantum.kernel.value.Symbol;
import quantum.paper.SharedFolder;

class TickSequenceTest {
  private static final Symbol A = Symbol.of("AUSDT");
  private static final Symbol B = Symbol.of("BUSDT");

  @Test
  void bar_visitsTheNearerExtremeFirst() {
    assertThat(prices(bar(0, "10", "14", "9", "12"))).containsExactly("10", "9", "14", "12");
    assertThat(prices(bar(0, "10", "11", "5", "6"))).containsExactly("10", "11", "5", "6");
  }

  @Test
  void extremesEquallyFar_lowFirst() {
    assertThat(prices(bar(0, "10", "12", "8", "11"))).containsExactly("10", "8", "12", "11");
  }

  @Test
  void ticks_lieAtThirdsOfTheBar() {
    var ticks = ticks(series(A, bar(120_000, "1", "1", "1", "1")));
    assertThat(ticks)
        .extracting(Tick::timeMillis)
        .containsExactly(120_000L, 140_000L, 160_000L, 179_999L);
    assertThat(ticks).extracting(Tick::quarter).containsExactly(0, 1, 2, 3);
    assertThat(ticks.getLast().closesBar()).isTrue();
  }

  @Test
  void equalTimes_areOrderedBySymbol() {
    var ticks =
        ticks(
            series(B, bar(0, "1", "1", "1", "1"), bar(60_000, "1", "1", "1", "1")),
            series(A, bar(60_000, "2", "2", "2", "2"), bar(120_000, "2", "2", "2", "2")));
    assertThat(ticks.subList(4, 8))
        .extracting(Tick::symbol, Tick::timeMillis)
        .containsExactly(
            tuple(A, 60_000L), tuple(B, 60_000L), tuple(A, 80_000L), tuple(B, 80_000L));
  }

  @Test
  void recordedPrices_areOrderedCompleteAndRepeatable() throws IOException {
    var series = CandleFiles.read(SharedFolder.file("prices")).values();
    var sequence = new TickSequence(series);
    List<Tick> ticks = new ArrayList<>();
    sequence.forEach(ticks::add);
    assertThat((long) ticks.size()).isEqualTo(sequence.size()).isGreaterThan(1_000_000);
    assertThat(ticks)
        .isSortedAccordingTo(
            Comparator.comparingLong(Tick::timeMillis).thenComparing(Tick::symbol));
    var again = sequence.iterator();
    assertThat(ticks).allMatch(tick -> tick.equals(again.next()));
  }

  @Test
  void fromInside_isTheEndOfTheWhole() throws IOException {
    var series = CandleFiles.read(SharedFolder.file("prices")).values();
    List<Tick> whole = new ArrayList<>();
    new TickSequence(series).forEach(whole::add);
    long from = whole.get(whole.size() / 2).timeMillis() / 60_000 * 60_000;
    var later = new TickSequence(series, from);
    List<Tick> ticks = new ArrayList<>();
    later.forEach(ticks::add);
    assertThat(later.size()).isEqualTo(ticks.size());
    assertThat(ticks).isEqualTo(whole.stream().filter(tick -> tick.timeMillis() >= from).toList());
  }

  @Test
  void end_isAnnounced() {
    var ticks = new TickSequence(List.of()).iterator();
    assertThat(ticks.hasNext()).isFalse();
    assertThatThrownBy(ticks::next).isInstanceOf(NoSuchElementException.class);
  }

  private static List<String> prices(Candle candle) {
    return ticks(series(A, candle)).stream().map(tick -> tick.price().toPlainString()).toList();
  }

  private static List<Tick> ticks(CandleSeries... series) {
    List<Tick> ticks = new ArrayList<>();
    new TickSequence(List.of(series)).forEach(ticks::add);
    return ticks;
  }

  private static CandleSeries series(Symbol symbol, Candle... candles) {
    return CandleSeries.of(symbol, List.of(candles));
  }

  private static Candle bar(long time, String open, String high, String low, String close) {
    return new Candle(
        time,
        new BigDecimal(open),
        new BigDecimal(high),
        new BigDecimal(low),
        new BigDecimal(close),
        BigDecimal.ONE);
  }
}
