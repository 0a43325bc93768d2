package quantum.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import quantum.runtime.Settings;
import quantum.runtime.testing.EnvFile;

/** The env file and the README say what the code reads, with the code's defaults. */
class DocumentedSettingsTest {
  private static ConsoleSettings read(Settings settings) {
    return settings.complete("CONSOLE_", () -> ConsoleSettings.read(settings));
  }

  @Test
  void envFile_namesEverySettingWithItsDefault() {
    assertThat(EnvFile.problems("console", DocumentedSettingsTest::read, Map.of())).isEmpty();
  }

  @Test
  void readme_namesEverySetting() {
    assertThat(EnvFile.missingInReadme("console", DocumentedSettingsTest::read, Map.of()))
        .isEmpty();
  }

  @Test
  void nothingSet_showsOnLoopback_andActsOnNothing() {
    ConsoleSettings settings = read(Settings.of(Map.of()));
    assertThat(settings.bind().isLoopbackAddress()).isTrue();
    assertThat(settings.port()).isEqualTo(8899);
    assertThat(settings.actions()).isFalse();
  }
}
