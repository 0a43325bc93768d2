package quantum.kernel.theta;

import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The numbers of {@link Theta} by the names SPEC §3 gives them, in SPEC's order. */
enum Tunable {
  FALLBACK_STOP_PCT("fallback_stop_pct", Theta::fallbackStopPct, Range.POSITIVE),
  COST_BPS("cost_bps", Theta::costBps, Range.NOT_NEGATIVE),
  T1_R("T1_R", Theta::t1R, Range.POSITIVE),
  T2_R("T2_R", Theta::t2R, Range.POSITIVE),
  T3_R("T3_R", Theta::t3R, Range.POSITIVE),
  // the weights of the tranches are documented and certified, and no policy takes by them
  U1("u1", Theta::u1, Range.ANY, false),
  U2("u2", Theta::u2, Range.ANY, false),
  U3("u3", Theta::u3, Range.ANY, false),
  SOFTMAX_TEMP("softmax_temp", Theta::softmaxTemp, Range.NOT_NEGATIVE, false),
  LOCK_R("lock_R", Theta::lockR, Range.NOT_NEGATIVE),
  BE_PLUS_PCT("be_plus_pct", Theta::bePlusPct, Range.NOT_NEGATIVE),
  TRAIL_R("trail_R", Theta::trailR, Range.POSITIVE),
  TREND_MIN("trend_min", Theta::trendMin, Range.NOT_NEGATIVE),
  SIGMA_REF("sigma_ref", Theta::sigmaRef, Range.POSITIVE),
  SIGMA_SPIKE_CAP("sigma_spike_cap", Theta::sigmaSpikeCap, Range.NOT_NEGATIVE),
  TS_REF("ts_ref", Theta::tsRef, Range.NOT_NEGATIVE),
  TS_DROP_CAP("ts_drop_cap", Theta::tsDropCap, Range.NOT_NEGATIVE),
  MAX_AGE_SEC("max_age_sec", Theta::maxAgeSec, Range.POSITIVE),
  // a negative weight would let a collapsing edge look healthier, so K is monotone by construction
  K_REGIME_FLIP("k_regime_flip", Theta::kRegimeFlip, Range.NOT_NEGATIVE),
  K_SIGMA_SPIKE("k_sigma_spike", Theta::kSigmaSpike, Range.NOT_NEGATIVE),
  K_TS_DROP("k_ts_drop", Theta::kTsDrop, Range.NOT_NEGATIVE),
  K_AGE_PENALTY("k_age_penalty", Theta::kAgePenalty, Range.NOT_NEGATIVE),
  K_BIAS("k_bias", Theta::kBias, Range.ANY),
  KILL_THRESHOLD("kill_threshold", Theta::killThreshold, Range.NOT_NEGATIVE);

  enum Range {
    ANY("a finite number"),
    NOT_NEGATIVE(">= 0"),
    POSITIVE("> 0");

    private final String text;

    Range(String text) {
      this.text = text;
    }

    private boolean holds(double value) {
      return Double.isFinite(value)
          && switch (this) {
            case ANY -> true;
            case NOT_NEGATIVE -> value >= 0;
            case POSITIVE -> value > 0;
          };
    }
  }

  private static final Tunable[] ALL = values();

  private final String specName;
  private final ToDoubleFunction<Theta> of;
  private final Range range;
  private final boolean acts;

  Tunable(String specName, ToDoubleFunction<Theta> of, Range range) {
    this(specName, of, range, true);
  }

  Tunable(String specName, ToDoubleFunction<Theta> of, Range range, boolean acts) {
    this.specName = specName;
    this.of = of;
    this.range = range;
    this.acts = acts;
  }

  String specName() {
    return specName;
  }

  /** Whether any decision depends on it. */
  boolean acts() {
    return acts;
  }

  double of(Theta theta) {
    return of.applyAsDouble(theta);
  }

  /** What is wrong with {@code value}, if anything. */
  Optional<String> violation(double value) {
    return range.holds(value)
        ? Optional.empty()
        : Optional.of(specName + " must be " + range.text + ", was " + value);
  }

  /** What is wrong with {@code value} in a setting, if anything. */
  Optional<String> refusal(double value) {
    double byDefault = of(Theta.DEFAULTS);
    return acts || value == byDefault
        ? violation(value)
        : Optional.of(
            specName
                + " decides nothing (no policy weighs its tranches by u1, u2, u3), so only its"
                + " default "
                + byDefault
                + " is allowed, was "
                + value);
  }

  static Optional<Tunable> named(String specName) {
    for (Tunable tunable : ALL) {
      if (tunable.specName.equals(specName)) {
        return Optional.of(tunable);
      }
    }
    return Optional.empty();
  }
}
