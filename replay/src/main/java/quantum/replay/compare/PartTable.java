package quantum.replay.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import quantum.replay.compare.Tried.End;

/**
 * The combinations on one part, the default first.
 *
 * @param entries that at least one of them opened
 * @param blocks that these entries come from
 * @param bySymbol the same of the entries of each symbol that had any opened
 */
public record PartTable(
    int entries, int blocks, List<Row> rows, SortedMap<String, PartTable> bySymbol) {
  public PartTable {
    rows = List.copyOf(rows);
    bySymbol = Collections.unmodifiableSortedMap(new TreeMap<>(bySymbol));
  }

  /**
   * @param tried the default first
   * @throws IllegalArgumentException if no combination opened any entry
   */
  static PartTable of(Part part, List<Tried> tried, PairedBootstrap bootstrap) {
    int[] opened =
        IntStream.range(0, part.blocks().size())
            .filter(entry -> tried.stream().anyMatch(each -> each.r().get(entry).isPresent()))
            .toArray();
    SortedMap<String, PartTable> bySymbol = new TreeMap<>();
    for (String symbol : new TreeSet<>(part.symbols())) {
      int[] its =
          Arrays.stream(opened).filter(entry -> part.symbols().get(entry).equals(symbol)).toArray();
      if (its.length > 0) {
        bySymbol.put(symbol, of(part.blocks(), tried, its, new TreeMap<>(), bootstrap));
      }
    }
    return of(part.blocks(), tried, opened, bySymbol, bootstrap);
  }

  private static PartTable of(
      List<Block> blocks,
      List<Tried> tried,
      int[] opened,
      SortedMap<String, PartTable> bySymbol,
      PairedBootstrap bootstrap) {
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
              each.positions(opened),
              Arrays.stream(r).sum() / r.length,
              PairedBootstrap.quantile(r, 0.5),
              each.cut(opened, End.AT_SPLIT),
              each.cut(opened, End.BY_DATA),
              bootstrap.of(pairs)));
    }
    return new PartTable(opened.length, rows.getFirst().difference().blocks(), rows, bySymbol);
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
    SortedMap<String, PartTable> symbols = new TreeMap<>();
    bySymbol.forEach((symbol, table) -> symbols.put(symbol, table.choosing(chosen)));
    return new PartTable(
        entries,
        blocks,
        rows.stream().map(row -> row.chosen(row.combination().equals(chosen))).toList(),
        symbols);
  }
}
