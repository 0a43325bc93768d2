package quantum.replay.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The combinations on one part, the default first.
 *
 * @param entries that at least one of them opened
 * @param blocks that these entries come from
 */
public record PartTable(int entries, int blocks, List<Row> rows) {
  public PartTable {
    rows = List.copyOf(rows);
  }

  /**
   * @param blocks of the entries, in their order
   * @param tried the default first
   * @throws IllegalArgumentException if no combination opened any entry
   */
  static PartTable of(List<Block> blocks, List<Tried> tried, PairedBootstrap bootstrap) {
    int[] opened =
        IntStream.range(0, blocks.size())
            .filter(entry -> tried.stream().anyMatch(each -> each.r().get(entry).isPresent()))
            .toArray();
    double[] base = realized(tried.getFirst(), opened);
    List<Row> rows = new ArrayList<>();
    for (Tried each : tried) {
      double[] r = realized(each, opened);
      List<Paired> pairs = new ArrayList<>();
      for (int i = 0; i < r.length; i++) {
        pairs.add(new Paired(blocks.get(opened[i]), r[i], base[i]));
      }
      Arrays.sort(r); // sums and quantiles alike do not hang on the order of the entries
      rows.add(
          new Row(
              each.combination(),
              each == tried.getFirst(),
              false,
              each.positions(),
              Arrays.stream(r).sum() / r.length,
              PairedBootstrap.quantile(r, 0.5),
              each.cutAtSplit(),
              each.cutByData(),
              bootstrap.of(pairs)));
    }
    return new PartTable(opened.length, rows.getFirst().difference().blocks(), rows);
  }

  private static double[] realized(Tried tried, int[] entries) {
    return Arrays.stream(entries).mapToDouble(entry -> tried.r().get(entry).orElse(0)).toArray();
  }

  /** The one with the best mean R; of equals the first, so that the default keeps its place. */
  Combination best() {
    Row best = rows.getFirst();
    for (Row row : rows) {
      if (row.meanR() > best.meanR()) {
        best = row;
      }
    }
    return best.combination();
  }

  PartTable choosing(Combination chosen) {
    return new PartTable(
        entries,
        blocks,
        rows.stream().map(row -> row.chosen(row.combination().equals(chosen))).toList());
  }
}
