package quantum.kernel.theta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tunables of the kernel (SPEC §3). {@link #DEFAULTS} are the documented ones; {@link
 * #withAll(Map)} overrides them by SPEC's names.
 *
 * @param fallbackStopPct stop distance as a fraction of the entry where none is known, &gt; 0
 * @param costBps estimated cost of the round trip, hundredths of a percent of the entry, ≥ 0
 * @param t1R R_net from which a quarter is taken; t1R &lt; t2R &lt; t3R
 * @param t2R R_net from which a half is taken
 * @param t3R R_net from which three quarters are taken
 * @param u1 utility of the first tranche, softmaxed into a weight
 * @param u2 utility of the second tranche
 * @param u3 utility of the third tranche
 * @param softmaxTemp temperature of that softmax, ≥ 0
 * @param lockR R_net from which the profit lock moves the stop, ≥ 0
 * @param bePlusPct distance of the be_plus stop beyond the entry, fraction, ≥ 0
 * @param trailR how far below the best R, gross, the ratchet's stop follows, &gt; 0; a distance, so
 *     leverage does not scale it
 * @param trendMin p_trend below which the regime counts as flipped
 * @param sigmaRef volatility that counts as normal, &gt; 0
 * @param sigmaSpikeCap upper bound of the sigma_spike component
 * @param tsRef trend strength that counts as healthy
 * @param tsDropCap upper bound of the ts_drop component
 * @param maxAgeSec age in seconds at which the age penalty is full, &gt; 0
 * @param kRegimeFlip weight of the regime flip in the kill score, ≥ 0
 * @param kSigmaSpike weight of the volatility spike, ≥ 0
 * @param kTsDrop weight of the lost trend strength, ≥ 0
 * @param kAgePenalty weight of the age, ≥ 0
 * @param kBias shifts the kill score; with 0, the documented formula, K is never below 0.5 because
 *     every other term is ≥ 0. A negative bias re-centres it: −1 lets K start near 0.27.
 * @param killThreshold K from which the position is to be closed whole, ≥ 0; above 1 never
 * @param lockMode where the profit lock puts the stop
 */
public record Theta(
    double fallbackStopPct,
    double costBps,
    double t1R,
    double t2R,
    double t3R,
    double u1,
    double u2,
    double u3,
    double softmaxTemp,
    double lockR,
    double bePlusPct,
    double trailR,
    double trendMin,
    double sigmaRef,
    double sigmaSpikeCap,
    double tsRef,
    double tsDropCap,
    double maxAgeSec,
    double kRegimeFlip,
    double kSigmaSpike,
    double kTsDrop,
    double kAgePenalty,
    double kBias,
    double killThreshold,
    LockMode lockMode) {

  private static final String LOCK_MODE = "lock_mode";
  private static final Tunable[] R_TARGETS = {
    Tunable.T1_R, Tunable.T2_R, Tunable.T3_R, Tunable.LOCK_R
  };

  /** The documented defaults of SPEC §3. */
  public static final Theta DEFAULTS =
      new Theta(
          0.02,
          10,
          2,
          4,
          6,
          0,
          0,
          0,
          1,
          1.5,
          0.002,
          2,
          0.3,
          0.01,
          2,
          0.3,
          0.5,
          86400,
          1,
          0.5,
          0.5,
          0.3,
          0,
          0.6,
          LockMode.BE_PLUS);

  /**
   * @throws IllegalArgumentException listing every tunable that is out of range, with its value
   */
  public Theta {
    double[] values = {
      fallbackStopPct,
      costBps,
      t1R,
      t2R,
      t3R,
      u1,
      u2,
      u3,
      softmaxTemp,
      lockR,
      bePlusPct,
      trailR,
      trendMin,
      sigmaRef,
      sigmaSpikeCap,
      tsRef,
      tsDropCap,
      maxAgeSec,
      kRegimeFlip,
      kSigmaSpike,
      kTsDrop,
      kAgePenalty,
      kBias,
      killThreshold
    };
    List<String> violations = new ArrayList<>();
    for (Tunable tunable : Tunable.values()) {
      tunable.violation(values[tunable.ordinal()]).ifPresent(violations::add);
    }
    if (!(t1R < t2R && t2R < t3R)) {
      violations.add("T1_R < T2_R < T3_R must hold, was " + t1R + ", " + t2R + ", " + t3R);
    }
    if (!violations.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", violations));
    }
  }

  /**
   * This theta with one tunable replaced. To change T1_R, T2_R and T3_R together use {@link
   * #withAll(Map)}: their order is checked after each call.
   *
   * @param name as SPEC §3 spells it: {@code T1_R}, {@code lock_R}, {@code k_bias}, {@code
   *     lock_mode} …
   * @throws IllegalArgumentException if the name is unknown or the value is not allowed
   */
  public Theta with(String name, String value) {
    return withAll(Map.of(name, value));
  }

  /**
   * This theta with the named tunables replaced, validated once as a whole.
   *
   * @throws IllegalArgumentException listing every unknown name, every text that is no number and
   *     every value that is not allowed
   */
  public Theta withAll(Map<String, String> overrides) {
    double[] values = values();
    LockMode mode = lockMode;
    List<String> violations = new ArrayList<>();
    for (Map.Entry<String, String> override : overrides.entrySet()) {
      String name = override.getKey();
      String text = override.getValue();
      try {
        if (name.equals(LOCK_MODE)) {
          mode = LockMode.parse(text);
        } else {
          values[slot(name)] = number(name, text);
        }
      } catch (IllegalArgumentException e) {
        violations.add(e.getMessage());
      }
    }
    try {
      Theta changed = of(values, mode);
      if (violations.isEmpty()) {
        return changed;
      }
    } catch (IllegalArgumentException e) {
      violations.add(e.getMessage());
    }
    throw new IllegalArgumentException(String.join("; ", violations));
  }

  /** With T1_R, T2_R, T3_R and lock_R divided by {@code divisor}, which is ≥ 1. */
  public Theta withRTargetsDividedBy(double divisor) {
    double[] values = values();
    for (Tunable target : R_TARGETS) {
      values[target.ordinal()] /= divisor;
    }
    return of(values, lockMode);
  }

  /**
   * The defaults with the tunables of a list such as {@code T1_R=1.5,lock_R=1}; a blank text gives
   * the defaults.
   *
   * @throws IllegalArgumentException naming each part that is no NAME=VALUE, unknown or not allowed
   */
  public static Theta parse(String list) {
    Map<String, String> overrides = new LinkedHashMap<>();
    for (String part : list.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("'" + part.strip() + "' is not NAME=VALUE");
      }
      overrides.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
    }
    return ofSettings(overrides);
  }

  /**
   * The defaults with the named tunables replaced, as somebody sets them who wants an effect.
   *
   * @throws IllegalArgumentException as {@link #withAll(Map)}, and for each tunable that no
   *     decision depends on
   */
  public static Theta ofSettings(Map<String, String> overrides) {
    Theta theta = DEFAULTS.withAll(overrides);
    List<String> refused = new ArrayList<>();
    for (Tunable tunable : Tunable.values()) {
      tunable.refusal(tunable.of(theta)).ifPresent(refused::add);
    }
    if (!refused.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", refused));
    }
    return theta;
  }

  /** What can be set, in SPEC's order. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Tunable tunable : Tunable.values()) {
      if (tunable.acts()) {
        names.add(tunable.specName());
      }
    }
    names.add(LOCK_MODE);
    return List.copyOf(names);
  }

  /**
   * Checks one setting by itself; the order of T1_R, T2_R, T3_R shows only in a whole theta.
   *
   * @throws IllegalArgumentException if the name is unknown, the value is not allowed or no
   *     decision depends on it
   */
  public static void requireAllowed(String name, String value) {
    if (name.equals(LOCK_MODE)) {
      LockMode.parse(value);
      return;
    }
    Tunable tunable = tunable(name);
    tunable
        .refusal(number(name, value))
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(refusal);
            });
  }

  /** Whether {@link #withAll(Map)} knows {@code name}. */
  public static boolean knows(String name) {
    return name.equals(LOCK_MODE) || Tunable.named(name).isPresent();
  }

  private static int slot(String name) {
    return tunable(name).ordinal();
  }

  private static Tunable tunable(String name) {
    return Tunable.named(name)
        .orElseThrow(() -> new IllegalArgumentException("unknown tunable '" + name + "'"));
  }

  private static double number(String name, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number, was '" + text + "'", e);
    }
  }

  private double[] values() {
    Tunable[] tunables = Tunable.values();
    double[] values = new double[tunables.length];
    for (Tunable tunable : tunables) {
      values[tunable.ordinal()] = tunable.of(this);
    }
    return values;
  }

  private static Theta of(double[] v, LockMode mode) {
    return new Theta(
        v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12], v[13],
        v[14], v[15], v[16], v[17], v[18], v[19], v[20], v[21], v[22], v[23], mode);
  }
}
