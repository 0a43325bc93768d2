package quantum.kernel.kill;

import java.util.Locale;

/** What the kill score is measured against, and whether it closes at all (SPEC §3). */
public enum KillReference {
  /**
   * The symbol's own recent distribution; a regime flip counts only if the position has been in a
   * trend. Without references it is the neutral market, which never closes.
   */
  ADAPTIVE,
  /** The documented constants of the theta. */
  FIXED,
  /** K is computed and shown, and never closes. */
  OFF;

  /**
   * Reads {@code adaptive}, {@code fixed} or {@code off} in any case.
   *
   * @throws IllegalArgumentException naming the text if it is none of them
   */
  public static KillReference parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "adaptive" -> ADAPTIVE;
      case "fixed" -> FIXED;
      case "off" -> OFF;
      default ->
          throw new IllegalArgumentException(
              "kill reference must be adaptive, fixed or off, was '" + text + "'");
    };
  }
}
