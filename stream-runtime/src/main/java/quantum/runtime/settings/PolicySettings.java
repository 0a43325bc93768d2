package quantum.runtime.settings;

import java.math.BigDecimal;
import quantum.contracts.HarvestOverrides;
import quantum.kernel.harvest.Ladder;
import quantum.kernel.harvest.PolicyTerms;
import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.value.Decimals;
import quantum.runtime.Settings;

/**
 * What harvests and what kills: whoever decides by it, proposes by it or explains it reads the
 * same.
 */
public final class PolicySettings {
  private PolicySettings() {}

  /** All of {@code HARVEST_*} that the policy is made of. */
  public static PolicyTerms read(Settings settings) {
    Theta theta = thetaWithFallbackStop(settings);
    double minR = ranged(settings, "HARVEST_MIN_R", "0.5", HarvestOverrides.R_RANGE).doubleValue();
    return new PolicyTerms(
        settings.choice("HARVEST_POLICY", PolicyTerms.Kind.class, PolicyTerms.Kind.KERNEL),
        theta,
        killRule(settings),
        minR,
        rScaling(settings),
        settings.choice("HARVEST_QTY_BASIS", QuantityBasis.class, QuantityBasis.CURRENT),
        settings.parsed(
            "HARVEST_LADDER",
            Ladder.DEFAULT.toString(),
            Ladder::parse,
            "R:fraction pairs such as 0.5:0.25,1.0:0.25, R rising, fractions in (0, 1]"),
        ranged(settings, "HARVEST_SET_BE_AT_R", "0.5", HarvestOverrides.R_RANGE),
        ranged(settings, "HARVEST_TRAIL_ATR_MULT", "2", HarvestOverrides.TRAIL_RANGE),
        settings.flag("HARVEST_DYNAMIC_LADDER", false));
  }

  /** {@code HARVEST_THETA}: the kernel's tunables. */
  public static Theta theta(Settings settings) {
    return settings.parsed(
        "HARVEST_THETA",
        "",
        Theta::parse,
        "comma-separated NAME=VALUE of the kernel's tunables, T1_R < T2_R < T3_R");
  }

  /** The same; {@code FALLBACK_STOP_PCT} is how operators know that tunable, and it wins. */
  public static Theta thetaWithFallbackStop(Settings settings) {
    Theta theta = theta(settings);
    BigDecimal fallback =
        ranged(
            settings,
            "FALLBACK_STOP_PCT",
            Decimals.plain(Decimals.of(theta.fallbackStopPct())),
            HarvestOverrides.STOP_RANGE);
    return theta.with("fallback_stop_pct", Decimals.plain(fallback));
  }

  /** {@code HARVEST_R_SCALING}. */
  public static RScaling rScaling(Settings settings) {
    return settings.choice("HARVEST_R_SCALING", RScaling.class, RScaling.NONE);
  }

  /**
   * {@code KILL_REFERENCE}, {@code KILL_CONFIRM_SEC} and {@code KILL_ADVERSE_DRIFT}; the defaults
   * of the latter two are those of the reference.
   */
  public static KillRule killRule(Settings settings) {
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

  /** What may be set for one symbol has the same range for all. */
  private static BigDecimal ranged(
      Settings settings, String name, String dflt, HarvestOverrides.Range range) {
    return settings.decimal(name, dflt, range.min(), range.max());
  }
}
