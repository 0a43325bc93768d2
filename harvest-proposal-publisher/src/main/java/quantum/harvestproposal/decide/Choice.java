package quantum.harvestproposal.decide;

/** Which position of a symbol is looked at. */
public sealed interface Choice {
  record Chosen(Subject subject) implements Choice {}

  /**
   * None: the symbol is skipped.
   *
   * @param why for the log
   */
  record Skipped(String why) implements Choice {}
}
