package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;

class MarketStateSettingsTest {
  @Test
  void read_nothingSet_isTheProductionVenueAndTenSeconds() {
    MarketStateSettings settings = MarketStateSettings.read(Settings.of(Map.of()));
    assertThat(settings.socketBase()).hasToString("wss://fstream.binance.com");
    assertThat(settings.restBase()).hasToString("https://fapi.binance.com");
    assertThat(settings.silenceSec()).isEqualTo(10);
    assertThat(settings.symbols()).isEmpty();
  }

  @Test
  void read_severalWrong_namesThemAll() {
    Settings settings =
        Settings.of(
            Map.of(
                "MARKET_WS_URL", "https://x",
                "MARKET_REST_URL", "http://x/path",
                "MARKET_SILENCE_SEC", "0",
                "SYMBOLS", "BTC USDT",
                "MARKET_SILENT_SEC", "5"));
    assertThatThrownBy(() -> settings.complete("MARKET_", () -> MarketStateSettings.read(settings)))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("MARKET_WS_URL")
        .hasMessageContaining("MARKET_REST_URL")
        .hasMessageContaining("MARKET_SILENCE_SEC")
        .hasMessageContaining("SYMBOLS")
        .hasMessageContaining("MARKET_SILENT_SEC; did you mean MARKET_SILENCE_SEC?");
  }
}
