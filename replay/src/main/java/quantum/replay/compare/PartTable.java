package quantum.replay.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

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
  static PartTable of(
      List<Block> blocks, List<Tried> tried, Combination chosen, PairedBootstrap bootstrap) {
    List<Integer> opened = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      int entry = i;
      if (tried.stream().anyMatch(each -> each.r().get(entry).isPresent())) {
        opened.add(i);
      }
    }
    double[] base = of(tried.getFirst(), opened);
    List<Row> rows = new ArrayList<>();
    for (Tried each : tried) {
      double[] r = of(each, opened);
      List<Paired> pairs = new ArrayList<>();
      for (int i = 0; i < r.length; i++) {
        pairs.add(new Paired(blocks.get(opened.get(i)), r[i], base[i]));
      }
      double[] sorted = r.clone();
      Arrays.sort(sorted);
      rows.add(
          new Row(
              each.combination(),
              each == tried.getFirst(),
              each.combination().equals(chosen),
              each.positions(),
              Arrays.stream(sorted).average().orElse(0),
              PairedBootstrap.quantile(sorted, 0.5),
              each.cutAtSplit(),
              each.cutByData(),
              bootstrap.of(pairs)));
    }
    return new PartTable(opened.size(), rows.getFirst().difference().blocks(), rows);
  }

  private static double[] of(Tried tried, List<Integer> entries) {
    return entries.stream()
        .map(tried.r()::get)
        .mapToDouble((OptionalDouble r) -> r.orElse(0))
        .toArray();
  }

  /** The one with the best mean R; of equals the first, so the default keeps its place. */
  static Combination best(List<Tried> tried, List<Block> blocks) {
    Row best = null;
    for (Row row : of(blocks, tried, Combination.DEFAULT, new PairedBootstrap(1, 0)).rows()) {
      if (best == null || row.meanR() > best.meanR()) {
        best = row;
      }
    }
    return best.combination();
  }
}
