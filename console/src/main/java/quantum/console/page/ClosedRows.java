package quantum.console.page;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import quantum.account.json.Json;
import quantum.account.report.TradesReport;
import quantum.account.snapshot.ClosedTrades;
import quantum.kernel.value.Decimals;
import quantum.report.data.ReportData;
import quantum.report.data.ReportedPosition;
import quantum.report.figures.Course;
import quantum.report.figures.Days;
import quantum.report.figures.Histogram;
import quantum.report.figures.ReportFigures;
import quantum.report.figures.Sums;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Positions that have ended: what they come to, by the figures of the report, in {@code ~figures};
 * and the newest of them, newest first, by their id.
 */
public final class ClosedRows {
  private static final int SHOWN = 200;

  /** More points than pixels would be drawn on each other. */
  private static final int POINTS = 600;

  private ClosedRows() {}

  public static SequencedMap<String, String> of(ClosedTrades trades, String namespace) {
    ReportData data = TradesReport.data(trades, namespace, "all that are kept");
    SequencedMap<String, String> rows = new LinkedHashMap<>();
    rows.put("~figures", figures(trades, data).toString());
    List<ReportedPosition> newest = data.positions().reversed();
    newest.stream()
        .limit(SHOWN)
        .forEach(position -> rows.put(position.id(), row(position).toString()));
    return rows;
  }

  private static ObjectNode figures(ClosedTrades trades, ReportData data) {
    ReportFigures figures = ReportFigures.of(data);
    Sums sums = figures.sums();
    ObjectNode node =
        Json.object()
            .put("count", sums.count())
            .put("won", sums.won())
            .put("lost", sums.lost())
            .put("net", Decimals.plain(sums.money().net()))
            .put("gross", Decimals.plain(sums.money().realizedPnl()))
            .put("fees", Decimals.plain(sums.money().commission()))
            .put("funding", Decimals.plain(sums.money().funding()));
    trades.unknown().ifPresent(why -> node.put("unknown", why));
    put(node, "win_rate", sums.winRate());
    put(node, "profit_factor", sums.profitFactor());
    put(node, "mean_r", sums.meanR());
    put(node, "median_r", figures.medianR());
    put(node, "capture", sums.capture());
    put(node, "give_back_r", sums.giveBack());
    ArrayNode notes = node.putArray("notes");
    data.notes().forEach(notes::add);
    histogram(node.putObject("r"), figures.distribution());
    course(node.putArray("course_usd"), figures.inUsd());
    course(node.putArray("course_r"), figures.inR());
    ArrayNode days = node.putArray("days");
    for (Map.Entry<LocalDate, Days.Day> day : figures.days().byDate().entrySet()) {
      days.addObject()
          .put("date", day.getKey().toString())
          .put("count", day.getValue().count())
          .put("r", day.getValue().r())
          .put("net", Decimals.plain(day.getValue().net()));
    }
    reasons(node.putArray("reasons"), data.positions());
    return node;
  }

  private static void histogram(ObjectNode node, Histogram histogram) {
    node.put("width", histogram.width())
        .put("open_below", histogram.openBelow())
        .put("open_above", histogram.openAbove());
    ArrayNode bins = node.putArray("bins");
    histogram
        .bins()
        .forEach(
            bin ->
                bins.addObject()
                    .put("from", bin.from())
                    .put("to", bin.to())
                    .put("count", bin.count()));
  }

  private static void course(ArrayNode points, Course course) {
    int step = Math.max(1, course.size() / POINTS);
    for (int i = 0; i < course.size(); i++) {
      if (i % step == 0 || i == course.size() - 1) {
        points.addArray().add(course.times()[i]).add(course.values()[i]);
      }
    }
  }

  private static void reasons(ArrayNode node, List<ReportedPosition> positions) {
    Map<String, List<ReportedPosition>> byReason = new LinkedHashMap<>();
    positions.forEach(
        it -> byReason.computeIfAbsent(it.exitReason(), _ -> new ArrayList<>()).add(it));
    byReason.forEach(
        (reason, of) -> {
          Sums sums = Sums.of(of);
          ObjectNode row =
              node.addObject()
                  .put("reason", reason)
                  .put("count", sums.count())
                  .put("net", Decimals.plain(sums.money().net()));
          put(row, "mean_r", sums.meanR());
          put(row, "win_rate", sums.winRate());
        });
  }

  private static ObjectNode row(ReportedPosition it) {
    ObjectNode node =
        Json.object()
            .put("symbol", it.symbol())
            .put("side", it.side().name())
            .put("opened_at", it.openedAtMillis())
            .put("closed_at", it.closedAtMillis())
            .put("entry", Decimals.plain(it.entryPrice()))
            .put("net", Decimals.plain(it.net()))
            .put("reason", it.exitReason())
            .put("tranches", it.tranches().size());
    it.exitPrice().ifPresent(at -> node.put("exit", Decimals.plain(at)));
    put(node, "r", it.realizedR());
    put(node, "best_r", it.maxR());
    put(node, "worst_r", it.minR());
    put(node, "capture", it.capture());
    it.regime().ifPresent(regime -> node.put("regime", regime));
    return node;
  }

  private static void put(ObjectNode node, String name, Optional<Double> value) {
    value.filter(Double::isFinite).ifPresent(it -> node.put(name, it));
  }
}
