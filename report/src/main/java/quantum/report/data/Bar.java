package quantum.report.data;

import java.util.ArrayList;
import java.util.List;

/** One candle, as a picture needs it. */
public record Bar(long openMillis, double open, double high, double low, double close) {

  /** As one candle: from the open of the first to the close of the last. */
  private static Bar joined(List<Bar> bars) {
    return new Bar(
        bars.getFirst().openMillis,
        bars.getFirst().open,
        bars.stream().mapToDouble(Bar::high).max().orElseThrow(),
        bars.stream().mapToDouble(Bar::low).min().orElseThrow(),
        bars.getLast().close);
  }

  /**
   * The same course in at most so many candles, each of as long a time; a time without a bar stays
   * without a candle.
   *
   * @param bars in time order
   */
  public static List<Bar> atMost(int most, List<Bar> bars) {
    if (bars.size() <= most) {
      return bars;
    }
    long first = bars.getFirst().openMillis;
    long each = (bars.getLast().openMillis - first) / most + 1;
    List<Bar> joined = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= bars.size(); i++) {
      if (i == bars.size()
          || (bars.get(i).openMillis - first) / each
              != (bars.get(from).openMillis - first) / each) {
        joined.add(joined(bars.subList(from, i)));
        from = i;
      }
    }
    return joined;
  }
}
