package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import quantum.runtime.Settings;
import quantum.runtime.testing.EnvFile;

/** The env file and the README say what the code reads, with the code's defaults. */
class DocumentedSettingsTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "VENUE_REST_URL",
          "http://127.0.0.1:1",
          "BINANCE_API_KEY",
          "k",
          "BINANCE_API_SECRET",
          "s");

  private static void read(Settings settings) {
    settings.complete(() -> ApplyLayerSettings.read(settings));
  }

  @Test
  void envFile_namesEverySettingWithItsDefault() {
    assertThat(EnvFile.problems("apply-layer", DocumentedSettingsTest::read, REQUIRED)).isEmpty();
  }

  @Test
  void readme_namesEverySetting() {
    assertThat(EnvFile.missingInReadme("apply-layer", DocumentedSettingsTest::read, REQUIRED))
        .isEmpty();
  }
}
