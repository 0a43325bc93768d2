package quantum.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Board and alert rules hang together; that what they ask for is told is a test of the console. */
class MonitoringFilesTest {
  private static final Path DEPLOY = Path.of("..", "deploy").toAbsolutePath().normalize();
  private static final Pattern FIGURE = Pattern.compile("\\bquantum_[a-z_]+");

  private static Set<String> figures(String text) {
    return FIGURE
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void board_asksItsOwnDatasource_andHasNoPanelTwice() throws IOException {
    JsonNode board =
        JsonMapper.shared().readTree(Files.readString(DEPLOY.resolve("grafana/quantum.json")));
    Set<Integer> ids = new TreeSet<>();
    for (JsonNode panel : board.get("panels")) {
      assertThat(ids.add(panel.get("id").asInt())).isTrue();
      assertThat(panel.get("datasource").get("uid").asString()).isEqualTo("${datasource}");
      panel
          .get("targets")
          .forEach(target -> assertThat(figures(target.get("expr").asString())).isNotEmpty());
    }
  }

  @Test
  void rules_areTried_withEveryFigureTheyAskFor() throws IOException {
    String rules = Files.readString(DEPLOY.resolve("prometheus/quantum.rules.yaml"));
    String trial = Files.readString(DEPLOY.resolve("prometheus/quantum.rules.test.yaml"));
    Set<String> asked =
        rules
            .lines()
            .filter(line -> !line.startsWith("#"))
            .flatMap(line -> figures(line).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(figures(trial)).containsAll(asked);
  }
}
