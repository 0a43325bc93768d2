package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.Price;

class ExitAskTest {
  @ParameterizedTest
  @CsvSource({
    "FULL_CLOSE_PROPOSED, full close",
    "PROFIT_LOCK_SL:3.006, stop move",
    "HARVEST_PARTIAL:0.5:25, tranche 0.5",
    "HARVEST_PARTIAL_75:10:33.3333, tranche 10",
    "HARVEST_PARTIAL_75:6:100, tranche 6"
  })
  void ask_writtenAndRead_isItself(String text, String what) {
    ExitAsk ask = ExitAsk.parse(text);
    assertThat(ask).hasToString(text);
    assertThat(ask.what()).isEqualTo(what);
    assertThat(ExitAsk.parse(ask.toString())).isEqualTo(ask);
    assertThat(text).startsWith(ask.intentType());
  }

  @Test
  void ask_numbers_areEqualAsNumbers() {
    assertThat(new ExitAsk.Tranche("X", new BigDecimal("2.0"), new BigDecimal("25.00")))
        .isEqualTo(ExitAsk.parse("X:2:25"));
    assertThat(new ExitAsk.StopMove("X", Price.of("3.0"))).isEqualTo(ExitAsk.parse("X:3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", "close", "X:", "X:a", "X:0", "X:1:0", "X:1:101", "X:1:2:3", "X:1:"})
  void ask_thatIsNone_isRefused(String text) {
    assertThatThrownBy(() -> ExitAsk.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
