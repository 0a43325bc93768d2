package quantum.contracts;

import java.util.Locale;

/** Where the protective stop of a position stands at the exchange (SPEC §4.1). */
public enum StopState {
  /** It rests there, at {@code stop_loss}. */
  RESTING,
  /** It is on its way there, or is being moved; an older one may rest meanwhile. */
  PENDING,
  /** It should rest there and does not: exitbrain's watch is all there is. */
  MISSING,
  /** None is wanted: there is no stop, or {@code APPLY_EXCHANGE_STOPS=false}. */
  OFF;

  /**
   * @throws IllegalArgumentException naming the text
   */
  public static StopState parse(String text) {
    return valueOf(text.strip().toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
