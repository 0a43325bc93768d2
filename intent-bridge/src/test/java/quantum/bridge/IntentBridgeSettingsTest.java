package quantum.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quantum.bridge.decide.BridgeRules;
import quantum.kernel.value.Symbol;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;

class IntentBridgeSettingsTest {
  private static IntentBridgeSettings read(Map<String, String> env) {
    Settings settings = Settings.of(env);
    return settings.complete("INTENT_BRIDGE_", () -> IntentBridgeSettings.read(settings));
  }

  @Test
  void settings_nothingSet_openNothing() {
    IntentBridgeSettings settings = read(Map.of());
    assertThat(settings.rules())
        .isEqualTo(
            new BridgeRules(
                Set.of(), 60, 30, 0.06, 0.02, new BigDecimal("5"), new BigDecimal("0.1")));
    assertThat(settings.intentStream()).isEqualTo("quantum:stream:trade.intent");
    assertThat(settings.planStream()).isEqualTo("quantum:stream:apply.plan");
    assertThat(settings.streamMaxLen()).isEqualTo(10_000);
  }

  @Test
  void settings_given_areTaken() {
    IntentBridgeSettings settings =
        read(
            Map.of(
                "QUANTUM_NAMESPACE", "{acct7}",
                "INTENT_BRIDGE_ALLOWLIST", "btcusdt, ETHUSDT",
                "ENTRY_MAX_AGE_SEC", "0",
                "BASE_TP_PCT", "0.05",
                "BASE_SL_PCT", "0.01",
                "STREAM_MAXLEN", "500"));
    assertThat(settings.rules().allowlist())
        .containsExactlyInAnyOrder(Symbol.of("BTCUSDT"), Symbol.of("ETHUSDT"));
    assertThat(settings.rules().entryMaxAgeSec()).isZero();
    assertThat(settings.rules().baseTpPct()).isEqualTo(0.05);
    assertThat(settings.planStream()).isEqualTo("{acct7}:stream:apply.plan");
  }

  @Test
  void settings_wrong_areNamedAllAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "INTENT_BRIDGE_ALOWLIST", "BTCUSDT",
                        "INTENT_BRIDGE_ALLOWLIST", "*",
                        "ENTRY_MAX_AGE_SEC", "-1",
                        "BASE_SL_PCT", "2",
                        "STREAM_APPLY_PLAN", "other:stream:apply.plan")))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("did you mean INTENT_BRIDGE_ALLOWLIST")
        .hasMessageContaining("INTENT_BRIDGE_ALLOWLIST is '*'")
        .hasMessageContaining("ENTRY_MAX_AGE_SEC is '-1'")
        .hasMessageContaining("BASE_SL_PCT is '2'")
        .hasMessageContaining("STREAM_APPLY_PLAN is 'other:stream:apply.plan'");
  }
}
