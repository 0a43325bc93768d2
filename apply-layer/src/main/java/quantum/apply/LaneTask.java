package quantum.apply;

import quantum.kernel.value.Symbol;

/** Something to do for one symbol, after everything that was asked for it before. */
interface LaneTask {
  /** What goes first when several lanes are ready: getting out before getting in. */
  enum Urgency {
    FULL_CLOSE,
    STOP_MOVE,
    PARTIAL,
    ENTRY,
    UPKEEP
  }

  Symbol symbol();

  Urgency urgency();

  /**
   * Does it, or as much as can be done now.
   *
   * @throws NotNow to be called again later, before anything else of the symbol
   */
  void run();
}
