package quantum.account.explain;

/**
 * One reason why nothing happens, or what will.
 *
 * @param text one sentence with the figures
 */
public record Reason(Code code, String text) {
  /** In the order in which an operator should look at them. */
  public enum Code {
    CANNOT_TELL,
    NO_POSITION,
    POSITION_UNREADABLE,
    HALTED,
    NOT_LISTED,
    NOT_ASKED_FOR,
    ENTRY_REFUSED,
    KILL_SWITCH,
    PAUSED,
    SERVICE_DOWN,
    NO_PRICE,
    PRICE_STALE,
    PRICE_BEFORE_ENTRY,
    NOT_EVALUATED,
    GROUP_BEHIND,
    IN_FLIGHT,
    CLOSE_UNRESOLVED,
    CLOSE_RESTS,
    STOP_REACHED,
    STOP_RESTS,
    LEVEL_UNRESOLVED,
    LEVEL_BLOCKED,
    BELOW_MIN_R,
    BELOW_FIRST_LEVEL,
    LEVELS_TAKEN,
    KILL_NOT_CONFIRMED,
    KILL_MARKET_NOT_AGAINST,
    KILL_STOP_IN_PROFIT,
    KILL_BELOW_THRESHOLD,
    KILL_CANNOT_CLOSE,
    MODE_SHADOW,
    COOLDOWN,
    OVERRIDES_REFUSED,
    DUE
  }
}
