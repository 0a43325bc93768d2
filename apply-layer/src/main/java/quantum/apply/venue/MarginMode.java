package quantum.apply.venue;

/** What stands behind a position of a symbol. */
public enum MarginMode {
  /** Everything in the account that no other position needs. */
  CROSS,
  /** What was set aside for it when it was opened, and nothing else. */
  ISOLATED
}
