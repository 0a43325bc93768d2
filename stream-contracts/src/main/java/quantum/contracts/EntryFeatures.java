package quantum.contracts;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a signal knows about the market it enters.
 *
 * @param confidence of the signal, 0 to 1
 * @param atrValue average true range, quote currency
 * @param volatilityFactor max(|move %| / 10, 1), at most 5 (SPEC §3)
 * @param exchangeDivergence fraction
 * @param fundingRate fraction per funding interval
 */
public record EntryFeatures(
    Optional<BigDecimal> confidence,
    Optional<BigDecimal> atrValue,
    Optional<BigDecimal> volatilityFactor,
    Optional<BigDecimal> exchangeDivergence,
    Optional<BigDecimal> fundingRate,
    Optional<String> regime) {
  public static final EntryFeatures NONE =
      new EntryFeatures(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  static EntryFeatures read(FieldReader reader) {
    return new EntryFeatures(
        reader.decimal("confidence"),
        reader.decimalAtLeastZero("atr_value", "atr"),
        reader.decimalAtLeastZero("volatility_factor"),
        reader.decimal("exchange_divergence"),
        reader.decimal("funding_rate"),
        reader.text("regime"));
  }

  void write(FieldWriter writer) {
    writer
        .put("confidence", confidence)
        .put("atr_value", atrValue)
        .put("volatility_factor", volatilityFactor)
        .put("exchange_divergence", exchangeDivergence)
        .put("funding_rate", fundingRate)
        .put("regime", regime);
  }
}
