package quantum.alerts.decide;

/** What becomes of the alerts of a kind. */
public enum KindMode {
  /** A message of its own. */
  ON,
  /** Only counted, and named in the daily summary. */
  QUIET,
  /** Neither told nor counted. */
  OFF
}
