package quantum.harvestproposal.decide;

/** Which position of a symbol is looked at. */
public sealed interface Choice {
  record Chosen(Subject subject) implements Choice {}

  /**
   * There may be one that cannot be looked at: the symbol is skipped.
   *
   * @param why for the log
   */
  record Skipped(String why) implements Choice {}

  /**
   * There is none.
   *
   * @param why for the log
   */
  record Flat(String why) implements Choice {}
}
