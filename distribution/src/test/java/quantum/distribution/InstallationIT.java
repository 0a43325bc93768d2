package quantum.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installation as it was built, unpacked from its archive at another place. */
class InstallationIT {
  private static final int BAD_SETTINGS = 78;
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private record Ended(int exitCode, String text) {}

  @Test
  void services_withoutSettingsTheyNeed_sayWhichAndEndWith78_fromTheirCache(@TempDir Path folder)
      throws Exception {
    Path home = unpacked(folder);

    for (Program program : Program.read(home.resolve("programs"))) {
      if (program.kind() == Program.Kind.SERVICE) {
        // with AOTMode=on a JVM that cannot use its cache does not start
        Ended ended =
            run(
                home.resolve("bin").resolve(program.name()),
                Map.of("REDIS_URL", "nonsense", "JAVA_TOOL_OPTIONS", "-XX:AOTMode=on"));

        assertThat(ended.exitCode()).as(program.name() + ": " + ended.text()).isEqualTo(78);
        assertThat(ended.text()).contains("cannot start").contains("allowed is");
      }
    }
  }

  @Test
  void launcher_withoutItsCache_startsAllTheSame(@TempDir Path folder) throws Exception {
    Path home = unpacked(folder);
    Files.delete(home.resolve("aot/services.aot"));

    Ended ended = run(home.resolve("bin/quantum-exitbrain"), Map.of("REDIS_URL", "nonsense"));

    assertThat(ended.exitCode()).isEqualTo(BAD_SETTINGS);
    assertThat(ended.text()).contains("REDIS_URL");
  }

  @Test
  void tools_askedForHelp_giveIt(@TempDir Path folder) throws Exception {
    Path home = unpacked(folder);
    Path link = Files.createSymbolicLink(folder.resolve("quantum"), home.resolve("bin/quantum"));

    assertThat(run(link, Map.of(), "--help").text()).contains("inspect");
    assertThat(run(home.resolve("ops/inspect.sh"), Map.of(), "--help").text()).contains("SYMBOL");
    assertThat(run(home.resolve("ops/replay.sh"), Map.of(), "--help").text()).contains("--prices");
  }

  @Test
  void jars_ofTheInstallation_haveNothingOfTheTests() throws IOException {
    try (Stream<Path> jars = Files.list(TARGET.resolve("root/opt/quantum/lib"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .noneMatch(
              name -> name.matches("(junit|assertj|testcontainers|docker|embedded-redis|jna).*"))
          .noneMatch(name -> name.startsWith("stream-runtime-testing"))
          .noneMatch(name -> name.startsWith("demo"));
    }
  }

  private static Path unpacked(Path folder) throws IOException, InterruptedException {
    List<Path> archives = new ArrayList<>();
    try (var found = Files.newDirectoryStream(TARGET, "quantum-harvest-*.tar.gz")) {
      found.forEach(archives::add);
    }
    assertThat(archives).hasSize(1);
    Ended ended =
        run(
            Path.of("/bin/tar"),
            Map.of(),
            "-xzf",
            archives.getFirst().toString(),
            "--strip-components=1",
            "-C",
            folder.toString());
    assertThat(ended.exitCode()).as(ended.text()).isZero();
    return folder.resolve("opt/quantum");
  }

  private static Ended run(Path program, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(program.toString()).redirectErrorStream(true);
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), text);
  }
}
