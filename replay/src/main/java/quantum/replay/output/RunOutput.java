package quantum.replay.output;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.replay.entry.EntryOrder;
import quantum.replay.journal.Decision;
import quantum.replay.journal.PositionSummary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints a backtest as text for people or as JSON lines for programs. */
public final class RunOutput {
  private final PrintStream out;
  private final boolean json;

  /**
   * @param out is not flushed
   * @param json whether as JSON lines
   */
  public RunOutput(PrintStream out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** Everything that the result hangs on and that the prices do not say. */
  public void assumptions(Assumptions said) {
    if (json) {
      line("assumptions", said.node());
    } else {
      said.lines().forEach(out::println);
    }
  }

  /** What one symbol's prices are worth. */
  public void data(DataQuality quality) {
    if (json) {
      line("data", quality.node());
    } else {
      out.println(quality.text());
    }
  }

  /** What was not read, or mended. */
  public void note(String note) {
    if (json) {
      out.println(JsonMapper.shared().createObjectNode().put("note", note));
    } else {
      out.println("note         " + note);
    }
  }

  /** One line. */
  public void decision(Decision decision) {
    out.println(json ? decision.json() : decision.text());
  }

  /** Sets off what comes after the decisions, for people. */
  public void endOfDecisions() {
    if (!json) {
      out.println();
    }
  }

  /** How one position went. */
  public void position(PositionSummary position) {
    if (json) {
      line("summary", position.node());
      return;
    }
    out.println(
        String.format(
            Locale.ROOT,
            "%-12s %-5s %s @ %s  realized R %s  realized %s USDT  max R %s  exit %s",
            position.symbol(),
            position.side(),
            position.initialQty(),
            position.entry(),
            two(position.realizedR()),
            Decimals.plain(position.realizedPnl()),
            two(position.maxR()),
            position.exitReason()));
  }

  /**
   * An entry that opened nothing.
   *
   * @param why what it was, such as never sent
   */
  public void notOpened(EntryOrder entry, String why) {
    if (json) {
      out.println(
          JsonMapper.shared()
              .createObjectNode()
              .put("symbol", entry.symbol().name())
              .put("at", entry.atMillis())
              .put("error", why));
    } else {
      out.println(entry.symbol() + " entry at " + entry.atMillis() + " was " + why);
    }
  }

  /** What kill references did, a line each. */
  public void reports(List<KillReport> reports) {
    if (json) {
      reports.forEach(report -> line("report", report.node()));
    } else {
      out.println();
      out.println(KillReport.header());
      reports.forEach(report -> out.println(report.text()));
    }
  }

  /** A trader's own entries, side by side. */
  public void own(OwnComparison comparison) {
    if (json) {
      comparison.pairs().forEach(pair -> line("pair", pair.node()));
      line("own", comparison.node());
    } else {
      out.println();
      comparison.lines().forEach(out::println);
    }
  }

  /** What it comes to. */
  public void totals(Totals totals) {
    if (json) {
      line("totals", totals.node());
    } else {
      out.println();
      out.println(totals.text());
    }
  }

  private void line(String name, JsonNode value) {
    ObjectNode line = JsonMapper.shared().createObjectNode();
    line.set(name, value);
    out.println(line);
  }

  private static String two(Optional<Double> value) {
    return value.map(v -> String.format(Locale.ROOT, "%.2f", v)).orElse("-");
  }
}
