package quantum.exitbrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import quantum.exitbrain.decide.ExitRules.ExitMode;
import quantum.kernel.exit.TargetMode;
import quantum.kernel.kill.KillReference;
import quantum.kernel.theta.Theta;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;

class ExitBrainSettingsTest {
  private static ExitBrainSettings read(Map<String, String> env) {
    Settings settings = Settings.of(env);
    return settings.complete("EXITBRAIN_", () -> ExitBrainSettings.read(settings));
  }

  @Test
  void settings_nothingSet_areShadowWithoutTargets() {
    ExitBrainSettings settings = read(Map.of());
    assertThat(settings.rules().mode()).isEqualTo(ExitMode.SHADOW);
    assertThat(settings.rules().policy().targetMode()).isEqualTo(TargetMode.OFF);
    assertThat(settings.rules().policy().killRule().reference()).isEqualTo(KillReference.ADAPTIVE);
    assertThat(settings.rules().policy().theta()).isEqualTo(Theta.DEFAULTS);
    assertThat(settings.rules().policy().maxAgeSec()).isZero();
    assertThat(settings.rules().holdIntervalMillis()).isEqualTo(60_000);
    assertThat(settings.freshSeconds()).isEqualTo(30);
    assertThat(settings.marketMaxAgeMillis()).isEqualTo(300_000);
    assertThat(settings.lockstep()).isFalse();
    assertThat(settings.planStream()).isEqualTo("quantum:stream:apply.plan");
  }

  @Test
  void settings_given_areTaken() {
    ExitBrainSettings settings =
        read(
            Map.of(
                "EXITBRAIN_MODE", "LIVE",
                "EXITBRAIN_TP_MODE", "scheme",
                "KILL_REFERENCE", "off",
                "HARVEST_THETA", "kill_threshold=0.7,k_bias=-1",
                "EXITBRAIN_MAX_AGE_SEC", "3600",
                "STREAM_EXEC_RESULT", "quantum:stream:execution.result"));
    assertThat(settings.rules().mode()).isEqualTo(ExitMode.LIVE);
    assertThat(settings.rules().policy().targetMode()).isEqualTo(TargetMode.SCHEME);
    assertThat(settings.rules().policy().killRule().reference()).isEqualTo(KillReference.OFF);
    assertThat(settings.rules().policy().theta().killThreshold()).isEqualTo(0.7);
    assertThat(settings.rules().policy().maxAgeSec()).isEqualTo(3600);
    assertThat(settings.resultStream()).isEqualTo("quantum:stream:execution.result");
  }

  @Test
  void settings_wrong_areNamedAllAtOnce() {
    Map<String, String> env = new HashMap<>();
    env.put("EXITBRAIN_MDOE", "live");
    env.put("EXITBRAIN_TP_MODE", "half");
    env.put("HARVEST_THETA", "T1_R=9");
    env.put("EXITBRAIN_MAX_AGE_SEC", "-1");
    env.put("STREAM_PRICE_UPDATE", "elsewhere");
    assertThatThrownBy(() -> read(env))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("did you mean EXITBRAIN_MODE")
        .hasMessageContaining("EXITBRAIN_TP_MODE is 'half'")
        .hasMessageContaining("HARVEST_THETA is 'T1_R=9'")
        .hasMessageContaining("EXITBRAIN_MAX_AGE_SEC is '-1'")
        .hasMessageContaining("STREAM_PRICE_UPDATE is 'elsewhere'");
  }
}
