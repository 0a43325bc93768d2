package quantum.replay.compare;

/**
 * One combination on one part.
 *
 * @param positions that it opened
 * @param meanR over the entries that any of the combinations opened, R; an entry that this one did
 *     not open counts 0
 * @param medianR of the same
 * @param difference to the default
 */
public record Row(
    Combination combination,
    boolean isDefault,
    boolean isChosen,
    int positions,
    double meanR,
    double medianR,
    int cutAtSplit,
    int cutByData,
    Difference difference) {

  Row chosen(boolean is) {
    return new Row(
        combination, isDefault, is, positions, meanR, medianR, cutAtSplit, cutByData, difference);
  }
}
