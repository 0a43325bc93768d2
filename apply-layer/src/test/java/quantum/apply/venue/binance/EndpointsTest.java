package quantum.apply.venue.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {

  @ParameterizedTest
  @CsvSource({
    "https://fapi.binance.com,wss://fstream.binance.com",
    "https://FAPI.binance.com/,wss://fstream.binance.com",
    "https://demo-fapi.binance.com,wss://demo-fstream.binance.com",
    "https://testnet.binancefuture.com,wss://fstream.binancefuture.com",
    "http://127.0.0.1:8890,ws://127.0.0.1:8890",
    "http://localhost:8890/,ws://localhost:8890",
    "https://proxy.example:8443,wss://proxy.example:8443"
  })
  void streams_areTheVenuesOwn_orAtTheSameHostAndPort(String rest, String streams) {
    assertThat(Endpoints.at(rest).streamBase()).hasToString(streams);
  }

  @Test
  void streamsElsewhere_leaveTheApiWhereItIs() {
    Endpoints chosen = Endpoints.at("https://proxy.example").withStreams("wss://other.example/");
    assertThat(chosen.restBase()).hasToString("https://proxy.example");
    assertThat(chosen.streamBase()).hasToString("wss://other.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ws://fstream.binance.com",
        "http://127.0.0.1:1",
        "wss://host/private",
        "wss://user@host",
        "wss:///",
        "host:1"
      })
  void streamsInTheClear_orWithAPath_areRefused(String address) {
    assertThatThrownBy(() -> Endpoints.DEMO.withStreams(address))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "https:", "https:///", "https://a_b", "mailto:x"})
  void noAddress_isRefused(String address) {
    assertThatThrownBy(() -> Endpoints.at(address)).isInstanceOf(IllegalArgumentException.class);
  }
}
