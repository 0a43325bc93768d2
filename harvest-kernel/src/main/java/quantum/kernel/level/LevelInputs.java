package quantum.kernel.level;

import java.util.OptionalDouble;
import quantum.kernel.value.Leverage;

/**
 * What the adaptive levels of an entry are computed from.
 *
 * @param baseTpPct base target distance, fraction of the entry; negative counts as 0
 * @param baseSlPct base stop distance, fraction of the entry; negative counts as 0
 * @param leverage of the entry
 * @param volatilityFactor see {@link AdaptiveLevels#volatilityFactor}; missing counts as 0
 * @param fundingRate funding rate as a fraction; missing counts as 0
 * @param exchangeDivergence relative price difference between venues; missing counts as 0
 */
public record LevelInputs(
    double baseTpPct,
    double baseSlPct,
    Leverage leverage,
    OptionalDouble volatilityFactor,
    OptionalDouble fundingRate,
    OptionalDouble exchangeDivergence) {

  /**
   * @throws IllegalArgumentException naming the field and its value if it is not finite
   */
  public LevelInputs {
    requireFinite("base_tp_pct", baseTpPct);
    requireFinite("base_sl_pct", baseSlPct);
    requireFinite("volatility_factor", volatilityFactor.orElse(0));
    requireFinite("funding_delta", fundingRate.orElse(0));
    requireFinite("exchange_divergence", exchangeDivergence.orElse(0));
  }

  private static void requireFinite(String field, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(field + " must be finite, was " + value);
    }
  }
}
