package quantum.contracts;

import java.util.Locale;

/** Whose a position is, and what the suite does with it (SPEC §12). */
public enum Keeping {
  /** A plan of ours opened it; what a hand added to it is ours as well. */
  OWN,
  /** Made by hand, and looked after as our own. */
  MANAGED,
  /** Made by hand: shown and judged, without a stop of ours and without an order. */
  WATCHED;

  /** Whether a hand made it, so that ADOPT_POSITIONS decides about it. */
  public boolean isMadeByHand() {
    return this != OWN;
  }

  /**
   * @throws IllegalArgumentException naming the text
   */
  public static Keeping parse(String text) {
    return valueOf(text.strip().toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
