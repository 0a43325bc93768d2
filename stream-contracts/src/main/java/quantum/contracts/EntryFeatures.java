package quantum.contracts;

import java.math.BigDecimal;
import java.util.List;
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

  private static final Field<BigDecimal> CONFIDENCE =
      Field.number(Fields.FRACTION, "of the signal", "confidence");
  private static final Field<BigDecimal> DIVERGENCE =
      Field.number(Fields.FRACTION, "between venues", "exchange_divergence");
  private static final Field<BigDecimal> FUNDING_RATE =
      Field.number(Fields.FRACTION, "per funding interval", "funding_rate");

  static final List<Field<?>> FIELDS =
      List.of(
          CONFIDENCE,
          Fields.ATR,
          Fields.VOLATILITY_FACTOR,
          DIVERGENCE,
          FUNDING_RATE,
          Fields.REGIME);

  static EntryFeatures read(FieldReader reader) {
    return new EntryFeatures(
        reader.read(CONFIDENCE),
        reader.read(Fields.ATR),
        reader.read(Fields.VOLATILITY_FACTOR),
        reader.read(DIVERGENCE),
        reader.read(FUNDING_RATE),
        reader.read(Fields.REGIME));
  }

  void write(FieldWriter writer) {
    writer
        .put(CONFIDENCE, confidence)
        .put(Fields.ATR, atrValue)
        .put(Fields.VOLATILITY_FACTOR, volatilityFactor)
        .put(DIVERGENCE, exchangeDivergence)
        .put(FUNDING_RATE, fundingRate)
        .put(Fields.REGIME, regime);
  }
}
