package quantum.paper.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import quantum.kernel.value.Symbol;
import quantum.paper.SharedFolder;
import quantum.paper.account.SymbolFilters;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleSeries;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExchangeInfoTest {
  private static final Symbol RIVER = Symbol.of("RIVERUSDT");

  @Test
  void bundledEntries_areTheVenuesOwn() throws IOException {
    JsonNode venue;
    try (var in =
        new GZIPInputStream(
            Files.newInputStream(
                SharedFolder.file("venue-fixtures/exchangeInfo_testnet_2025-12-24.json.gz")))) {
      venue = JsonMapper.shared().readTree(in);
    }
    var names =
        List.of("BTC", "ETH", "SOL", "SUI", "ENA", "LAYER", "XMR", "RIVER", "NEAR", "DOT").stream()
            .map(base -> Symbol.of(base + "USDT"))
            .toList();
    var info = ExchangeInfo.of(names.stream().map(ExchangeInfoTest::series).toList(), Map.of());
    assertThat(info.derived()).isEmpty();
    var served = info.document(1, JsonMapper.shared().createArrayNode()).path("symbols");
    assertThat(served).hasSize(names.size());
    for (JsonNode symbol : served) {
      assertThat(venue.path("symbols")).contains(symbol);
    }
  }

  @Test
  void everyTradingVenueSymbol_hasReadableFilters() throws IOException {
    try (var in =
        new GZIPInputStream(
            Files.newInputStream(
                SharedFolder.file("venue-fixtures/exchangeInfo_testnet_2025-12-24.json.gz")))) {
      int read = 0;
      for (JsonNode entry : JsonMapper.shared().readTree(in).path("symbols")) {
        if (entry.path("status").asString().equals("TRADING")) {
          assertThat(ExchangeInfo.filtersOf(entry).tickSize()).isPositive();
          read++;
        }
      }
      assertThat(read).isGreaterThan(500);
    }
  }

  @Test
  void step_canBeOverridden_inFiltersAndDocumentAlike() {
    var info = ExchangeInfo.of(List.of(series(RIVER)), Map.of(RIVER, new BigDecimal("0.01")));
    SymbolFilters filters = info.filters().get(RIVER);
    assertThat(filters.marketLot().step()).isEqualByComparingTo("0.01");
    assertThat(filters.marketLot().min()).isEqualByComparingTo("0.01");
    assertThat(filters.marketLot().max()).isEqualByComparingTo("30000");
    var entry = info.document(1, JsonMapper.shared().createArrayNode()).path("symbols").get(0);
    assertThat(ExchangeInfo.filtersOf(entry)).isEqualTo(filters);
  }

  @Test
  void unlistedSymbol_getsFiltersFromItsPrices() {
    Symbol test = Symbol.of("TEST");
    var info = ExchangeInfo.of(List.of(series(test)), Map.of());
    assertThat(info.derived()).containsExactly(test);
    assertThat(info.filters().get(test).tickSize()).isEqualByComparingTo("0.01");
    var entry = info.document(1, JsonMapper.shared().createArrayNode()).path("symbols").get(0);
    assertThat(entry.path("symbol").asString()).isEqualTo("TEST");
    assertThat(ExchangeInfo.filtersOf(entry)).isEqualTo(info.filters().get(test));
  }

  private static CandleSeries series(Symbol symbol) {
    BigDecimal price = new BigDecimal("10.25");
    return CandleSeries.of(
        symbol, List.of(new Candle(0, price, price, price, price, BigDecimal.ONE)));
  }
}
