package quantum.kernel.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolTest {
  @ParameterizedTest
  @CsvSource({
    "BTCUSDT, BTCUSDT",
    "btcusdt, BTCUSDT",
    "1000PEPEUSDT, 1000PEPEUSDT",
    "BTCUSDT_260327, BTCUSDT_260327",
    "币安人生USDT, 币安人生USDT",
    "BTC/USDT:USDT, BTCUSDT",
    "1000pepe/usdt:USDT, 1000PEPEUSDT",
    "ETH/USDC:USDC, ETHUSDC",
  })
  void venuesAndCcxtsWayOfWriting(String text, String name) {
    assertThat(Symbol.of(text).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "BTC USDT",
        "BTC/USDT",
        "BTC/USD:BTC",
        "BTC/USDT:USDC",
        "BTC/USDT:USDT-260327",
        "BTC/USDT:USDT:USDT",
        "/USDT:USDT",
        "*",
        "BTC:USDT",
        "<script>"
      })
  void whatIsNoPerpetualFuture_isNamed(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Symbol.of(text))
        .withMessageContaining("'" + text + "'");
  }

  @Test
  void nothing_isNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> Symbol.of(null));
  }
}
