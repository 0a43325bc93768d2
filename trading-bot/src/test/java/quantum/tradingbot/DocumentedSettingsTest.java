package quantum.tradingbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;

/** The env file and the README say what the code reads, with the code's defaults. */
class DocumentedSettingsTest {
  private static final Pattern LINE = Pattern.compile("#?([A-Z_]+)=(.*)");

  private static Path fromAbove(String file) {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve(file))) {
        return folder.resolve(file);
      }
    }
    throw new AssertionError(file + " is neither here nor above");
  }

  private static TradingBotSettings read(Settings settings) {
    return settings.complete("BOT_", () -> TradingBotSettings.read(settings));
  }

  private static List<Settings.Known> known() {
    Settings settings = Settings.of(Map.of("SYMBOLS", "BTCUSDT"));
    read(settings);
    return settings.known();
  }

  @Test
  void envFile_namesEverySettingWithItsDefault() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(fromAbove("deploy/env/trading-bot.env"))) {
      var matcher = LINE.matcher(line);
      if (matcher.matches()) {
        documented.put(matcher.group(1), matcher.group(2));
      }
    }
    Map<String, String> read =
        known().stream()
            .collect(
                Collectors.toMap(
                    Settings.Known::name, Settings.Known::dflt, (a, b) -> a, TreeMap::new));
    assertThat(documented).containsAllEntriesOf(read);
    documented.keySet().removeAll(read.keySet());
    // read by the logging, and in the absence of REDIS_URL
    assertThat(documented.keySet()).isSubsetOf("LOG_LEVEL", "REDIS_HOST", "REDIS_PORT", "REDIS_DB");
  }

  @Test
  void readme_namesEverySetting() throws IOException {
    String readme = Files.readString(fromAbove("trading-bot/README.md"));
    assertThat(known()).allSatisfy(setting -> assertThat(readme).contains(setting.name()));
  }

  @Test
  void nothingButSymbols_isADryRun() {
    Settings settings = Settings.of(Map.of("SYMBOLS", "BTCUSDT"));
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
