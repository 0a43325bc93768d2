package quantum.kernel.theta;

import java.util.Locale;

/** Where the profit lock puts the stop (SPEC §3, two documented variants). */
public enum LockMode {
  /** entry · (1 ± be_plus_pct): break-even plus a little. */
  BE_PLUS,
  /** entry · (1 ± lock_R · stop_dist_pct): the profit at which the lock arms. */
  R_LOCK;

  /**
   * Reads {@code be_plus} or {@code r_lock} in any case.
   *
   * @throws IllegalArgumentException naming the text if it is neither
   */
  public static LockMode parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "be_plus" -> BE_PLUS;
      case "r_lock" -> R_LOCK;
      default ->
          throw new IllegalArgumentException(
              "lock_mode must be be_plus or r_lock, was '" + text + "'");
    };
  }

  /** The name that SPEC and the settings use. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
