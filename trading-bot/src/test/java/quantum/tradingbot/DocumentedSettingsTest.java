package quantum.tradingbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;
import quantum.runtime.testing.EnvFile;

/** The env file and the README say what the code reads, with the code's defaults. */
class DocumentedSettingsTest {
  private static final Map<String, String> REQUIRED = Map.of("SYMBOLS", "BTCUSDT");

  private static TradingBotSettings read(Settings settings) {
    return settings.complete("BOT_", () -> TradingBotSettings.read(settings));
  }

  @Test
  void envFile_namesEverySettingWithItsDefault() {
    assertThat(EnvFile.problems("trading-bot", DocumentedSettingsTest::read, REQUIRED)).isEmpty();
  }

  @Test
  void readme_namesEverySetting() {
    assertThat(EnvFile.missingInReadme("trading-bot", DocumentedSettingsTest::read, REQUIRED))
        .isEmpty();
  }

  @Test
  void nothingButSymbols_isADryRun() {
    Settings settings = Settings.of(REQUIRED);
    assertThat(read(settings).rules().dryRun()).isTrue();
  }

  @Test
  void noSymbols_isRefused() {
    Settings settings = Settings.of(Map.of());
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("SYMBOLS is not set");
  }

  @ParameterizedTest
  @CsvSource({
    "BOT_DRY_RUN,perhaps",
    "BOT_LEVERAGE,0",
    "BOT_MIN_CONFIDENCE,1",
    "BOT_POSITION_USD,-5",
    "BOT_LOOKBACK_MIN,1500",
    "BOT_MAX_POSITIONS,1",
    "MARKET_REST_URL,ws://127.0.0.1",
    "STREAM_TRADE_INTENT,other:stream:trade.intent"
  })
  void badValue_isRefusedByName(String name, String value) {
    Settings settings = Settings.of(Map.of("SYMBOLS", "BTCUSDT", name, value));
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining(name);
  }
}
