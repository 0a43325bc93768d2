package quantum.replay.output;

import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import quantum.replay.compare.Block;
import quantum.replay.compare.Comparison;
import quantum.replay.compare.Difference;
import quantum.replay.compare.PairedBootstrap;
import quantum.replay.compare.PartTable;
import quantum.replay.compare.Row;
import quantum.replay.compare.Split;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints a comparison as tables for people or as JSON lines for programs. */
public final class CompareOutput {
  private final PrintStream out;
  private final boolean json;
  private final RunOutput run;

  /**
   * @param out is not flushed
   * @param json whether as JSON lines
   */
  public CompareOutput(PrintStream out, boolean json) {
    this.out = out;
    this.json = json;
    this.run = new RunOutput(out, json);
  }

  /** Of the default settings. */
  public void assumptions(Assumptions said) {
    run.assumptions(said);
  }

  /** What was not read, mended, or is not run. */
  public void note(String note) {
    run.note(note);
  }

  /** What one symbol's prices are worth. */
  public void data(DataQuality quality) {
    run.data(quality);
  }

  /**
   * Where the time of the entries is split.
   *
   * @param atMillis begin of the second part, epoch milliseconds
   * @param firstEntries asked for in the first part
   * @param secondEntries asked for in the second part
   */
  public void split(Split split, long atMillis, int firstEntries, int secondEntries) {
    if (json) {
      line(
          "split",
          node()
              .put("parts", split.toString())
              .put("at_ms", atMillis)
              .put("first_entries", firstEntries)
              .put("second_entries", secondEntries));
      return;
    }
    out.println();
    out.printf(
        Locale.ROOT,
        "split        %s of the time of the entries: the second part begins %s%n",
        split,
        Instant.ofEpochMilli(atMillis));
  }

  /**
   * Both parts, the chosen combination and the verdict.
   *
   * @param bySymbol whether each symbol has tables as well
   */
  public void comparison(
      Comparison of, Block.Of blocks, PairedBootstrap bootstrap, boolean bySymbol) {
    if (json) {
      lines("first", of.first(), bySymbol);
      lines("second", of.second(), bySymbol);
      line("comparison", node(of, blocks, bootstrap));
      warnings(of).forEach(warning -> out.println(node().put("warning", warning)));
      return;
    }
    tables("first part", of.first(), blocks, bySymbol);
    out.printf(
        Locale.ROOT,
        "chosen       %s: the best mean R of the first part, of %d combinations%n",
        named(chosen(of)),
        of.combinations());
    tables("second part", of.second(), blocks, bySymbol);
    Difference found = of.difference();
    out.printf(
        Locale.ROOT,
        "difference   %+.4f R on the second part, 90 %% interval %+.4f to %+.4f (%d samples of %d"
            + " blocks, seed %d)%nverdict      %s%n",
        found.mean(),
        found.low(),
        found.high(),
        bootstrap.samples(),
        found.blocks(),
        bootstrap.seed(),
        of.verdict().words());
    warnings(of).forEach(warning -> out.println("warning      " + warning));
  }

  private static Row chosen(Comparison of) {
    return of.first().rows().stream().filter(Row::isChosen).findFirst().orElseThrow();
  }

  private static String named(Row row) {
    String text = row.combination().toString();
    return row.isDefault() && !row.combination().values().isEmpty() ? text + " (default)" : text;
  }

  private void lines(String name, PartTable table, boolean bySymbol) {
    table.rows().forEach(row -> line(name, node(row)));
    if (bySymbol) {
      table
          .bySymbol()
          .forEach(
              (symbol, its) ->
                  its.rows()
                      .forEach(row -> line(name + "_of_symbol", node(row).put("symbol", symbol))));
    }
  }

  private void tables(String name, PartTable table, Block.Of blocks, boolean bySymbol) {
    table(name, table, blocks);
    if (bySymbol) {
      table.bySymbol().forEach((symbol, its) -> table(symbol, its, blocks));
    }
  }

  private void table(String name, PartTable table, Block.Of blocks) {
    int width =
        Math.max(8, table.rows().stream().mapToInt(row -> named(row).length()).max().orElse(0));
    String settings = "%-" + width + "s";
    out.println();
    out.printf(
        Locale.ROOT,
        "%-12s %d entries in %d blocks of %s%n",
        name,
        table.entries(),
        table.blocks(),
        blocks.words());
    out.printf(
        Locale.ROOT,
        settings + " %9s %9s %9s %12s %18s %12s %12s%n",
        "settings",
        "positions",
        "mean R",
        "median R",
        "- default",
        "90 %",
        "cut at split",
        "cut by data");
    for (Row row : table.rows()) {
      Difference by = row.difference();
      out.printf(
          Locale.ROOT,
          settings + " %9d %9.4f %9.4f %12s %18s %12d %12d%n",
          named(row),
          row.positions(),
          row.meanR(),
          row.medianR(),
          row.isDefault() ? "" : String.format(Locale.ROOT, "%+.4f", by.mean()),
          row.isDefault() ? "" : String.format(Locale.ROOT, "%+.4f to %+.4f", by.low(), by.high()),
          row.cutAtSplit(),
          row.cutByData());
    }
  }

  private static List<String> warnings(Comparison of) {
    List<String> warnings = new ArrayList<>();
    if (of.combinations() > 2) {
      warnings.add(
          of.combinations()
              + " combinations were tried: the best of many looks better on the first part than it"
              + " is, whatever its interval there; only the second part judges it");
    }
    if (of.second().rows().size() > 2) {
      warnings.add(
          (of.second().rows().size() - 1)
              + " differences are shown on the second part: by chance alone every tenth such interval"
              + " leaves 0 out; who chooses by them has no part left to judge on");
    }
    if (!of.difference().isTrusted()) {
      warnings.add(
          "the interval is not to be trusted: the second part has "
              + of.difference().blocks()
              + " blocks, fewer than "
              + Difference.LEAST_BLOCKS);
    }
    return warnings;
  }

  private static ObjectNode node() {
    return JsonMapper.shared().createObjectNode();
  }

  private static ObjectNode settings(Row row) {
    ObjectNode node = node();
    row.combination().values().forEach(node::put);
    return node;
  }

  private static ObjectNode node(Row row) {
    ObjectNode node = node();
    node.set("settings", settings(row));
    node.put("default", row.isDefault())
        .put("chosen", row.isChosen())
        .put("positions", row.positions())
        .put("mean_R", row.meanR())
        .put("median_R", row.medianR())
        .put("cut_at_split", row.cutAtSplit())
        .put("cut_by_data", row.cutByData());
    return put(node, row.difference());
  }

  private static ObjectNode put(ObjectNode node, Difference by) {
    return node.put("difference_R", by.mean())
        .put("low_R", by.low())
        .put("high_R", by.high())
        .put("blocks", by.blocks());
  }

  private static ObjectNode node(Comparison of, Block.Of blocks, PairedBootstrap bootstrap) {
    ObjectNode node = node();
    node.set("chosen", settings(chosen(of)));
    node.set("default", settings(of.first().rows().getFirst()));
    node.put("criterion", "best mean R of the first part").put("combinations", of.combinations());
    put(node, of.difference());
    return node.put("level", Difference.LEVEL)
        .put("shown", of.difference().isShown())
        .put("trusted", of.difference().isTrusted())
        .put("verdict", of.verdict().words())
        .put("block", blocks.name().toLowerCase(Locale.ROOT))
        .put("bootstrap", bootstrap.samples())
        .put("seed", bootstrap.seed());
  }

  private void line(String name, ObjectNode value) {
    ObjectNode line = node();
    line.set(name, value);
    out.println(line);
  }
}
