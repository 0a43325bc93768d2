package quantum.apply;

import quantum.kernel.value.Symbol;

/** Something to do for one symbol. */
interface LaneTask {
  /** What goes first: getting out before getting in, and looking after what is open last. */
  enum Urgency {
    /** Overtakes everything of its symbol, and begins whatever else is at work. */
    FULL_CLOSE(true),
    STOP_MOVE(false),
    /** Begins whatever else is at work. */
    PARTIAL(true),
    ENTRY(false),
    /**
     * What only books, compares or keeps a stop in its place: yields to all plans of its symbol.
     */
    UPKEEP(false);

    private final boolean exit;

    Urgency(boolean exit) {
      this.exit = exit;
    }

    boolean isWholeExit() {
      return this == FULL_CLOSE;
    }

    /** Whether it waits for no slot. */
    boolean isExit() {
      return exit;
    }
  }

  Symbol symbol();

  Urgency urgency();

  /**
   * Does it, or as much as can be done now.
   *
   * @throws NotNow to be called again later, before anything of the symbol that came after it and
   *     is no more urgent
   */
  void run();
}
