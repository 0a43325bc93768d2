package quantum.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void programs_ofTheProject_nameEveryUnitOnce() throws IOException {
    Set<String> units;
    try (Stream<Path> files = Files.list(PROJECT.resolve("deploy/systemd"))) {
      units =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".service") && !name.contains("@"))
              .map(name -> name.substring(0, name.length() - ".service".length()))
              .collect(Collectors.toSet());
    }

    assertThat(services()).extracting(Program::name).containsExactlyInAnyOrderElementsOf(units);
  }

  @Test
  void programs_ofTheProject_haveAnEnvFileEach() {
    assertThat(services())
        .allSatisfy(
            program ->
                assertThat(PROJECT.resolve("deploy/env/" + program.shortName() + ".env")).exists());
  }

  @Test
  void programs_ofTheProject_haveAMainEach() throws ClassNotFoundException {
    for (Program program : programs()) {
      assertThat(Class.forName(program.main(), false, getClass().getClassLoader()))
          .hasPublicMethods("main");
    }
  }

  @Test
  void order_ofRestarts_beginsWithTheExchangeAndThePricesOfAll() {
    assertThat(services())
        .extracting(Program::shortName)
        .startsWith(
            "paper-exchange",
            "marketstate",
            "intent-bridge",
            "apply-layer",
            "harvest-brain",
            "exitbrain");
  }

  @Test
  void line_withTooFewColumns_isRefused(@TempDir Path folder) throws IOException {
    Path table = Files.writeString(folder.resolve("programs"), "quantum-x service\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Program.read(table))
        .withMessageContaining("quantum-x service");
  }

  private static List<Program> services() {
    return programs().stream().filter(each -> each.kind() == Program.Kind.SERVICE).toList();
  }

  private static List<Program> programs() {
    try {
      return Program.read(PROJECT.resolve("deploy/package/programs"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
