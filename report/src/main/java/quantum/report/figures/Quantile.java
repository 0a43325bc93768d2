package quantum.report.figures;

/** The value below which a share of the values lies, straight between two neighbours. */
public final class Quantile {
  private Quantile() {}

  /**
   * @param sorted ascending, at least one
   * @param share 0 to 1
   */
  public static double ofSorted(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
