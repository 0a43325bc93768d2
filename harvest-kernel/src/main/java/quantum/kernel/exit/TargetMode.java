package quantum.kernel.exit;

import java.util.Locale;

/** What reaching a target does (SPEC §7, EXITBRAIN_TP_MODE). */
public enum TargetMode {
  /** Nothing: harvest-brain takes the profit. */
  OFF,
  /** Closes the scheme's fractions at tp1, tp2, tp3. */
  SCHEME,
  /** Closes the whole position at take_profit. */
  FULL;

  /**
   * Reads {@code off}, {@code scheme} or {@code full} in any case.
   *
   * @throws IllegalArgumentException naming the text if it is none of them
   */
  public static TargetMode parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "off" -> OFF;
      case "scheme" -> SCHEME;
      case "full" -> FULL;
      default ->
          throw new IllegalArgumentException(
              "target mode must be off, scheme or full, was '" + text + "'");
    };
  }
}
