package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;
import quantum.runtime.testing.EnvFile;

/** The env file and the README say what the code reads, with the code's defaults. */
class DocumentedSettingsTest {
  private static void read(Settings settings) {
    settings.complete(
        () -> {
          MarketStateSettings.read(settings);
          return RedisSettings.read(settings);
        });
  }

  @Test
  void envFile_namesEverySettingWithItsDefault() {
    assertThat(EnvFile.problems("marketstate", DocumentedSettingsTest::read)).isEmpty();
  }

  @Test
  void readme_namesEverySetting() {
    assertThat(EnvFile.missingInReadme("market-state", DocumentedSettingsTest::read)).isEmpty();
  }
}
