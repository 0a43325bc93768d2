package quantum.kernel.exit;

/** Why a position is closed whole, in order of priority. */
public enum ExitReason {
  STOP_HIT,
  KILL_SCORE,
  TARGET_HIT,
  MAX_AGE
}
