package quantum.runtime;

import java.math.BigDecimal;
import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillRule;
import quantum.kernel.value.Decimals;

/** The kill rule of the services that close on it: both must judge alike. */
public final class KillRuleSettings {
  private KillRuleSettings() {}

  /**
   * Reads {@code KILL_REFERENCE}, {@code KILL_CONFIRM_SEC} and {@code KILL_ADVERSE_DRIFT}; the
   * defaults of the latter two are those of the reference.
   */
  public static KillRule read(Settings settings) {
    KillReference reference =
        settings.choice("KILL_REFERENCE", KillReference.class, KillReference.ADAPTIVE);
    KillRule defaults = KillRule.of(reference);
    long confirm =
        settings.integer("KILL_CONFIRM_SEC", (int) (defaults.confirmMillis() / 1000), 0, 86_400);
    BigDecimal drift =
        settings.decimal(
            "KILL_ADVERSE_DRIFT",
            Decimals.plain(Decimals.of(defaults.adverseDrift())),
            "-100",
            "100");
    return new KillRule(reference, confirm * 1000, drift.doubleValue());
  }
}
