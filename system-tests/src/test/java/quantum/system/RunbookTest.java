package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import quantum.contracts.Alarm;

/** docs/runbook.md says of every alarm and every marker of the log what to do. */
class RunbookTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern CODES = Pattern.compile("case (-\\d{4}(?:, -\\d{4})*)");
  private static final Path DIAGNOSIS =
      ROOT.resolve("apply-layer/src/main/java/quantum/apply/venue/binance/Diagnosis.java");
  private static final String ALARMS =
      "| line | severity | what happened | what to do |\n|---|---|---|---|\n";
  private static final Path RUNBOOK = ROOT.resolve("docs/runbook.md");
  private static final Pattern MARKER = Pattern.compile("\"(\\[[A-Z_]{3,}])");

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(f -> f.toString().endsWith(".java"))
          .filter(f -> f.toString().contains("/src/main/"))
          .filter(f -> !ROOT.relativize(f).toString().matches("(demo|benchmarks)/.*"))
          .toList();
    }
  }

  private static Set<String> found(Pattern pattern, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String runbook() throws IOException {
    return Files.readString(RUNBOOK);
  }

  private static String row(Alarm alarm) {
    return "| `[ALARM] %s` | %s | %s | %s |\n"
        .formatted(
            alarm.line().replace("{}", "…"),
            alarm.severity().name().toLowerCase(Locale.ROOT),
            alarm.meaning(),
            alarm.action());
  }

  /** Run with -Ddocs.write=true to write the table anew. */
  @Test
  void alarmsOfTheRunbook_areThoseOfTheCode() throws IOException {
    String runbook = runbook();
    int from = runbook.indexOf(ALARMS) + ALARMS.length();
    int to = runbook.indexOf("\n\n", from) + 1;
    String table = Stream.of(Alarm.values()).map(RunbookTest::row).collect(Collectors.joining());
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(RUNBOOK, runbook.substring(0, from) + table + runbook.substring(to));
      return;
    }
    assertThat(runbook.substring(from, to)).isEqualTo(table);
  }

  @Test
  void alarm_isSaidInOnePlace() throws IOException {
    Pattern literal = Pattern.compile("(\"\\[ALARM])");
    Set<String> places = new TreeSet<>();
    for (Path file : sources()) {
      if (!found(literal, file).isEmpty()) {
        places.add(file.getFileName().toString());
      }
    }
    assertThat(places).containsExactly("Alarms.java");
  }

  @Test
  void everyAlarm_isRaisedSomewhere() throws IOException {
    StringBuilder code = new StringBuilder();
    for (Path file : sources()) {
      code.append(Files.readString(file));
    }
    assertThat(Alarm.values()).allSatisfy(alarm -> assertThat(code).contains("Alarm." + alarm));
  }

  @Test
  void everyCodeOfTheExchangeThatTheCodeKnows_isExplained() throws IOException {
    Set<String> rows =
        runbook()
            .lines()
            .filter(line -> line.startsWith("| -"))
            .map(line -> line.split("\\|")[1])
            .flatMap(codes -> Stream.of(codes.strip().split("[ ,]+")))
            .collect(Collectors.toSet());
    Set<String> known =
        found(CODES, DIAGNOSIS).stream()
            .flatMap(codes -> Stream.of(codes.split(", ")))
            .collect(Collectors.toSet());
    assertThat(known).contains("-2022", "-4116").hasSizeGreaterThan(25);
    assertThat(rows).containsAll(known);
  }

  @Test
  void everyMarkerOfTheCode_isExplained() throws IOException {
    String runbook = runbook();
    Set<String> markers = new TreeSet<>();
    for (Path file : sources()) {
      markers.addAll(found(MARKER, file));
    }
    assertThat(markers)
        .contains("[HARVEST]", "[CLOSE]", "[RESOLVED]")
        .allSatisfy(marker -> assertThat(runbook).contains("`" + marker));
  }
}
