package quantum.replay.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleSeries;

class EveryFewHoursTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Symbol ENA = Symbol.of("ENAUSDT");
  private static final long HOUR = 3_600_000;

  /** 2025-05-09T08:00Z, a multiple of four hours. */
  private static final long EIGHT = 1_746_777_600_000L;

  private static CandleSeries hourly(Symbol symbol, long from, String... opens) {
    List<Candle> candles = new ArrayList<>();
    for (int i = 0; i < opens.length; i++) {
      BigDecimal open = new BigDecimal(opens[i]);
      BigDecimal close = open.multiply(new BigDecimal("1.5"));
      candles.add(new Candle(from + i * HOUR, open, close, open, close, BigDecimal.ONE));
    }
    return CandleSeries.of(symbol, candles);
  }

  private static SortedMap<Symbol, CandleSeries> prices(CandleSeries... series) {
    SortedMap<Symbol, CandleSeries> prices = new TreeMap<>();
    for (CandleSeries one : series) {
      prices.putAll(Map.of(one.symbol(), one));
    }
    return prices;
  }

  @Test
  void entries_areLongAndShortOfEverySymbol_atTheMultiplesSinceTheEpoch() {
    List<EntryOrder> entries =
        new EveryFewHours(4 * HOUR, new BigDecimal("0.02"))
            .over(
                prices(
                    hourly(BTC, EIGHT - HOUR, "1", "2", "3", "4", "5", "6", "7"),
                    hourly(ENA, EIGHT + HOUR, "1", "2", "3", "4")));

    assertThat(entries)
        .extracting(EntryOrder::symbol, EntryOrder::side, EntryOrder::atMillis)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(BTC, Side.LONG, EIGHT),
            org.assertj.core.groups.Tuple.tuple(BTC, Side.SHORT, EIGHT),
            org.assertj.core.groups.Tuple.tuple(BTC, Side.LONG, EIGHT + 4 * HOUR),
            org.assertj.core.groups.Tuple.tuple(BTC, Side.SHORT, EIGHT + 4 * HOUR),
            org.assertj.core.groups.Tuple.tuple(ENA, Side.LONG, EIGHT + 4 * HOUR),
            org.assertj.core.groups.Tuple.tuple(ENA, Side.SHORT, EIGHT + 4 * HOUR));
  }

  @Test
  void stop_liesAtTheDistanceFromTheOpen_onTheLosingSide() {
    List<EntryOrder> entries =
        new EveryFewHours(HOUR, new BigDecimal("0.015")).over(prices(hourly(ENA, EIGHT, "0.3125")));

    assertThat(entries)
        .extracting(entry -> entry.levels().stopLoss().orElseThrow())
        .containsExactly(Price.of("0.307812"), Price.of("0.317188")); // 0.0046875, half to even
    assertThat(entries).allSatisfy(e -> assertThat(e.levels().takeProfit()).isEmpty());
  }

  @Test
  void barsThatMissTheMultiples_giveNoEntry() {
    assertThat(
            new EveryFewHours(4 * HOUR, new BigDecimal("0.02"))
                .over(prices(hourly(BTC, EIGHT + HOUR, "1", "2", "3"))))
        .isEmpty();
  }
}
