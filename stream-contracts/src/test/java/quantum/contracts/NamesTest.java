package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.Symbol;

class NamesTest {
  @Test
  void hashTag_asNamespace_standsBeforeEveryName() {
    Names names = new Names("{acct7}");

    assertThat(names.position(Symbol.of("btcusdt"))).isEqualTo("{acct7}:position:BTCUSDT");
    assertThat(names.tradeIntent()).isEqualTo("{acct7}:stream:trade.intent");
    assertThat(names.kill()).isEqualTo("{acct7}:kill");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a:b", "{", "{}", "{a}b", "a b", "a*"})
  void namespaceThatIsNoWord_isRefused(String namespace) {
    assertThatThrownBy(() -> new Names(namespace))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + namespace + "'");
  }

  @Test
  void nameOutsideTheNamespace_isRefused() {
    Names names = new Names("quantum");

    assertThat(names.requireInside("quantum:stream:execution.result"))
        .isEqualTo("quantum:stream:execution.result");
    for (String outside : new String[] {"quantum2:stream:x", "stream:x", "quantum"}) {
      assertThatThrownBy(() -> names.requireInside(outside))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void dedupKey_isAsSpecShowsIt() {
    assertThat(
            new Names("quantum")
                .harvestDedup(Symbol.of("BTCUSDT"), "HARVEST_PARTIAL", "0.5", "50000"))
        .isEqualTo("quantum:dedup:harvest:BTCUSDT:HARVEST_PARTIAL:0.5:50000");
  }
}
