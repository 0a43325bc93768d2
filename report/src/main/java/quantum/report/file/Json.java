package quantum.report.file;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.report.data.Comparison;
import quantum.report.data.DataSpan;
import quantum.report.data.Fill;
import quantum.report.data.ReportData;
import quantum.report.data.ReportedPosition;
import quantum.report.data.StopStep;
import quantum.report.data.Tranche;
import quantum.report.figures.Drawdown;
import quantum.report.figures.Grouping;
import quantum.report.figures.ReportFigures;
import quantum.report.figures.SideBySide;
import quantum.report.figures.Sums;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The whole report as one JSON object: what it stands on, its totals and groups, and every position
 * with its tranches and the path of its stop. Times are epoch milliseconds, money is USD; what is
 * not known is absent.
 */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private Json() {}

  /** The whole file. */
  public static String of(ReportData data, ReportFigures figures) {
    ObjectNode root = MAPPER.createObjectNode().put("title", data.title());
    ObjectNode assumptions = root.putObject("assumptions");
    data.assumptions().forEach(each -> assumptions.put(each.name(), each.text()));
    ArrayNode notes = root.putArray("notes");
    data.notes().forEach(notes::add);
    ArrayNode spans = root.putArray("data");
    data.data().forEach(span -> spans.add(span(span)));
    ArrayNode refused = root.putArray("refused");
    data.refused()
        .forEach(
            each ->
                refused
                    .addObject()
                    .put("at", each.atMillis())
                    .put("symbol", each.symbol())
                    .put("reason", each.reason()));
    root.set("totals", totals(figures));
    figures
        .compared()
        .ifPresent(compared -> compared(root, data.comparison().orElseThrow(), compared));
    ObjectNode groups = root.putObject("groups");
    figures
        .groups()
        .forEach(
            (by, each) -> {
              ArrayNode list = groups.putArray(by.code());
              for (Grouping.Group group : each) {
                list.add(sums(MAPPER.createObjectNode().put("name", group.name()), group.sums()));
              }
            });
    ObjectNode days = root.putObject("days");
    figures
        .days()
        .byDate()
        .forEach(
            (date, day) ->
                days.putObject(date.toString())
                    .put("count", day.count())
                    .put("r", day.r())
                    .put("net_pnl", plain(day.net())));
    ArrayNode positions = root.putArray("positions");
    data.positions().forEach(position -> positions.add(position(position)));
    return MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root) + "\n";
  }

  private static void compared(ObjectNode root, Comparison comparison, SideBySide figures) {
    ObjectNode node = root.putObject("compared");
    node.put("one", comparison.one()).put("other", comparison.other());
    way(node.putObject("of_one"), figures.one());
    way(node.putObject("of_other"), figures.other());
    node.put("better", figures.better()).put("worse", figures.worse());
    node.put("mean_gain_r", figures.meanGain());
    figures
        .difference()
        .ifPresent(
            interval ->
                node.putObject("mean_gain_r_90")
                    .put("low", interval.low())
                    .put("high", interval.high()));
    ArrayNode pairs = node.putArray("pairs");
    for (Comparison.Pair pair : comparison.pairs()) {
      ObjectNode each =
          pairs
              .addObject()
              .put("symbol", pair.symbol())
              .put("side", pair.side().name())
              .put("opened_at", pair.openedAtMillis());
      end(each.putObject("one"), pair.one());
      end(each.putObject("other"), pair.other());
    }
  }

  private static void way(ObjectNode node, SideBySide.Way way) {
    node.put("mean_r", way.meanR()).put("median_r", way.medianR());
    put(node, "capture", way.capture());
    node.put("give_back", way.giveBack())
        .put("net_pnl", plain(way.net()))
        .put("costs", plain(way.costs()));
  }

  private static void end(ObjectNode node, Comparison.End end) {
    node.put("realized_r", end.r())
        .put("max_r", end.bestR())
        .put("net_pnl", plain(end.net()))
        .put("costs", plain(end.costs()))
        .put("exit_reason", end.reason());
  }

  private static ObjectNode span(DataSpan span) {
    ObjectNode node =
        MAPPER
            .createObjectNode()
            .put("symbol", span.symbol())
            .put("interval_ms", span.intervalMillis())
            .put("bars", span.bars())
            .put("first_ms", span.firstMillis())
            .put("last_ms", span.lastMillis())
            .put("missing", span.missing())
            .put("gaps", span.gaps())
            .put("longest_gap_ms", span.longestGapMillis());
    return span.missing() == 0 ? node : node.put("longest_gap_at_ms", span.longestGapAtMillis());
  }

  private static ObjectNode totals(ReportFigures figures) {
    ObjectNode node = sums(MAPPER.createObjectNode(), figures.sums());
    put(node, "median_r", figures.medianR());
    figures
        .expectancy()
        .ifPresent(
            interval ->
                node.putObject("mean_r_90")
                    .put("low", interval.low())
                    .put("high", interval.high()));
    drawdown(node.putObject("drawdown_r"), figures.inR().drawdown());
    drawdown(node.putObject("drawdown_usd"), figures.inUsd().drawdown());
    return node.put("held_ms", figures.heldMillis()).put("losing_run", figures.losingRun());
  }

  private static void drawdown(ObjectNode node, Drawdown drawdown) {
    node.put("depth", drawdown.depth());
    if (drawdown.depth() > 0) {
      node.put("peak_ms", drawdown.peakMillis()).put("trough_ms", drawdown.troughMillis());
    }
  }

  private static ObjectNode sums(ObjectNode node, Sums sums) {
    node.put("count", sums.count())
        .put("won", sums.won())
        .put("lost", sums.lost())
        .put("realized_pnl", plain(sums.money().realizedPnl()))
        .put("commission", plain(sums.money().commission()))
        .put("funding", plain(sums.money().funding()))
        .put("net_pnl", plain(sums.money().net()))
        .put("with_r", sums.measured());
    put(node, "win_rate", sums.winRate());
    put(node, "profit_factor", sums.profitFactor());
    if (sums.measured() > 0) {
      node.put("sum_r", sums.sumR());
    }
    put(node, "mean_r", sums.meanR());
    put(node, "capture", sums.capture());
    put(node, "give_back", sums.giveBack());
    return node;
  }

  private static ObjectNode position(ReportedPosition position) {
    ObjectNode node =
        MAPPER
            .createObjectNode()
            .put("position_id", position.id())
            .put("symbol", position.symbol())
            .put("side", position.side().name())
            .put("opened_at", position.openedAtMillis())
            .put("closed_at", position.closedAtMillis())
            .put("entry_price", plain(position.entryPrice()));
    position.exitPrice().ifPresent(value -> node.put("exit_price", plain(value)));
    node.put("initial_qty", plain(position.initialQty()));
    position.initialStop().ifPresent(value -> node.put("initial_stop", plain(value)));
    position.entryRisk().ifPresent(value -> node.put("entry_risk", plain(value)));
    node.put("realized_pnl", plain(position.money().realizedPnl()))
        .put("commission", plain(position.money().commission()))
        .put("funding", plain(position.money().funding()))
        .put("net_pnl", plain(position.net()));
    put(node, "realized_r", position.realizedR());
    put(node, "max_r", position.maxR());
    put(node, "min_r", position.minR());
    put(node, "capture", position.capture());
    ArrayNode tranches = node.putArray("tranches");
    for (Tranche tranche : position.tranches()) {
      ObjectNode each = tranches.addObject().put("name", tranche.name());
      tranche.fill().ifPresent(fill -> fill(each, fill));
    }
    ArrayNode stops = node.putArray("stops");
    for (StopStep step : position.stops()) {
      stops.addObject().put("at", step.timeMillis()).put("price", plain(step.price()));
    }
    node.put("exit_reason", position.exitReason());
    position.regime().ifPresent(regime -> node.put("regime", regime));
    return node.put("source", position.source());
  }

  private static void fill(ObjectNode node, Fill fill) {
    node.put("at", fill.timeMillis())
        .put("price", plain(fill.price()))
        .put("qty", plain(fill.qty()));
  }

  private static void put(ObjectNode node, String name, Optional<Double> value) {
    value.ifPresent(each -> node.put(name, each));
  }

  /** The same number always looks the same, however it was computed. */
  private static BigDecimal plain(BigDecimal value) {
    return new BigDecimal(Decimals.plain(value));
  }
}
