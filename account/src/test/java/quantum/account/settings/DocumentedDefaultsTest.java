package quantum.account.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import quantum.runtime.Settings;

/**
 * The command does not use harvest-brain's code: what it takes for a default must be that one's.
 */
class DocumentedDefaultsTest {
  private static final Pattern LINE = Pattern.compile("#([A-Z_]+)=(.*)");

  @Test
  void defaults_areThoseOfHarvestBrainsEnvFile() throws IOException {
    Map<String, String> documented = new LinkedHashMap<>();
    for (String line : Files.readAllLines(fromAbove("deploy/env/harvest-brain.env"))) {
      var matcher = LINE.matcher(line);
      if (matcher.matches()) {
        documented.put(matcher.group(1), matcher.group(2));
      }
    }
    Settings settings = Settings.of(Map.of());
    settings.complete(() -> HarvestSettings.read(settings));
    Map<String, String> read = new LinkedHashMap<>();
    settings.known().forEach(known -> read.put(known.name(), known.dflt()));
    read.remove("HARVEST_PREFIX"); // of the publisher
    read.keySet().retainAll(documented.keySet());
    assertThat(read).hasSizeGreaterThan(15);
    assertThat(documented).containsAllEntriesOf(read);
  }

  private static Path fromAbove(String file) {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve(file))) {
        return folder.resolve(file);
      }
    }
    throw new AssertionError(file + " is neither here nor above");
  }
}
