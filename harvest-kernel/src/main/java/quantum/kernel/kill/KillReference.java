package quantum.kernel.kill;

import java.util.Locale;

/** What the kill score is measured against, and whether it closes at all (SPEC §3). */
public enum KillReference {
  /** The documented constants of the theta. */
  FIXED,
  /** K is computed and shown, and never closes. */
  OFF;

  /**
   * Reads {@code fixed} or {@code off} in any case.
   *
   * @throws IllegalArgumentException naming the text if it is neither
   */
  public static KillReference parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "fixed" -> FIXED;
      case "off" -> OFF;
      default ->
          throw new IllegalArgumentException(
              "kill reference must be fixed or off, was '" + text + "'");
    };
  }

  /** Whether {@code score} is to close the position under this reference. */
  public boolean closesOn(KillScore score) {
    return this != OFF && score.triggered();
  }
}
