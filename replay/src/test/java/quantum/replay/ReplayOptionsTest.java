package quantum.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayOptionsTest {
  private static final long HOUR = 3_600_000;

  /** 2025-05-09T08:00Z. */
  private static final long EIGHT = 1_746_777_600_000L;

  @TempDir private Path folder;
  private Path prices;

  private record Said(int code, String out, String err) {}

  /** 61 minutes at 10 000: entries at the first and the last bar's open. */
  @BeforeEach
  void prices() throws IOException {
    StringBuilder csv = new StringBuilder("open_time_ms,open,high,low,close,volume\n");
    for (long at = EIGHT; at <= EIGHT + HOUR; at += 60_000) {
      csv.append(at).append(",10000,10000,10000,10000,1\n");
    }
    prices = Files.writeString(folder.resolve("BTCUSDT-1m-2025-05-09.csv"), csv);
  }

  /** In this JVM; what is refused prints nothing but its reason. */
  private Said refused(String... options) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream before = System.err;
    PrintStream captured = new PrintStream(err, true, StandardCharsets.UTF_8);
    System.setErr(captured);
    try {
      CommandLine command = new CommandLine(new Replay());
      command.setErr(new PrintWriter(captured, true, StandardCharsets.UTF_8));
      int code = command.execute(withPrices(options).toArray(String[]::new));
      return new Said(code, "", err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  private List<String> withPrices(String... options) {
    List<String> all = new ArrayList<>(List.of("--prices", prices.toString()));
    all.addAll(List.of(options));
    return all;
  }

  /** As a process of its own, because a replay prints to the process's standard output. */
  private Said replay(String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Replay.class.getName()));
    command.addAll(withPrices(options));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the replay does not end");
    }
    return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--every 0 | --every must be 1 to 8784 hours, was 0",
        "--every -4 | --every must be 1 to 8784 hours, was -4",
        "--every 8785 | --every must be 1 to 8784 hours, was 8785",
        "--every four | '--every'",
        "--every 1 --stop-pct 0 | --stop-pct must be above 0 and at most 50, was 0",
        "--every 1 --stop-pct -2 | --stop-pct must be above 0 and at most 50, was -2",
        "--every 1 --stop-pct 50.01 | --stop-pct must be above 0 and at most 50, was 50.01",
        "--every 1 --stop-pct wide | '--stop-pct'",
        "--every 1 --kill x | --kill: kill reference must be adaptive, fixed or off, was 'x'",
        "--every 1 --kill-confirm-sec -1 | --kill-confirm-sec must be 0 to 86400, was -1",
        "--every 1 --kill-confirm-sec 86401 | --kill-confirm-sec must be 0 to 86400, was 86401",
        "--every 1 --kill-confirm-sec soon | '--kill-confirm-sec'",
        "--every 1 --kill-adverse-drift NaN | --kill-adverse-drift must be -100 to 100, was NaN",
        "--every 1 --kill-adverse-drift 101 | --kill-adverse-drift must be -100 to 100, was 101",
        "--every 1 --kill-adverse-drift x | '--kill-adverse-drift'",
        "--every 1 --policy best | '--policy'",
        "--every 1 --stops none | '--stops'",
        "--every 1 --theta T1_R=9 | T1_R",
        "--every 1 --set STATS_WINDOW=5 | STATS_WINDOW",
        "--every 1 --set REFERENCE_WINDOW_MIN=long | REFERENCE_WINDOW_MIN",
        "--every 1 --set MARKETSTATE_MAX_AGE_SEC=0 | MARKETSTATE_MAX_AGE_SEC",
        "--every 3 --entries e.json | mutually exclusive",
        "--kill off | Missing required argument",
        "--every 1 --nonsense | --nonsense",
        "--every 1 --check --nonsense | --nonsense",
      })
  void badValue_isNamed_andIsCode64(String options, String named) {
    Said said = refused(options.split(" "));

    assertThat(said.err()).contains(named).doesNotContain("\tat ");
    assertThat(said.code()).isEqualTo(64);
  }

  @Test
  void marketThatIsJudgedOtherwise_isAmongTheAssumptions() {
    String[] usual = withPrices("--every", "1").toArray(String[]::new);
    String[] other =
        withPrices(
                "--every", "1", "--set", "STATS_WINDOW=120", "--set", "MARKETSTATE_MAX_AGE_SEC=60")
            .toArray(String[]::new);

    assertThat(LabRun.of(usual).all("assumptions").getFirst().has("market")).isFalse();
    assertThat(LabRun.of(other).all("assumptions").getFirst().get("market").asString())
        .contains("window=120", "believed for 60 s");
  }

  @Test
  void everyThatNoBarMeets_isNamed_andIsCode2() {
    Said said = refused("--every", "5");

    assertThat(said.err()).contains("no bar opens at a multiple of --every hours");
    assertThat(said.code()).isEqualTo(2);
  }

  @Test
  void pricesThatAreNotThere_areNamed() {
    prices = folder.resolve("nowhere.csv");

    Said said = refused("--every", "1");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("nowhere.csv");
  }

  @Test
  void independent_reportsTheKillBesideNone_asJson() throws Exception {
    Said said =
        replay("--every", "1", "--stop-pct", "1", "--independent", "--kill", "fixed", "--json");

    assertThat(said.err()).isEmpty();
    List<JsonNode> lines = said.out().lines().map(JsonMapper.shared()::readTree).toList();
    assertThat(lines.stream().filter(l -> l.has("summary")).map(l -> l.get("summary")))
        .hasSize(4)
        .allSatisfy(s -> assertThat(s.get("entry").asDouble()).isEqualTo(10_000));
    assertThat(lines.stream().filter(l -> l.has("report")).map(l -> l.get("report")))
        .extracting(r -> r.get("kill").asString(), r -> r.get("positions").asInt())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("off", 4),
            org.assertj.core.groups.Tuple.tuple("fixed", 4));
    assertThat(said.code()).as("all four are open when the prices end").isOne();
  }

  @Test
  void withoutIndependent_theSecondSideOfASymbolIsSkipped() throws Exception {
    Said said = replay("--every", "2", "--kill", "off");

    assertThat(said.out()).contains("ENTRY").contains("SKIP_OPEN_OPPOSITE");
    assertThat(said.out().lines().filter(l -> l.contains("max R"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"exchange, EXCHANGE_STOP, 9800", "watched, STOP_HIT, 9800"})
  void stops_restAtTheExchange_orAreOnlyWatched(String stops, String action, String price)
      throws Exception {
    prices =
        Files.writeString(
            folder.resolve("BTCUSDT-1m-2025-05-10.csv"),
            """
            open_time_ms,open,high,low,close,volume
            %d,10000,10000,10000,10000,1
            %d,10000,10010,9600,9700,1
            """
                .formatted(EIGHT, EIGHT + 60_000));

    Said said = replay("--every", "1", "--kill", "off", "--stops", stops);

    assertThat(said.err()).isEmpty();
    assertThat(said.out())
        .containsPattern("LONG +" + action + " +price=" + price + " ")
        .contains("exit " + action);
  }
}
