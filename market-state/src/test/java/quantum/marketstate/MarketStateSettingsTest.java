package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import quantum.kernel.market.ReferenceParameters;
import quantum.kernel.market.StatisticsParameters;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;
import quantum.runtime.settings.StatisticsSettings;

class MarketStateSettingsTest {
  @Test
  void read_nothingSet_isTheProductionVenueAndTenSeconds() {
    MarketStateSettings settings = MarketStateSettings.read(Settings.of(Map.of()));
    assertThat(settings.socketBase()).hasToString("wss://fstream.binance.com");
    assertThat(settings.restBase()).hasToString("https://fapi.binance.com");
    assertThat(settings.silenceSec()).isEqualTo(10);
    assertThat(settings.symbols()).isEmpty();
    assertThat(settings.publishIntervalSec()).isEqualTo(10);
    assertThat(settings.lockstep()).isFalse();
    assertThat(settings.statistics())
        .as("the defaults stand in the kernel only")
        .isEqualTo(StatisticsSettings.DEFAULTS);
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

  @Test
  void variableThatDoesNotExist_isRefused_alsoAmongStatisticsAndReferences() {
    Settings settings =
        Settings.ofService(
            Map.of("STATS_WINDOWS", "128", "REFERENCE_WINDOW", "720", "REFUSED", "other"),
            Map.of(),
            MarketStateSettings.PREFIXES);
    assertThatThrownBy(() -> settings.complete(() -> MarketStateSettings.read(settings)))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("STATS_WINDOWS; did you mean STATS_WINDOW?")
        .hasMessageContaining("unknown setting REFERENCE_WINDOW")
        .hasMessageNotContaining("REFUSED");
  }

  @Test
  void read_everyWeightSet_isTaken() {
    StatisticsSettings settings =
        StatisticsSettings.read(
            Settings.of(
                Map.ofEntries(
                    Map.entry("STATS_WINDOW", "128"),
                    Map.entry("STATS_WINSOR_QUANTILE", "0.02"),
                    Map.entry("STATS_EWMA_LAMBDA", "0.9"),
                    Map.entry("STATS_EWMA_SEED", "20"),
                    Map.entry("STATS_SPIKE_CAP", "4"),
                    Map.entry("STATS_SPIKE_CENTRE", "1.1"),
                    Map.entry("STATS_SPIKE_WIDTH", "0.2"),
                    Map.entry("STATS_MIN_SIGMA", "0.00001"),
                    Map.entry("STATS_SLOPES", "32:0.6, 64:0.4"),
                    Map.entry("STATS_VR_STEP", "4"),
                    Map.entry("REFERENCE_WINDOW_MIN", "720"),
                    Map.entry("REFERENCE_AT_LEAST_MIN", "60"),
                    Map.entry("REFERENCE_SIGMA_QUANTILE", "0.6"),
                    Map.entry("REFERENCE_TS_QUANTILE", "0.4"),
                    Map.entry("REFERENCE_TREND_MIN_QUANTILE", "0.1"),
                    Map.entry("REFERENCE_TREND_ARM_QUANTILE", "0.9"))));
    assertThat(settings)
        .isEqualTo(
            new StatisticsSettings(
                new StatisticsParameters(
                    128,
                    0.02,
                    0.9,
                    20,
                    4,
                    1.1,
                    0.2,
                    0.00001,
                    List.of(
                        new StatisticsParameters.SlopeWindow(32, 0.6),
                        new StatisticsParameters.SlopeWindow(64, 0.4)),
                    4),
                new ReferenceParameters(720, 60, 0.6, 0.4, 0.1, 0.9)));
  }

  @Test
  void read_weightsThatContradictEachOther_areNamed() {
    Settings settings =
        Settings.of(
            Map.of(
                "STATS_WINDOW", "20",
                "STATS_EWMA_SEED", "21",
                "STATS_VR_STEP", "20",
                "STATS_SLOPES", "1:0.5",
                "REFERENCE_WINDOW_MIN", "100",
                "REFERENCE_TREND_ARM_QUANTILE", "0.01"));
    assertThatThrownBy(() -> settings.complete("MARKET_", () -> MarketStateSettings.read(settings)))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("STATS_EWMA_SEED is '21', allowed is at most STATS_WINDOW, 20")
        .hasMessageContaining("STATS_VR_STEP")
        .hasMessageContaining("STATS_SLOPES")
        .hasMessageContaining("REFERENCE_AT_LEAST_MIN")
        .hasMessageContaining("REFERENCE_TREND_ARM_QUANTILE");
  }
}
