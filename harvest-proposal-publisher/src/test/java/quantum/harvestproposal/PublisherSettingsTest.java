package quantum.harvestproposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import quantum.harvestproposal.decide.PositionSource;
import quantum.harvestproposal.decide.PublishRule;
import quantum.kernel.kill.KillReference;
import quantum.kernel.theta.Theta;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;

class PublisherSettingsTest {
  private static PublisherSettings read(Map<String, String> env) {
    Settings settings = Settings.of(env);
    return settings.complete("HARVEST_", () -> PublisherSettings.read(settings));
  }

  @Test
  void settings_nothingSet_areTheDocumentedOnes() {
    PublisherSettings settings = read(Map.of());
    assertThat(settings.proposer().theta()).isEqualTo(Theta.DEFAULTS);
    assertThat(settings.proposer().killRule().reference()).isEqualTo(KillReference.ADAPTIVE);
    assertThat(settings.rule()).isEqualTo(new PublishRule(0.001, 60_000));
    assertThat(settings.source()).isEqualTo(PositionSource.AUTO);
    assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.enableStream()).isFalse();
    assertThat(settings.symbols()).isEmpty();
  }

  @Test
  void settings_wrong_areNamedAllAtOnce() {
    Map<String, String> env = new HashMap<>();
    env.put("HARVEST_THETTA", "T1_R=1");
    env.put("POSITION_SOURCE", "guess");
    env.put("FALLBACK_STOP_PCT", "0");
    env.put("CHANGE_EPS_PCT", "x");
    env.put("PUBLISH_INTERVAL_SEC", "0.01");
    env.put("HARVEST_PREFIX", "quantum:position:");
    env.put("STREAM_NAME", "quantum:stream:trade.intent");
    assertThatThrownBy(() -> read(env))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("did you mean HARVEST_THETA")
        .hasMessageContaining("POSITION_SOURCE is 'guess'")
        .hasMessageContaining("FALLBACK_STOP_PCT is '0'")
        .hasMessageContaining("CHANGE_EPS_PCT is 'x'")
        .hasMessageContaining("PUBLISH_INTERVAL_SEC is '0.01'")
        .hasMessageContaining("HARVEST_PREFIX is 'quantum:position:'")
        .hasMessageContaining("STREAM_NAME is 'quantum:stream:trade.intent'");
  }
}
