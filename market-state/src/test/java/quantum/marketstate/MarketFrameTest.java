package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.Symbol;

class MarketFrameTest {
  private static final long TIME = 1_562_305_380_000L;

  @Test
  void ofSocket_recordedEvent_isReadExactly() throws IOException {
    MarketFrame frame = MarketFrame.ofSocket(recorded("crate_mark_price_stream.json"));
    assertThat(frame.bad()).isEmpty();
    MarkTick tick = frame.ticks().getFirst();
    assertThat(tick.symbol()).isEqualTo(Symbol.of("BTCUSDT"));
    assertThat(tick.price()).hasToString("11794.15");
    assertThat(tick.fundingRate().orElseThrow()).isEqualByComparingTo("0.00038167");
    assertThat(tick.timeMillis()).isEqualTo(TIME);
  }

  @Test
  void ofSocket_wrappedEvent_isReadAlike() throws IOException {
    String plain = recorded("crate_mark_price_stream.json");
    String wrapped = "{\"stream\":\"btcusdt@markPrice@1s\",\"data\":" + plain + "}";
    assertThat(MarketFrame.ofSocket(wrapped)).isEqualTo(MarketFrame.ofSocket(plain));
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
  void ofSocket_noPrice_isNamedOnce(String text) {
    MarketFrame frame = MarketFrame.ofSocket(text);
    assertThat(frame.ticks()).isEmpty();
    assertThat(frame.bad()).hasSize(1);
  }

  @Test
  void ofSocket_oneBadPriceOfMany_costsNoOther() {
    MarketFrame frame =
        MarketFrame.ofSocket(
            """
            [{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"0"},
             {"e":"markPriceUpdate","E":1562305380000,"s":"ETHUSDT","p":"3000","r":""}]
            """);
    assertThat(frame.bad()).hasSize(1);
    assertThat(frame.ticks()).extracting(MarkTick::symbol).containsExactly(Symbol.of("ETHUSDT"));
    assertThat(frame.ticks().getFirst().fundingRate()).isEmpty();
  }

  @Test
  void ofSocket_otherEvents_areNoPrices() {
    MarketFrame frame = MarketFrame.ofSocket("{\"e\":\"kline\",\"s\":\"BTCUSDT\"}");
    assertThat(frame.ticks()).isEmpty();
    assertThat(frame.bad()).isEmpty();
  }

  @Test
  void ofSocket_answersToRequests_areToldApart() {
    assertThat(MarketFrame.ofSocket("{\"result\":null,\"id\":3}").acknowledged()).hasValue(3);
    MarketFrame refused =
        MarketFrame.ofSocket("{\"error\":{\"code\":2,\"msg\":\"Invalid request\"},\"id\":3}");
    assertThat(refused.acknowledged()).isEmpty();
    assertThat(refused.bad()).hasSize(1);
  }

  @Test
  void ofPremiumIndex_documentedAnswer_looksOnlyAtTheWanted() throws IOException {
    String one = recorded("py_http_futures_market_premium_index.json");
    String all = "[" + one + ",{\"symbol\":\"OLDUSDT\",\"markPrice\":\"0.00\",\"time\":1}]";
    MarketFrame frame = MarketFrame.ofPremiumIndex(all, "BTCUSDT"::equals);
    assertThat(frame.bad()).isEmpty();
    assertThat(frame.ticks().getFirst().price()).hasToString("11793.63104562");
    assertThat(frame.ticks().getFirst().timeMillis()).isEqualTo(1597370495002L);
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
