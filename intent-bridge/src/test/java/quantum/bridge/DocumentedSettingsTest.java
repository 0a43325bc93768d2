package quantum.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quantum.runtime.Settings;
import quantum.runtime.testing.EnvFile;

/** The env file and the README say what the code reads, with the code's defaults. */
class DocumentedSettingsTest {
  private static void read(Settings settings) {
    settings.complete(() -> IntentBridgeSettings.read(settings));
  }

  @Test
  void envFile_namesEverySettingWithItsDefault() {
    assertThat(EnvFile.problems("intent-bridge", DocumentedSettingsTest::read)).isEmpty();
  }

  @Test
  void readme_namesEverySetting() {
    assertThat(EnvFile.missingInReadme("intent-bridge", DocumentedSettingsTest::read)).isEmpty();
  }
}
