package quantum.harvestproposal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.kernel.value.Symbol;

class LookupTest {
  private static final Map<Symbol, Optional<String>> RECORDS =
      Map.of(
          Symbol.of("BTCUSDT"), Optional.of("a position"), Symbol.of("ETHUSDT"), Optional.empty());

  private static Lookup<String> in(String symbol) {
    return Lookup.in(RECORDS, Symbol.of(symbol));
  }

  @Test
  void record_isFound() {
    assertThat(in("BTCUSDT").found()).contains("a position");
    assertThat(in("BTCUSDT").isUnreadable()).isFalse();
  }

  @Test
  void noRecord_isMissing_andNotUnreadable() {
    assertThat(in("ETHUSDT").found()).isEmpty();
    assertThat(in("ETHUSDT").isUnreadable()).isFalse();
  }

  @Test
  void recordLeftOut_isUnreadable_soThatNobodyTakesItForNone() {
    assertThat(in("SOLUSDT").found()).isEmpty();
    assertThat(in("SOLUSDT").isUnreadable()).isTrue();
  }
}
