package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import quantum.cli.Quantum;

/**
 * The folder {@code ops} in a home as an installation has it, with the command of this build: what
 * a script calls is what was compiled, and nothing is built.
 */
final class InstalledOps {
  private static final Path OPS = Path.of("").toAbsolutePath().resolveSibling("ops");

  private InstalledOps() {}

  /**
   * @param home made by this
   * @return the folder of the scripts
   */
  static Path in(Path home) throws IOException {
    Path ops = Files.createDirectories(home.resolve("ops"));
    try (Stream<Path> scripts = Files.list(OPS)) {
      for (Path script : scripts.filter(Files::isRegularFile).toList()) {
        executable(Files.copy(script, ops.resolve(script.getFileName())));
      }
    }
    String java = ProcessHandle.current().info().command().orElseThrow();
    Path runtime = Files.createDirectories(home.resolve("runtime/bin"));
    executable(
        Files.writeString(
            runtime.resolve("java"), "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(java)));
    Path programs = Files.createDirectories(home.resolve("bin"));
    executable(
        Files.writeString(
            programs.resolve("quantum"),
            """
            #!/bin/sh
            exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
              -cp '%s' %s "$@"
            """
                .formatted(java, System.getProperty("java.class.path"), Quantum.class.getName())));
    return ops;
  }

  private static void executable(Path file) {
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
