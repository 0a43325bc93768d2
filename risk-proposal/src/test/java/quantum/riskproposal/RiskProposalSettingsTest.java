package quantum.riskproposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import quantum.kernel.risk.StopParameters;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;

class RiskProposalSettingsTest {
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
}
