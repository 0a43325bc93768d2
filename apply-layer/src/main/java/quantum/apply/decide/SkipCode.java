package quantum.apply.decide;

/** Why a plan ended without an order; the name stands in the result's {@code error} (SPEC §7). */
public enum SkipCode {
  /** The symbol is not on APPLY_ALLOWLIST. */
  SKIP_NOT_ALLOWED,
  SKIP_KILL_SWITCH,
  /** APPLY_HALT is set. */
  SKIP_HALT,
  SKIP_OPEN_DUPLICATE,
  SKIP_OPEN_OPPOSITE,
  SKIP_OPEN_COOLDOWN,
  SKIP_STALE_ENTRY,
  SKIP_MAX_POSITIONS,
  SKIP_MAX_NOTIONAL,
  SKIP_MAX_LEVERAGE,
  /** Something that an order needs is missing or contradicts the rest; the detail says what. */
  SKIP_INPUTS,
  /** This plan, or the level it is for, was executed already. */
  SKIP_DUPLICATE,
  SKIP_NO_POSITION,
  /** The plan was made for an earlier position of the symbol. */
  SKIP_STALE_PLAN,
  SKIP_CLOSE_QTY_ZERO,
  /** The stop would loosen or stay where it is. */
  SKIP_NOT_TIGHTER,
  /** The stop lies at or beyond the present price, and the plan does not insist. */
  SKIP_WOULD_TRIGGER,
  SKIP_UNKNOWN_ACTION,
  /** The plan says of itself that it is not to be carried out: decision, or dry_run. */
  SKIP_WITHHELD
}
