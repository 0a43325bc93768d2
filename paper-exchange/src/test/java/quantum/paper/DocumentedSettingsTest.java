package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import quantum.runtime.Settings;
import quantum.runtime.testing.EnvFile;

/** The env file and the README say what the code reads, with the code's defaults. */
class DocumentedSettingsTest {
  private static final Map<String, String> REQUIRED =
      Map.of("PAPER_PRICES_DIR", ".", "PAPER_API_KEY", "k", "PAPER_API_SECRET", "s");

  private static void read(Settings settings) {
    settings.complete(() -> PaperExchangeSettings.read(settings));
  }

  @Test
  void envFile_namesEverySettingWithItsDefault() {
    assertThat(EnvFile.problems("paper-exchange", DocumentedSettingsTest::read, REQUIRED))
        .isEmpty();
  }

  @Test
  void readme_namesEverySetting() {
    assertThat(EnvFile.missingInReadme("paper-exchange", DocumentedSettingsTest::read, REQUIRED))
        .isEmpty();
  }
}
