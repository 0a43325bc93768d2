package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.contracts.Samples.bad;
import static quantum.contracts.Samples.ok;
import static quantum.contracts.Samples.qty;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.Side;

/** The field {@code payload} of SPEC §5, which any entry may carry. */
class PayloadTest {
  @Test
  void fieldsInAPayload_areRead() {
    var entry =
        entry("{\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"qty\":0.5,\"dry_run\":true,\"new\":{}}");

    assertThat(entry.symbol().name()).isEqualTo("BTCUSDT");
    assertThat(entry.size()).isEqualTo(new EntrySize.Units(qty("0.5")));
    assertThat(entry.dryRun()).isTrue();
  }

  @Test
  void fieldsInPayloadSignal_areRead() {
    var entry =
        entry(
            "{\"source\":\"bot\",\"signal\":{\"symbol\":\"BTCUSDT\",\"side\":\"short\",\"qty\":\"2\"}}");

    assertThat(entry.side()).isEqualTo(Side.SHORT);
    assertThat(entry.source()).isEqualTo("bot");
  }

  @Test
  void listsInAPayload_areRead() {
    var entry =
        entry(
            "{\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"qty\":1,\"harvest_scheme\":[0.5,0.3,0.2]}");

    assertThat(entry.levels().scheme()).map(Object::toString).containsExactly("0.5", "0.3", "0.2");
  }

  @Test
  void numbersInAPayload_areExact() {
    String exact = "123456789012345678.123456789012345678";

    assertThat(entry("{\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"qty\":" + exact + "}").size())
        .isEqualTo(new EntrySize.Units(qty(exact)));
  }

  @Test
  void fieldOfTheEntry_winsUnlessItIsBlank() {
    String payload = "{\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"qty\":1}";

    var entry =
        (TradeIntent.Entry)
            ok(TradeIntent.decode(Map.of("payload", payload, "qty", "3", "symbol", " "), "1-0"));

    assertThat(entry.size()).isEqualTo(new EntrySize.Units(qty("3")));
    assertThat(entry.symbol().name()).isEqualTo("BTCUSDT");
  }

  @Test
  void nullInAPayload_isMissing() {
    assertThat(
            bad(TradeIntent.decode(
                    Map.of("payload", "{\"symbol\":null,\"side\":\"BUY\",\"qty\":1}"), "1-0"))
                .reason())
        .isEqualTo("symbol='': is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"symbol\":",
        "symbol=BTCUSDT",
        "[{\"symbol\":\"BTCUSDT\"}]",
        "42",
        "\"BTCUSDT\"",
        "{\"qty\":1e2147483648}",
        "{} {}"
      })
  void payloadThatIsNoObject_isRefused(String payload) {
    Decoded.Bad<TradeIntent> bad =
        bad(TradeIntent.decode(Map.of("payload", payload, "symbol", "BTCUSDT"), "1-0"));

    assertThat(bad.field()).isEqualTo("payload");
    assertThat(bad.found()).isEqualTo(payload);
    assertThat(bad.why()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "1e999999999", "-1", "\"abc\"", "true", "[1]"})
  void wrongNumberInAPayload_namesTheField(String number) {
    String payload = "{\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"qty\":" + number + "}";

    assertThat(bad(TradeIntent.decode(Map.of("payload", payload), "1-0")).field()).isEqualTo("qty");
  }

  @Test
  void deeplyNestedPayload_isRefused() {
    String payload = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);

    Decoded.Bad<TradeIntent> bad = bad(TradeIntent.decode(Map.of("payload", payload), "1-0"));

    assertThat(bad.field()).isEqualTo("payload");
    assertThat(bad.reason()).hasSizeLessThan(500);
  }

  private static TradeIntent.Entry entry(String payload) {
    return (TradeIntent.Entry) ok(TradeIntent.decode(Map.of("payload", payload), "1-0"));
  }
}
