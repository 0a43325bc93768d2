package quantum.runtime;

import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillRule;

/** The kill rule of the services that close on it: both must judge alike. */
public final class KillRuleSettings {
  /** Chosen by evidence; docs/decisions has the table. */
  public static final int ADAPTIVE_CONFIRM_SEC = 900;

  private KillRuleSettings() {}

  /**
   * Reads {@code KILL_REFERENCE} and {@code KILL_CONFIRM_SEC}. The documented formula closes at
   * once; the adaptive one waits, because one wild minute is not yet another regime.
   */
  public static KillRule read(Settings settings) {
    KillReference reference =
        settings.choice("KILL_REFERENCE", KillReference.class, KillReference.ADAPTIVE);
    int confirm = reference == KillReference.ADAPTIVE ? ADAPTIVE_CONFIRM_SEC : 0;
    return new KillRule(
        reference, settings.integer("KILL_CONFIRM_SEC", confirm, 0, 86_400) * 1000L);
  }
}
