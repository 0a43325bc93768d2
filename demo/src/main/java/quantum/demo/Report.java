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
import quantum.replay.entry.EntryOrder;
import quantum.replay.journal.Decision;
import quantum.replay.journal.PositionSummary;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run came to, for people and as JSON.
 *
 * @param harvestProposals how many were published
 * @param drySignals entries that the trading bot would have made
 * @param unsent entries whose moment lies behind the last price
 * @param wallMillis how long the run took
 */
record Report(
    List<PositionSummary> positions,
    List<Decision> decisions,
    List<Check> checks,
    Markets markets,
    long harvestProposals,
    long drySignals,
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
    out.println();
    out.println("Market while it was open");
    for (PositionSummary position : positions) {
      out.printf("  %-12s %-5s %s%n", position.symbol(), position.side(), regimes(position));
    }
    for (EntryOrder entry : unsent) {
      out.printf(
          "  %-12s entry at %d was never sent: the prices end before it%n",
          entry.symbol(), entry.atMillis());
    }
    out.println();
    out.printf(
        "%s closed by the kill score; %s closed by the stop, %d of them at the exchange; risk"
            + " proposals for %d symbols,"
            + " %d harvest proposals, %d dry-run signal(s) of the trading bot%n",
        count(positions.stream().filter(PositionSummary::isKilled).count()),
        count(positions.stream().filter(PositionSummary::isStopped).count()),
        exchangeStops(),
        markets.proposed().size(),
        harvestProposals,
        drySignals);
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

  private String regimes(PositionSummary position) {
    long until = position.isClosed() ? position.lastMillis() : Long.MAX_VALUE;
    return markets.during(position.symbol(), position.openedAtMillis(), until);
  }

  private long exchangeStops() {
    return positions.stream().filter(PositionSummary::isStoppedAtExchange).count();
  }

  private static String count(long positions) {
    return positions == 1 ? "1 position" : positions + " positions";
  }

  private static String two(Optional<Double> value) {
    return value.map(v -> String.format(Locale.ROOT, "%.2f", v)).orElse("-");
  }

  void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("prices", ticks.size()).put("wall_ms", wallMillis).put("restarts", restarts);
    ArrayNode stories = root.putArray("positions");
    for (PositionSummary position : positions) {
      stories.add(position.node().put("regimes", regimes(position)));
    }
    root.put("kill_closes", positions.stream().filter(PositionSummary::isKilled).count())
        .put("stop_closes", positions.stream().filter(PositionSummary::isStopped).count())
        .put("exchange_stops", exchangeStops())
        .put("risk_proposals_symbols", markets.proposed().size())
        .put("harvest_proposals", harvestProposals)
        .put("dry_signals", drySignals);
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
