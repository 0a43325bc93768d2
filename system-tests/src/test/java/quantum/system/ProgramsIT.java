package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every program that an operator may start answers questions and refuses what it does not know,
 * before it asks anything of Redis: an instance started by mistake would work beside the real one.
 */
class ProgramsIT {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String SECRET = "hunter2";

  /** What some service needs to start at all, and no other one refuses. */
  private static final Map<String, String> REQUIRED =
      Map.of(
          "SYMBOLS",
          "BTCUSDT",
          "VENUE_REST_URL",
          "http://127.0.0.1:1",
          "BINANCE_API_KEY",
          SECRET,
          "BINANCE_API_SECRET",
          SECRET,
          "PAPER_PRICES_DIR",
          ROOT.resolve("demo/data/prices").toString(),
          "PAPER_API_KEY",
          SECRET,
          "PAPER_API_SECRET",
          SECRET,
          "MARKET_REST_URL",
          "http://127.0.0.1:1",
          "MARKET_WS_URL",
          "ws://127.0.0.1:1");

  /** What a tool cannot do without. */
  private static final Map<String, List<String>> ARGUMENTS =
      Map.of(
          "quantum.replay.Replay",
          List.of("--prices", "demo/data/prices", "--every", "1"),
          "quantum.demo.Demo",
          List.of(
              "--prices",
              ROOT.resolve("demo/data/prices").toString(),
              "--entries",
              ROOT.resolve("demo/data/entries.json").toString(),
              "--work",
              "/nowhere"));

  private record Ended(int code, String said) {}

  private ServerSocket redis;

  @BeforeEach
  void listen() throws IOException {
    redis = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    redis.setSoTimeout(1);
  }

  @AfterEach
  void nobodyHasConnected() throws IOException {
    assertThatThrownBy(redis::accept).isInstanceOf(SocketTimeoutException.class);
    redis.close();
  }

  /** Those of an installation, and the demo. */
  static List<String> mains() throws IOException {
    try (Stream<String> lines = Files.lines(ROOT.resolve("deploy/package/programs"))) {
      List<String> mains =
          new ArrayList<>(
              lines
                  .filter(line -> !line.startsWith("#"))
                  .map(line -> line.split("\\s+")[2])
                  .toList());
      mains.add("quantum.demo.Demo");
      assertThat(mains).hasSizeGreaterThan(10).doesNotHaveDuplicates();
      return mains;
    }
  }

  private Process start(String main, Map<String, String> more, String... arguments)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main)
            .redirectErrorStream(true);
    builder.command().addAll(ARGUMENTS.getOrDefault(main, List.of()));
    builder.command().addAll(List.of(arguments));
    Map<String, String> env = builder.environment();
    env.clear();
    env.putAll(REQUIRED);
    env.put("REDIS_URL", "redis://bot:" + SECRET + "@127.0.0.1:" + redis.getLocalPort() + "/0");
    env.putAll(more);
    return builder.start();
  }

  private static Ended end(Process process) throws Exception {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }

  @ParameterizedTest
  @MethodSource("mains")
  void program_answersQuestions_andRefusesUnknownArguments_withoutRedis(String main)
      throws Exception {
    Process help = start(main, Map.of(), "--help");
    Process version = start(main, Map.of(), "--version");
    Process bogus = start(main, Map.of(), "--bogus");

    assertThat(end(help)).matches(end -> end.code() == 0 && end.said().contains("--version"));
    assertThat(end(version))
        .matches(end -> end.code() == 0 && end.said().strip().matches("[a-z-]+ [\\w.-]+"));
    assertThat(end(bogus)).matches(end -> end.code() == 64 && end.said().contains("'--bogus'"));
  }

  @ParameterizedTest
  @MethodSource("mains")
  void check_ofSettingsThatAreRight_showsThem_withoutRedisAndSecrets(String main) throws Exception {
    if (main.equals("quantum.cli.Quantum")) {
      return; // it has a verb for it: config
    }
    Ended checked = end(start(main, Map.of(), "--check"));

    assertThat(checked.code()).as(checked.said()).isZero();
    assertThat(checked.said()).doesNotContain(SECRET);
    if (!main.matches(".*(Replay|Demo|PaperExchange)")) {
      assertThat(checked.said()).contains("\nREDIS_URL=redis://****@127.0.0.1:");
    }
  }

  @Test
  void check_ofAWrongSetting_ends78_andNamesIt() throws Exception {
    for (String main : List.of("quantum.brain.HarvestBrain", "quantum.apply.ApplyLayer")) {
      Ended end =
          end(
              start(
                  main, Map.of("HARVEST_MIN_R", "much", "APPLY_MAX_POSITIONS", "much"), "--check"));
      assertThat(end.code()).as(end.said()).isEqualTo(78);
      assertThat(end.said())
          .containsAnyOf("HARVEST_MIN_R is 'much'", "APPLY_MAX_POSITIONS is 'much'");
    }
  }
}
