package quantum.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs as systemd starts them: with no environment but what the unit, its env file and the
 * launcher give them. The shell reads the env file, so that the locale of this JVM says nothing.
 */
class LauncherTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final String SYMBOL = "币安人生USDT";

  /** What some service needs to start at all, and the symbol wherever one may stand. */
  private static final String SETTINGS =
      """
      SYMBOLS=@symbol@
      INTENT_BRIDGE_ALLOWLIST=@symbol@
      APPLY_ALLOWLIST=@symbol@
      BINANCE_API_KEY=key
      BINANCE_API_SECRET=secret
      VENUE_REST_URL=http://127.0.0.1:1
      MARKET_REST_URL=http://127.0.0.1:1
      MARKET_WS_URL=ws://127.0.0.1:1
      PAPER_PRICES_DIR=/tmp
      PAPER_API_KEY=key
      PAPER_API_SECRET=secret
      """;

  private record Ended(int exitCode, String text) {}

  @TempDir private Path folder;

  @BeforeEach
  void install() throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(folder.resolve("runtime"), Path.of(System.getProperty("java.home")));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    try (OutputStream file = Files.newOutputStream(folder.resolve("lib/quantum-harvest.jar"));
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      jar.finish();
    }
    Files.writeString(folder.resolve("settings"), SETTINGS.replace("@symbol@", SYMBOL));
  }

  /** The launcher of a program, laid out as the package does. */
  private Path launcher(Program program) throws IOException {
    return launcher(program, "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
  }

  private Path launcher(Program program, String arguments) throws IOException {
    String template = Files.readString(PROJECT.resolve("deploy/package/launcher.sh"));
    Path launcher = folder.resolve("bin").resolve(program.name());
    Files.writeString(
        launcher,
        template
            .replace("@name@", program.name())
            .replace("@cache@", program.cache())
            .replace("@arguments@", arguments)
            .replace("@main@", program.main()));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    return launcher;
  }

  private Ended start(List<String> environment, Path program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/env", "-i", "PATH=/usr/bin:/bin"));
    command.addAll(environment);
    command.addAll(List.of("/bin/sh", "-c", "set -a; . \"$0\"; set +a; exec \"$@\""));
    command.add(folder.resolve("settings").toString());
    command.add(program.toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), text);
  }

  private static List<Program> services() throws IOException {
    return Program.read(PROJECT.resolve("deploy/package/programs")).stream()
        .filter(program -> program.kind() == Program.Kind.SERVICE)
        .toList();
  }

  @Test
  void symbolOfAnotherScript_isReadByEveryService_underItsLauncher() throws Exception {
    for (Program program : services()) {
      Ended ended = start(List.of(), launcher(program), "--check");
      assertThat(ended.exitCode()).as(program.name() + ": " + ended.text()).isZero();
    }
  }

  @Test
  void symbolOfAnotherScript_isRead_whateverLocaleTheCallerHas() throws Exception {
    Ended ended =
        start(List.of("LC_ALL=C", "LANG=C"), launcher(service("quantum-marketstate")), "--check");
    assertThat(ended.exitCode()).as(ended.text()).isZero();
    assertThat(ended.text()).contains(SYMBOL);
  }

  @Test
  void symbolOfAnotherScript_isRead_underTheEnvironmentOfTheUnitAlone() throws Exception {
    for (Program program : services()) {
      Path unit = PROJECT.resolve("deploy/systemd/" + program.name() + ".service");
      List<String> environment;
      try (Stream<String> lines = Files.lines(unit)) {
        environment =
            lines
                .filter(line -> line.startsWith("Environment="))
                .map(line -> line.substring("Environment=".length()))
                .toList();
      }
      Ended ended =
          start(
              environment,
              folder.resolve("runtime/bin/java"),
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              folder.resolve("lib/quantum-harvest.jar").toString(),
              program.main(),
              "--check");
      assertThat(ended.exitCode()).as(program.name() + ": " + ended.text()).isZero();
    }
  }

  /** The JVM of the command would not even start. */
  @Test
  void backtest_isOneProcess_thatOfTheReplay() throws Exception {
    Path command = launcher(program("quantum"), "-XX:NoSuchOption");
    launcher(program("quantum-replay"));

    Ended ended = start(List.of(), command, "backtest", "--prices", "p", "--every", "4", "--check");

    assertThat(ended.exitCode()).as(ended.text()).isZero();
    assertThat(ended.text()).contains("policy=");
    assertThat(start(List.of(), command, "status").text()).contains("NoSuchOption");
  }

  private static Program program(String name) throws IOException {
    return Program.read(PROJECT.resolve("deploy/package/programs")).stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Program service(String name) throws IOException {
    return services().stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }
}
