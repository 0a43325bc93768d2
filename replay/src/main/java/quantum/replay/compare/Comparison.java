package quantum.replay.compare;

import java.util.List;

/**
 * Combinations tried on one part, and the chosen one judged on another, beside the default.
 *
 * @param combinations how many were tried, the default among them
 * @param first every combination on the first part
 * @param second the default and the chosen one on the second part; every one where it was asked for
 */
public record Comparison(Combination chosen, int combinations, PartTable first, PartTable second) {

  /** What the second part says of the chosen combination. */
  public enum Verdict {
    DEFAULT_CHOSEN(
        "no difference shown: the default did best on the first part, so there is nothing to"
            + " change"),
    NO_DIFFERENCE("no difference shown: the interval holds 0"),
    BETTER("better than the default: the interval lies above 0"),
    WORSE("worse than the default: the interval lies below 0");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /**
   * Chooses by the first part alone: the second one is not run before the choice is made.
   *
   * @param combinations the default first
   * @param isAll whether every combination is run on the second part as well, to look at
   * @throws IllegalArgumentException if no entry of a part was opened
   */
  public static Comparison of(
      List<Combination> combinations,
      Part first,
      Part second,
      boolean isAll,
      PairedBootstrap bootstrap) {
    List<Tried> tried = first.of(combinations);
    PartTable chosenOn = table("first", first, tried, bootstrap);
    Combination chosen = chosenOn.best();
    List<Combination> judged =
        isAll
            ? combinations
            : combinations.stream()
                .filter(each -> each.equals(combinations.getFirst()) || each.equals(chosen))
                .toList();
    PartTable judgedOn = table("second", second, second.of(judged), bootstrap);
    return new Comparison(
        chosen, combinations.size(), chosenOn.choosing(chosen), judgedOn.choosing(chosen));
  }

  private static PartTable table(
      String name, Part part, List<Tried> tried, PairedBootstrap bootstrap) {
    if (tried.stream().allMatch(each -> each.positions() == 0)) {
      throw new IllegalArgumentException("no entry of the " + name + " part opened a position");
    }
    return PartTable.of(part, tried, bootstrap);
  }

  /** The chosen one on the second part, less the default there. */
  public Difference difference() {
    return second.rows().stream().filter(Row::isChosen).findFirst().orElseThrow().difference();
  }

  public Verdict verdict() {
    if (chosen.equals(first.rows().getFirst().combination())) {
      return Verdict.DEFAULT_CHOSEN;
    }
    Difference found = difference();
    if (!found.isShown()) {
      return Verdict.NO_DIFFERENCE;
    }
    return found.mean() > 0 ? Verdict.BETTER : Verdict.WORSE;
  }
}
