package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;

/** Whose events are listened to: they must be of the account that orders go to. */
class StreamAddressSettingsTest {

  private static String streams(String... namesAndValues) {
    Map<String, String> env =
        new HashMap<>(
            Map.of(
                "BINANCE_API_KEY", "k",
                "BINANCE_API_SECRET", "s",
                "ALLOW_MAINNET", "yes",
                "APPLY_MAX_POSITIONS", "1",
                "APPLY_MAX_NOTIONAL_USDT", "1",
                "APPLY_MAX_LEVERAGE", "1",
                "LIMIT_DAILY_LOSS_USDT", "100",
                "LIMIT_DRAWDOWN_PCT", "0",
                "LIMIT_LOSSES_IN_A_ROW", "0"));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      env.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    Settings settings = Settings.of(env);
    return settings
        .complete("VENUE_", () -> ApplyLayerSettings.read(settings))
        .endpoints()
        .streamBase()
        .toString();
  }

  @Test
  void unset_itIsTheVenuesOwn_orWhereThePaperExchangeListens() {
    assertThat(streams("VENUE", "binance")).isEqualTo("wss://fstream.binance.com");
    assertThat(streams("VENUE", "binance-testnet")).isEqualTo("wss://demo-fstream.binance.com");
    assertThat(streams("VENUE_REST_URL", "http://127.0.0.1:8890")).isEqualTo("ws://127.0.0.1:8890");
  }

  @Test
  void set_itIsThat() {
    assertThat(
            streams(
                "VENUE_REST_URL",
                "http://127.0.0.1:8890",
                "VENUE_STREAM_URL",
                "ws://127.0.0.1:8891/"))
        .isEqualTo("ws://127.0.0.1:8891");
  }

  @ParameterizedTest
  @CsvSource({
    "paper,wss://fstream.binance.com",
    "binance-testnet,wss://FSTREAM.binance.com",
    "binance,wss://demo-fstream.binance.com",
    "binance,ws://fstream.binance.com",
    "paper,http://127.0.0.1:8890"
  })
  void anotherVenuesStreams_orInTheClear_areRefused(String venue, String address) {
    String rest = venue.equals("paper") ? "http://127.0.0.1:8890" : "";
    assertThatThrownBy(
            () -> streams("VENUE", venue, "VENUE_REST_URL", rest, "VENUE_STREAM_URL", address))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("VENUE_STREAM_URL");
  }
}
