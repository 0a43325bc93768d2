package quantum.kernel.exit;

import java.math.BigDecimal;

/** What an exit policy wants done. */
public sealed interface ExitDecision {

  /** Nothing is to be done. */
  record Hold(HoldReason why) implements ExitDecision {}

  /** All of the position is to be closed. */
  record CloseAll(ExitReason why) implements ExitDecision {}

  /**
   * A target of the scheme is to be taken, and all nearer ones with it.
   *
   * @param level {@code tp1}, {@code tp2} or {@code tp3}
   * @param percentOfOpen percent of what is open now, above 0, at most 100
   */
  record TakeTarget(String level, BigDecimal percentOfOpen) implements ExitDecision {}
}
