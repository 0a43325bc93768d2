package quantum.kernel.theta;

import java.util.Locale;

/** Where the profit lock puts the stop (SPEC §3). */
public enum LockMode {
  /** entry · (1 ± be_plus_pct): break-even plus a little. */
  BE_PLUS,
  /** entry · (1 ± lock_R · stop_dist_pct): the profit at which the lock arms. */
  R_LOCK,
  /**
   * entry ± max(be_plus_pct · entry, (best R − trail_R) · risk unit): break-even plus a little, and
   * never more than trail_R below the best that the position has reached, gross.
   */
  RATCHET;

  /**
   * Reads {@code be_plus}, {@code r_lock} or {@code ratchet} in any case.
   *
   * @throws IllegalArgumentException naming the text if it is none of them
   */
  public static LockMode parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "be_plus" -> BE_PLUS;
      case "r_lock" -> R_LOCK;
      case "ratchet" -> RATCHET;
      default ->
          throw new IllegalArgumentException(
              "lock_mode must be be_plus, r_lock or ratchet, was '" + text + "'");
    };
  }

  /** The name that SPEC and the settings use. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
