package quantum.bridge.decide;

/** Why a well-formed intent becomes no plan; the names are what operators grep for. */
public enum SkipCode {
  /** A suggestion ({@code dry_run}). */
  SKIP_DRY_RUN,
  /** An entry for a symbol that INTENT_BRIDGE_ALLOWLIST does not name. */
  SKIP_NOT_ALLOWED,
  /** An entry while {@code quantum:kill} is on. */
  SKIP_KILL_SWITCH,
  /** An entry older than ENTRY_MAX_AGE_SEC. */
  SKIP_STALE_ENTRY,
  /** A partial given as a quantity, and nothing is open that it could be a part of. */
  SKIP_NO_POSITION,
  /** A partial given as a quantity of an earlier position of the symbol. */
  SKIP_STALE_PLAN
}
