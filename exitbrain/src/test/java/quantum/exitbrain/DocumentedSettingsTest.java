package quantum.exitbrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import quantum.runtime.Settings;

/** The env file and the README say what the code reads, with the code's defaults. */
class DocumentedSettingsTest {
  private static final Pattern LINE = Pattern.compile("#([A-Z_]+)=(.*)");

  private static Path fromAbove(String file) {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve(file))) {
        return folder.resolve(file);
      }
    }
    throw new AssertionError(file + " is neither here nor above");
  }

  private static List<Settings.Known> known() {
    Settings settings = Settings.of(Map.of());
    settings.complete(() -> ExitBrainSettings.read(settings));
    return settings.known();
  }

  @Test
  void envFile_namesEverySettingWithItsDefault() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(fromAbove("deploy/env/exitbrain.env"))) {
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
    String readme = Files.readString(fromAbove("exitbrain/README.md"));
    assertThat(known()).allSatisfy(setting -> assertThat(readme).contains(setting.name()));
  }
}
