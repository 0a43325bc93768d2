package quantum.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code compare}: settings tried on one part of the time, judged on the other. */
class CompareTest {
  private static final long HOUR = 3_600_000;

  /** 2025-05-09T00:00Z. */
  private static final long START = 1_746_748_800_000L;

  private static final int DAYS = 30;

  @TempDir private Path folder;
  private Path prices;

  @BeforeEach
  void walk() throws IOException {
    prices = written("walk", _ -> 0);
  }

  /** Hours of a random walk around 10 000; {@code more} is added to the price of each hour. */
  private Path written(String name, IntUnaryOperator more) throws IOException {
    Random random = new Random(9);
    StringBuilder csv = new StringBuilder("open_time_ms,open,high,low,close,volume\n");
    int last = 10_000;
    for (int hour = 0; hour < 24 * DAYS; hour++) {
      int open = last + more.applyAsInt(hour);
      last += random.nextInt(161) - 80 + (10_000 - last) / 50;
      int close = last + more.applyAsInt(hour);
      csv.append(START + hour * HOUR)
          .append(',')
          .append(open)
          .append(',')
          .append(Math.max(open, close) + random.nextInt(30))
          .append(',')
          .append(Math.min(open, close) - random.nextInt(30))
          .append(',')
          .append(close)
          .append(",1\n");
    }
    Path into = Files.createDirectories(folder.resolve(name));
    return Files.writeString(into.resolve("BTCUSDT-1h.csv"), csv);
  }

  private LabRun compare(String... options) {
    List<String> all =
        new ArrayList<>(
            List.of("compare", "--prices", prices.toString(), "--fixed", "KILL_REFERENCE=off"));
    all.addAll(List.of(options));
    return LabRun.of(all.toArray(String[]::new));
  }

  private LabRun every12(String... options) {
    List<String> all = new ArrayList<>(List.of("--every", "12", "--stop-pct", "0.8"));
    all.addAll(List.of(options));
    return compare(all.toArray(String[]::new));
  }

  private static JsonNode of(LabRun run) {
    assertThat(run.lines()).as(run.err()).isNotEmpty();
    return run.all("comparison").getFirst();
  }

  @Test
  void combinations_areTriedOnTheFirstPart_twoAreJudgedOnTheSecond() {
    LabRun run = every12("--set", "lock_mode=be_plus,r_lock,ratchet", "--set", "lock_R=1,1.5");

    assertThat(run.all("first")).hasSize(6);
    JsonNode split = run.all("split").getFirst();
    assertThat(split.get("first_entries").asInt() + split.get("second_entries").asInt())
        .isEqualTo(2 * 2 * DAYS);
    assertThat(split.get("at_ms").asLong())
        .isEqualTo(START + 424 * HOUR); // 0.6 · 708 h, a whole bar
    JsonNode chosen =
        run.all("first").stream()
            .max(java.util.Comparator.comparing(row -> row.get("mean_R").asDouble()))
            .orElseThrow();
    assertThat(chosen.get("chosen").asBoolean()).isTrue();
    assertThat(of(run).get("chosen")).isEqualTo(chosen.get("settings"));
    assertThat(of(run).get("combinations").asInt()).isEqualTo(6);
    assertThat(run.all("second")).hasSizeLessThanOrEqualTo(2);
    assertThat(run.lines().toString()).contains("6 combinations were tried");
  }

  @Test
  void default_isTheCombinationThatSaysIt_otherwiseOneMore() {
    assertThat(every12("--set", "lock_R=1.5,1").all("first"))
        .extracting(
            row -> row.get("settings").get("lock_R").asString(),
            row -> row.get("default").asBoolean())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1.5", true),
            org.assertj.core.groups.Tuple.tuple("1", false));
    assertThat(every12("--set", "lock_R=1,1.2").all("first"))
        .extracting(row -> row.get("settings").size(), row -> row.get("default").asBoolean())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0, true),
            org.assertj.core.groups.Tuple.tuple(1, false),
            org.assertj.core.groups.Tuple.tuple(1, false));
  }

  @Test
  void firstPart_isWhatABacktestOfItSays_andKnowsNothingOfTheSecond() throws IOException {
    LabRun before = every12("--set", "lock_mode=be_plus,ratchet", "--all");

    prices = written("other", hour -> hour < 424 ? 0 : 400 + hour % 7 * 90);
    LabRun after = every12("--set", "lock_mode=be_plus,ratchet", "--all");

    assertThat(after.all("first")).isEqualTo(before.all("first"));
    assertThat(of(after).get("chosen")).isEqualTo(of(before).get("chosen"));
    assertThat(after.all("second")).isNotEqualTo(before.all("second"));
    assertThat(before.all("first").getFirst().get("cut_at_split").asInt()).isPositive();
  }

  @Test
  void positionsOfTheFirstPart_endWhereItEnds() throws IOException {
    String[] backtest = {
      "--prices", prices.toString(), "--to", "2025-05-26T16:00Z", "--kill", "off"
    };
    List<String> all = new ArrayList<>(List.of(backtest));
    all.addAll(List.of("--every", "12", "--stop-pct", "0.8", "--account", "independent"));
    LabRun alone = LabRun.of(all.toArray(String[]::new));

    JsonNode first = every12("--set", "lock_mode=be_plus,ratchet").all("first").getFirst();

    assertThat(first.get("mean_R").asDouble())
        .isCloseTo(alone.totals().get("mean_R").asDouble(), within(1e-12));
    assertThat(first.get("cut_at_split")).isEqualTo(alone.totals().get("cut_by_data"));
    assertThat(first.get("cut_by_data").asInt()).isZero();
  }

  @Test
  void settingsThatDecideAlike_areRunOnce_andNamed() {
    LabRun run =
        every12("--set", "HARVEST_POLICY=kernel,ladder", "--set", "HARVEST_SET_BE_AT_R=0.5,1");

    assertThat(run.all("first")).hasSize(3);
    assertThat(run.all("note").toString())
        .contains(
            "HARVEST_POLICY=kernel HARVEST_SET_BE_AT_R=1 decides the same as HARVEST_POLICY=kernel"
                + " HARVEST_SET_BE_AT_R=0.5");
    LabRun nothing = every12("--set", "HARVEST_SET_BE_AT_R=0.5,1");
    assertThat(nothing.code()).isEqualTo(64);
    assertThat(nothing.err()).contains("nothing to compare");
  }

  /**
   * Each half day rises to 1.75 R and falls far back: who takes something at 1 R has it every time,
   * while the default only has its stop at the entry.
   */
  @Test
  void plantedEffect_isFound() throws IOException {
    int[] way = {0, 70, 140, 70, 0, -70, -140, -140, -100, -70, -40, -20};
    StringBuilder csv = new StringBuilder("open_time_ms,open,high,low,close,volume\n");
    for (int hour = 0; hour < 24 * DAYS * 2; hour++) {
      int open = 10_000 + way[hour % 12] + hour % 5;
      int close = 10_000 + way[(hour + 1) % 12] + (hour + 1) % 5;
      csv.append(
          "%d,%d,%d,%d,%d,1\n"
              .formatted(
                  START + hour * HOUR, open, Math.max(open, close), Math.min(open, close), close));
    }
    prices = Files.writeString(folder.resolve("BTCUSDT-1h.csv"), csv);

    LabRun run = every12("--set", "T1_R=2,1");

    assertThat(of(run).get("chosen").get("T1_R").asString()).isEqualTo("1");
    assertThat(of(run).get("verdict").asString()).startsWith("better than the default");
    assertThat(of(run).get("shown").asBoolean()).isTrue();
    assertThat(of(run).get("trusted").asBoolean()).isTrue();
    assertThat(of(run).get("low_R").asDouble()).isBetween(0.02, 0.2);
  }

  @Test
  void bySymbol_ofOneSymbol_isTheTableItself() {
    LabRun run = every12("--set", "lock_R=1.5,0.6", "--by-symbol", "--all");

    for (String part : List.of("first", "second")) {
      assertThat(run.all(part + "_of_symbol"))
          .extracting(
              row -> row.get("symbol").asString(), row -> row.get("difference_R").asDouble())
          .containsExactlyElementsOf(
              run.all(part).stream()
                  .map(
                      row ->
                          org.assertj.core.groups.Tuple.tuple(
                              "BTCUSDT", row.get("difference_R").asDouble()))
                  .toList());
    }
  }

  @Test
  void seedAndBlocks_areSaid_andTheSameSeedSaysTheSame() {
    LabRun run = every12("--set", "lock_R=1.5,0.6", "--all", "--seed", "42", "--bootstrap", "300");

    assertThat(of(run).get("seed").asLong()).isEqualTo(42);
    assertThat(of(run).get("bootstrap").asInt()).isEqualTo(300);
    assertThat(of(run).get("block").asString()).isEqualTo("day_and_symbol");
    assertThat(of(run).get("blocks").asInt()).isEqualTo(12);
    assertThat(run.lines().toString())
        .contains("the interval is not to be trusted: the second part has 12 blocks");
    assertThat(
            every12("--set", "lock_R=1.5,0.6", "--all", "--seed", "42", "--bootstrap", "300")
                .lines())
        .isEqualTo(run.lines());
  }

  @Test
  void oneAccount_opensWhatIsFree_andTheRestCountsNothing() {
    LabRun run = every12("--account", "shared", "--set", "lock_mode=be_plus,ratchet", "--all");

    JsonNode shared = run.all("first").getFirst();
    assertThat(shared.get("positions").asInt())
        .isPositive()
        .isLessThan(run.all("split").getFirst().get("first_entries").asInt());
    assertThat(run.code()).as("entries were refused").isEqualTo(1);
  }

  @Test
  void ownTrades_areComparedAsWell() throws IOException {
    StringBuilder csv = new StringBuilder("symbol,side,time,price,qty\n");
    for (int day = 1; day < 25; day++) {
      long at = START + day * 24 * HOUR;
      csv.append("BTCUSDT,BUY,").append(at).append(",10000,1\n");
      csv.append("BTCUSDT,SELL,").append(at + 5 * HOUR).append(",10000,1\n");
    }
    Path trades = Files.writeString(folder.resolve("trades.csv"), csv);

    LabRun run = compare("--trades", trades.toString(), "--set", "lock_mode=be_plus,ratchet");

    assertThat(run.err()).isEmpty();
    assertThat(run.all("split").getFirst().get("first_entries").asInt()).isEqualTo(14);
    assertThat(run.all("split").getFirst().get("second_entries").asInt()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--set NO_SUCH=1,2 | --set NO_SUCH=1: | unknown setting NO_SUCH",
        "--set KILL_REFERENCE=fixed,often | another option sets KILL_REFERENCE | KILL_REFERENCE",
        "--set HARVEST_POLICY=kernel,best | --set HARVEST_POLICY=best | one of kernel, ladder",
        "--set HARVEST_POLICY=kernel | --set HARVEST_POLICY=kernel | single value",
        "--set lock_mode= | --set lock_mode= | names no value",
        "--set lock_mode=be_plus,best | --set lock_mode=best | lock_mode",
        "--set T1_R=1,9 | --set T1_R=9 | T1_R",
        "--set lock_R=1,2 --theta lock_R=3 | --set lock_R=1 | sets it as well",
        "--set STATS_WINDOW=200,300 | --set STATS_WINDOW=200 | judged in one market",
        "--set lock_R=1,2 --split 0/100 | --split | was '0/100'",
        "--set lock_R=1,2 --split half | --split | was 'half'",
        "--set lock_R=1,2 --bootstrap 0 | --bootstrap must be 1 to 1000000, was 0 | 0",
        "--set lock_R=1,2 --bootstrap many | '--bootstrap' | many",
        "--set lock_R=1,2 --seed x | '--seed' | x",
        "--set lock_R=1,2 --blocks hour | '--blocks' | hour",
        "--set lock_R=1,2 --kill off | --kill and | KILL_REFERENCE",
        "--set lock_R=1,2 --fee-bps 101 | --fee-bps | 101",
        "--split 60/40 | --set | required",
        "--set lock_R=1,2 --nonsense | --nonsense | --nonsense",
      })
  void badValue_isNamed_andIsCode64(String options, String named, String what) {
    LabRun run = every12(options.split(" "));

    assertThat(run.err()).contains(named).containsIgnoringCase(what).doesNotContain("\tat ");
    assertThat(run.code()).isEqualTo(64);
    assertThat(run.lines()).isEmpty();
  }

  @Test
  void partWithoutEntries_isNamed_andIsCode2() throws IOException {
    Path entries =
        Files.writeString(
            folder.resolve("e.json"),
            """
            [{"symbol":"BTCUSDT","side":"LONG","at":%d,"qty":1,"leverage":5,"stop_loss":9800}]
            """
                .formatted(START + 5 * HOUR));

    LabRun run = compare("--entries", entries.toString(), "--set", "lock_R=1,2");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--split 60/40: no entry lies in the first part");
  }

  @Test
  void text_saysWhatWasChosenByWhat_andTheVerdict() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        Replay.execute(
            new Replay(new PrintStream(out, false, StandardCharsets.UTF_8), System.err),
            "compare",
            "--prices",
            prices.toString(),
            "--every",
            "12",
            "--stop-pct",
            "0.8",
            "--kill",
            "off",
            "--set",
            "lock_mode=be_plus,r_lock,ratchet");

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(
            "split        60/40 of the time of the entries: the second part begins 2025-05-26")
        .contains("lock_mode=be_plus (default)")
        .contains("the best mean R of the first part, of 3 combinations")
        .containsPattern("difference   [+-]\\d\\.\\d{4} R on the second part, 90 % interval")
        .contains("seed 1)")
        .contains("verdict      ")
        .contains("warning      3 combinations were tried");
    assertThat(code).as("some are open when the prices end").isEqualTo(1);
  }
}
