package quantum.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The compose file starts what the target starts, each with the settings of its own name. */
class ContainerFilesTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> BY_HAND =
      Set.of("paper-exchange", "trading-bot", "alerts", "console");

  @Test
  void compose_startsEveryCoreService() throws IOException {
    List<String> lines = Files.readAllLines(PROJECT.resolve("deploy/container/compose.yaml"));

    for (Program program : Program.read(PROJECT.resolve("deploy/package/programs"))) {
      if (program.kind() == Program.Kind.SERVICE && !BY_HAND.contains(program.shortName())) {
        assertThat(lines)
            .contains("  " + program.shortName() + ":", "    command: [" + program.name() + "]")
            .anyMatch(line -> line.contains("path: settings/" + program.shortName() + ".env"));
      }
    }
  }
}
