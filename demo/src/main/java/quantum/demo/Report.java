package quantum.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.paper.prices.TickSequence;
import quantum.replay.Decision;
import quantum.replay.EntryOrder;
import quantum.replay.PositionSummary;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run came to, for people and as JSON.
 *
 * @param unsent entries whose moment lies behind the last price
 * @param wallMillis how long the run took
 */
record Report(
    List<PositionSummary> positions,
    List<Decision> decisions,
    List<Check> checks,
    List<EntryOrder> unsent,
    TickSequence ticks,
    long wallMillis,
    int restarts) {
  private static final JsonMapper JSON = JsonMapper.shared();

  boolean allHold() {
    return checks.stream().allMatch(Check::holds) && unsent.isEmpty();
  }

  void print(PrintStream out) {
    out.println();
    out.println("Positions");
    for (PositionSummary position : positions) {
      out.printf(
          Locale.ROOT,
          "  %-12s %-5s %s @ %s  taken %s  max R %s  realized R %s  realized %s USDT  exit %s%n",
          position.symbol(),
          position.side(),
          position.initialQty(),
          position.entry(),
          position.tranches().isEmpty() ? "nothing" : String.join(" ", position.tranches()),
          two(position.maxR()),
          two(position.realizedR()),
          Decimals.plain(position.realizedPnl()),
          position.exitReason());
    }
    for (EntryOrder entry : unsent) {
      out.printf(
          "  %-12s entry at %d was never sent: the prices end before it%n",
          entry.symbol(), entry.atMillis());
    }
    out.println();
    out.println("Checks");
    for (Check check : checks) {
      out.printf("  %-4s %s (%s)%n", check.holds() ? "ok" : "FAIL", check.name(), check.evidence());
    }
    out.printf(
        Locale.ROOT,
        "%n%d prices, %d decisions, %.1f s, %d restarts%n",
        ticks.size(),
        decisions.size(),
        wallMillis / 1000.0,
        restarts);
  }

  private static String two(Optional<Double> value) {
    return value.map(v -> String.format(Locale.ROOT, "%.2f", v)).orElse("-");
  }

  void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("prices", ticks.size()).put("wall_ms", wallMillis).put("restarts", restarts);
    ArrayNode stories = root.putArray("positions");
    for (PositionSummary position : positions) {
      stories.add(position.node());
    }
    ArrayNode decided = root.putArray("decisions");
    decisions.forEach(decision -> decided.add(decision.node()));
    ArrayNode checked = root.putArray("checks");
    for (Check check : checks) {
      checked
          .addObject()
          .put("name", check.name())
          .put("holds", check.holds())
          .put("evidence", check.evidence());
    }
    ArrayNode never = root.putArray("unsent_entries");
    unsent.forEach(
        entry ->
            never.addObject().put("symbol", entry.symbol().name()).put("at", entry.atMillis()));
    Files.writeString(file, root.toPrettyString() + "\n");
  }
}
