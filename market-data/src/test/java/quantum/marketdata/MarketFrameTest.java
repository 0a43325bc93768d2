package quantum.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.Symbol;

class MarketFrameTest {
  private static final long TIME = 1_562_305_380_000L;

  @Test
  void of_recordedEvent_isReadExactly() throws IOException {
    MarketFrame frame = MarketFrame.of(recorded("crate_mark_price_stream.json"));
    assertThat(frame.bad()).isEmpty();
    MarkTick tick = ticks(frame).getFirst();
    assertThat(tick.symbol()).isEqualTo(Symbol.of("BTCUSDT"));
    assertThat(tick.price()).hasToString("11794.15");
    assertThat(tick.fundingRate().orElseThrow()).isEqualByComparingTo("0.00038167");
    assertThat(tick.timeMillis()).isEqualTo(TIME);
  }

  @Test
  void of_wrappedEvent_isReadAlike() throws IOException {
    String plain = recorded("crate_mark_price_stream.json");
    String wrapped = "{\"stream\":\"btcusdt@markPrice@1s\",\"data\":" + plain + "}";
    assertThat(MarketFrame.of(wrapped)).isEqualTo(MarketFrame.of(plain));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"e\":\"markPriceUpdate\",\"E\":1562305380000,\"s\":\"BTCUSDT\",\"p\":\"0\"}",
        "{\"e\":\"markPriceUpdate\",\"E\":1562305380000,\"s\":\"BTCUSDT\",\"p\":\"-1\"}",
        "{\"e\":\"markPriceUpdate\",\"E\":1562305380000,\"s\":\"BTCUSDT\",\"p\":\"abc\"}",
        "{\"e\":\"markPriceUpdate\",\"E\":1562305380000,\"s\":\"BTCUSDT\",\"p\":\"NaN\"}",
        "{\"e\":\"markPriceUpdate\",\"E\":1562305380000,\"s\":\"BTCUSDT\",\"p\":\"1e400\"}",
        "{\"e\":\"markPriceUpdate\",\"E\":1562305380000,\"s\":\"BTCUSDT\"}",
        "{\"e\":\"markPriceUpdate\",\"E\":1562305380000,\"p\":\"1\"}",
        "{\"e\":\"markPriceUpdate\",\"E\":1562305380000,\"s\":\"BTC USDT\",\"p\":\"1\"}",
        "{\"e\":\"markPriceUpdate\",\"E\":1562305380,\"s\":\"BTCUSDT\",\"p\":\"1\"}",
        "{\"e\":\"markPriceUpdate\",\"E\":\"now\",\"s\":\"BTCUSDT\",\"p\":\"1\"}",
        "{\"e\":\"markPriceUpdate\",\"E\":1562305380000,\"s\":\"BTCUSDT\",\"p\":{}}",
        "{\"e\":\"markPriceUp",
        "7",
        ""
      })
  void of_noPrice_isNamedOnce(String text) {
    MarketFrame frame = MarketFrame.of(text);
    assertThat(ticks(frame)).isEmpty();
    assertThat(frame.bad()).hasSize(1);
  }

  @Test
  void of_oneBadPriceOfMany_costsNoOther() {
    MarketFrame frame =
        MarketFrame.of(
            """
            [{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"0"},
             {"e":"markPriceUpdate","E":1562305380000,"s":"ETHUSDT","p":"3000","r":""}]
            """);
    assertThat(frame.bad()).hasSize(1);
    assertThat(ticks(frame)).extracting(MarkTick::symbol).containsExactly(Symbol.of("ETHUSDT"));
    assertThat(ticks(frame).getFirst().fundingRate()).isEmpty();
  }

  @Test
  void of_otherEvents_areNothing() {
    MarketFrame frame = MarketFrame.of("{\"e\":\"aggTrade\",\"s\":\"BTCUSDT\"}");
    assertThat(frame.events()).isEmpty();
    assertThat(frame.bad()).isEmpty();
  }

  @Test
  void of_recordedCandle_isReadExactly() throws IOException {
    Kline closed = candle(MarketFrame.of(recorded("crate_kline_stream_closed.json")));
    assertThat(closed.symbol()).isEqualTo(Symbol.of("BTCUSDT"));
    assertThat(closed.openTimeMillis()).isEqualTo(1_638_747_660_000L);
    assertThat(closed.closeTimeMillis()).isEqualTo(1_638_747_719_999L);
    assertThat(closed.close()).hasToString("0.002");
    assertThat(closed.volume()).isEqualByComparingTo("1000");
    assertThat(closed.closed()).isTrue();
    Kline open = candle(MarketFrame.of(candleEvent("\"x\":false")));
    assertThat(open.closed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"c\":\"0\"",
        "\"c\":\"-1\"",
        "\"c\":\"NaN\"",
        "\"h\":\"0.0001\"",
        "\"l\":\"1\"",
        "\"v\":\"-1\"",
        "\"t\":1638747660001",
        "\"T\":1638747659999",
        "\"o\":null"
      })
  void of_candleThatCannotBe_isNamedWithItsSymbol(String instead) {
    MarketFrame frame = MarketFrame.of(candleEvent(instead));
    assertThat(frame.events()).isEmpty();
    assertThat(frame.bad()).hasSize(1).first().asString().startsWith("BTCUSDT: ");
  }

  @Test
  void of_candleWithoutTrades_isACandle() {
    assertThat(candle(MarketFrame.of(candleEvent("\"v\":\"0\""))).volume()).isZero();
  }

  private static Kline candle(MarketFrame frame) {
    assertThat(frame.bad()).isEmpty();
    return ((MarketFrame.Event.Candle) frame.events().getFirst()).kline();
  }

  /** A good one whose last fields are overridden: the last of two equal names counts. */
  private static String candleEvent(String instead) {
    return "{\"e\":\"kline\",\"E\":1638747660000,\"s\":\"BTCUSDT\",\"k\":{\"t\":1638747660000,"
        + "\"T\":1638747719999,\"i\":\"1m\",\"o\":\"0.0010\",\"c\":\"0.0020\",\"h\":\"0.0025\","
        + "\"l\":\"0.0010\",\"v\":\"1000\",\"x\":true,"
        + instead
        + "}}";
  }

  private static List<MarkTick> ticks(MarketFrame frame) {
    return frame.events().stream().map(event -> ((MarketFrame.Event.Mark) event).tick()).toList();
  }

  @Test
  void of_answersToRequests_areToldApart() {
    assertThat(reply("{\"result\":null,\"id\":3}"))
        .isEqualTo(new MarketFrame.Reply(OptionalLong.of(3), Optional.empty()));
    MarketFrame.Reply refused =
        reply("{\"error\":{\"code\":2,\"msg\":\"Invalid request\"},\"id\":3}");
    assertThat(refused.id()).hasValue(3);
    assertThat(refused.refusal().orElseThrow()).contains("Invalid request");
    MarketFrame.Reply unread = reply("{\"code\":3,\"msg\":\"Invalid JSON\"}");
    assertThat(unread.id()).isEmpty();
    assertThat(unread.refusal()).isPresent();
  }

  private static MarketFrame.Reply reply(String text) {
    return MarketFrame.of(text).reply().orElseThrow();
  }

  private static String recorded(String name) throws IOException {
    return Files.readString(sharedFolder().resolve("venue-fixtures/events").resolve(name));
  }

  private static Path sharedFolder() {
    String named = System.getProperty("shared.dir");
    if (named != null) {
      return Path.of(named);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("shared/SPEC.md"))) {
        return at.resolve("shared");
      }
    }
    throw new AssertionError("no folder 'shared' beside the project; name it with -Dshared.dir");
  }
}
