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

/** Board and alert rules ask for figures that there are. */
class MonitoringFilesTest {
  private static final Path DEPLOY = Path.of("..", "deploy").toAbsolutePath().normalize();
  private static final Pattern FIGURE = Pattern.compile("\\bquantum_[a-z_]+");

  /** The names of /metrics. */
  private static final Set<String> FIGURES =
      Set.of(
          "quantum_position_r_net",
          "quantum_position_best_r",
          "quantum_position_protected",
          "quantum_position_notional_usd",
          "quantum_realized_pnl_usd",
          "quantum_harvests_total",
          "quantum_service_up",
          "quantum_service_lag_entries",
          "quantum_dead_letters",
          "quantum_price_age_seconds",
          "quantum_order_roundtrip_seconds_bucket",
          "quantum_account_equity_usd",
          "quantum_halted");

  private static Set<String> figures(String text) {
    return FIGURE
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void board_asksForEveryFigure_andForNoOther() throws IOException {
    JsonNode board =
        JsonMapper.shared().readTree(Files.readString(DEPLOY.resolve("grafana/quantum.json")));
    Set<String> asked = new TreeSet<>();
    Set<Integer> ids = new TreeSet<>();
    for (JsonNode panel : board.get("panels")) {
      assertThat(ids.add(panel.get("id").asInt())).isTrue();
      assertThat(panel.get("datasource").get("uid").asString()).isEqualTo("${datasource}");
      panel.get("targets").forEach(target -> asked.addAll(figures(target.get("expr").asString())));
    }
    assertThat(asked).isEqualTo(new TreeSet<>(FIGURES));
  }

  @Test
  void rules_askForNoOther_andEachIsTried() throws IOException {
    String rules = Files.readString(DEPLOY.resolve("prometheus/quantum.rules.yaml"));
    String trial = Files.readString(DEPLOY.resolve("prometheus/quantum.rules.test.yaml"));
    Set<String> asked =
        rules
            .lines()
            .filter(line -> !line.startsWith("#"))
            .flatMap(line -> figures(line).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(FIGURES).containsAll(asked);
    assertThat(figures(trial)).containsAll(asked);
  }
}
