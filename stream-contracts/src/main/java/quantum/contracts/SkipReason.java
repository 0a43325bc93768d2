package quantum.contracts;

import java.util.Optional;

/**
 * Why what was asked for is not done (SPEC §7). The name is what operators grep for, and begins the
 * {@code error} of a result.
 */
public enum SkipReason {
  /** A suggestion ({@code dry_run}). */
  SKIP_DRY_RUN,
  /** An entry for a symbol that is not on the allowlist. */
  SKIP_NOT_ALLOWED,
  /** An entry while {@code quantum:kill} is on. */
  SKIP_KILL_SWITCH,
  /** APPLY_HALT is set. */
  SKIP_HALT,
  /** The position was made by hand, and ADOPT_POSITIONS forbids orders for it. */
  SKIP_NOT_MANAGED,
  /** An entry while {@code quantum:halt} is in force. */
  SKIP_HALTED,
  /** An entry or a harvest of a symbol whose {@code quantum:pause} is in force. */
  SKIP_PAUSED,
  SKIP_OPEN_DUPLICATE,
  SKIP_OPEN_OPPOSITE,
  SKIP_OPEN_COOLDOWN,
  /** An entry older than ENTRY_MAX_AGE_SEC. */
  SKIP_STALE_ENTRY,
  SKIP_MAX_POSITIONS,
  SKIP_MAX_NOTIONAL,
  SKIP_MAX_LEVERAGE,
  /** Something that an order needs is missing or contradicts the rest; the detail says what. */
  SKIP_INPUTS,
  /** This plan, or the level it is for, was executed already. */
  SKIP_DUPLICATE,
  /** Nothing is open that could be closed, in part or whole. */
  SKIP_NO_POSITION,
  /** Made for an earlier position of the symbol. */
  SKIP_STALE_PLAN,
  SKIP_CLOSE_QTY_ZERO,
  /** The stop would loosen or stay where it is. */
  SKIP_NOT_TIGHTER,
  /** The stop lies at or beyond the present price, and the plan does not insist. */
  SKIP_WOULD_TRIGGER,
  SKIP_UNKNOWN_ACTION,
  /** The plan says of itself that it is not to be carried out: decision, or dry_run. */
  SKIP_WITHHELD;

  /** The reason that a text begins with; other writers may have reasons of their own. */
  static Optional<SkipReason> in(String error) {
    String word = word(error);
    for (SkipReason reason : values()) {
      if (reason.name().equals(word)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }

  static String word(String error) {
    return error.strip().split("[ :(]", 2)[0];
  }
}
