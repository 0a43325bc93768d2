package quantum.riskproposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import quantum.kernel.risk.StopParameters;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;

class RiskProposalSettingsTest {
  private static final Pattern LINE = Pattern.compile("#([A-Z_]+)=(.*)");

  private static RiskProposalSettings read(Map<String, String> env) {
    Settings settings = Settings.of(env);
    return settings.complete("RISK_", () -> RiskProposalSettings.read(settings));
  }

  @Test
  void settings_nothingSet_areTheDocumentedOnes() {
    RiskProposalSettings settings = read(Map.of());
    assertThat(settings.parameters()).isEqualTo(StopParameters.DEFAULTS);
    assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.marketMaxAgeMillis()).isEqualTo(300_000);
    assertThat(settings.proposalPrefix()).isEqualTo("quantum:risk:proposal:");
  }

  @Test
  void settings_given_areTaken() {
    RiskProposalSettings settings =
        read(Map.of("RISK_STOP_WEIGHTS", "2,1,1.5", "PUBLISH_INTERVAL_SEC", "0.05"));
    assertThat(settings.parameters().stop()).isEqualTo(new StopParameters.RegimeWeights(2, 1, 1.5));
    assertThat(settings.interval()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void settings_wrong_areNamedAllAtOnce() {
    Map<String, String> env = new HashMap<>();
    env.put("RISK_STOP_WEIGHT", "1,1,1");
    env.put("RISK_TRAIL_WEIGHTS", "1,x,1");
    env.put("RISK_MIN_STOP_PCT", "0");
    env.put("PUBLISH_INTERVAL_SEC", "0");
    env.put("RISKPROPOSAL_PREFIX", "quantum:stream:");
    assertThatThrownBy(() -> read(env))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("did you mean RISK_STOP_WEIGHTS")
        .hasMessageContaining("RISK_TRAIL_WEIGHTS is '1,x,1'")
        .hasMessageContaining("RISK_MIN_STOP_PCT is '0'")
        .hasMessageContaining("PUBLISH_INTERVAL_SEC is '0'")
        .hasMessageContaining("RISKPROPOSAL_PREFIX is 'quantum:stream:'");
  }

  @Test
  void envFileAndReadme_nameEverySettingWithItsDefault() throws IOException {
    Settings settings = Settings.of(Map.of());
    settings.complete(() -> RiskProposalSettings.read(settings));
    Map<String, String> known =
        settings.known().stream()
            .collect(
                Collectors.toMap(
                    Settings.Known::name, Settings.Known::dflt, (a, b) -> a, TreeMap::new));
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(fromAbove("deploy/env/risk-proposal.env"))) {
      var matcher = LINE.matcher(line);
      if (matcher.matches()) {
        documented.put(matcher.group(1), matcher.group(2));
      }
    }
    assertThat(documented).containsAllEntriesOf(known);
    documented.keySet().removeAll(known.keySet());
    assertThat(documented.keySet()).isSubsetOf("LOG_LEVEL");
    String readme = Files.readString(fromAbove("risk-proposal/README.md"));
    assertThat(known.keySet()).allSatisfy(name -> assertThat(readme).contains(name));
  }

  private static Path fromAbove(String file) {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve(file))) {
        return folder.resolve(file);
      }
    }
    throw new AssertionError(file + " is neither here nor above");
  }
}
