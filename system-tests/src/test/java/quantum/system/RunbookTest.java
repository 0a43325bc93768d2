package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/runbook.md says of every alarm and every marker of the log what to do. */
class RunbookTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern ALARM = Pattern.compile("\"(\\[ALARM][^\"]*)\"");
  private static final Pattern MARKER = Pattern.compile("\"(\\[[A-Z_]{3,}])");

  private static Set<String> literals(Pattern pattern) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      Set<String> found = new TreeSet<>();
      for (Path file :
          files
              .filter(f -> f.toString().endsWith(".java"))
              .filter(f -> f.toString().contains("/src/main/"))
              .filter(f -> !ROOT.relativize(f).toString().matches("(demo|benchmarks)/.*"))
              .toList()) {
        found.addAll(
            pattern
                .matcher(Files.readString(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet()));
      }
      return found;
    }
  }

  private static String runbook() throws IOException {
    return Files.readString(ROOT.resolve("docs/runbook.md"));
  }

  @Test
  void everyAlarmOfTheCode_hasItsLine() throws IOException {
    Set<String> alarms = literals(ALARM);
    assertThat(alarms).hasSizeGreaterThan(8);
    String runbook = runbook();
    assertThat(alarms)
        .allSatisfy(alarm -> assertThat(runbook).contains("`" + alarm.replace("{}", "…") + "`"));
  }

  @Test
  void everyMarkerOfTheCode_isExplained() throws IOException {
    String runbook = runbook();
    assertThat(literals(MARKER))
        .contains("[HARVEST]", "[CLOSE]", "[ALARM]")
        .allSatisfy(marker -> assertThat(runbook).contains("`" + marker));
  }
}
