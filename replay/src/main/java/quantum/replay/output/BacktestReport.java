package quantum.replay.output;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;
import quantum.replay.entry.EntryOrder;
import quantum.replay.journal.Decision;
import quantum.report.data.Assumption;
import quantum.report.data.Bar;
import quantum.report.data.Comparison;
import quantum.report.data.DataSpan;
import quantum.report.data.PriceSource;
import quantum.report.data.Refusal;
import quantum.report.data.ReportData;
import quantum.report.data.ReportedPosition;

/**
 * A backtest as the report is told it.
 *
 * @param entries where they came from, in words
 * @param notes what was not read, or mended
 * @param series the prices that the entries need
 */
public record BacktestReport(
    String entries,
    Assumptions assumptions,
    List<String> notes,
    SortedMap<Symbol, CandleSeries> series) {

  /**
   * All that the page shows.
   *
   * @param refused entries that opened nothing
   * @param totals of the same positions
   */
  public ReportData data(List<ReportedPosition> positions, List<Refusal> refused, Totals totals) {
    List<Assumption> said = new ArrayList<>();
    said.add(new Assumption("entries", entries));
    assumptions.said().forEach((name, text) -> said.add(new Assumption(name, text)));
    List<String> told = new ArrayList<>(notes);
    if (totals.cut() > 0) {
      told.add(
          totals.cut()
              + " positions were ended by a hole or the end of the prices: they count as valued"
              + " there");
    }
    if (totals.liquidated() > 0) {
      told.add(totals.liquidated() + " positions were liquidated");
    }
    return new ReportData(
        "Backtest on " + String.join(", ", series.keySet().stream().map(Symbol::name).toList()),
        said,
        told,
        DataQuality.of(series.values()).stream().map(BacktestReport::span).toList(),
        refused,
        positions);
  }

  /** An entry that was refused, at the time of the decision. */
  public static Refusal refusal(Decision decision) {
    return new Refusal(
        decision.timeMillis(),
        decision.symbol().name(),
        (decision.action() + " " + decision.reason()).strip());
  }

  /** An entry that opened nothing, at its own time. */
  public static Refusal refusal(EntryOrder entry, String reason) {
    return new Refusal(entry.atMillis(), entry.symbol().name(), reason);
  }

  /**
   * Both ends of a trader's own entries; empty if nothing can be compared.
   *
   * @param told the suite's positions, by whose ids the pairs find what they cost
   */
  public static Optional<Comparison> comparison(
      List<OwnComparison.Pair> pairs, List<ReportedPosition> told) {
    Map<String, BigDecimal> costs = new HashMap<>();
    told.forEach(
        each -> costs.put(each.id(), each.money().commission().subtract(each.money().funding())));
    List<Comparison.Pair> both = new ArrayList<>();
    for (OwnComparison.Pair pair : pairs) {
      both.add(
          new Comparison.Pair(
              pair.own().symbol().name(),
              pair.own().side(),
              pair.own().openedMillis(),
              new Comparison.End(
                  pair.ownR(),
                  pair.ownBestR(),
                  pair.own().realized(),
                  pair.own().fees().subtract(pair.own().funding()),
                  ""),
              new Comparison.End(
                  pair.suiteR(),
                  pair.suite().maxR().orElse(0.0),
                  pair.suite().realizedPnl(),
                  costs.get(pair.suite().id().value()),
                  pair.suite().exitReason())));
    }
    return both.isEmpty() ? Optional.empty() : Optional.of(new Comparison("own", "suite", both));
  }

  /** The candles of the backtest's own files. */
  public PriceSource prices() {
    return (symbol, from, to) -> {
      CandleSeries of = series.get(Symbol.of(symbol));
      List<Bar> bars = new ArrayList<>();
      for (int i = of.firstFrom(from); i < of.size() && of.openMillis(i) <= to; i++) {
        bars.add(
            new Bar(
                of.openMillis(i),
                of.open(i).doubleValue(),
                of.high(i).doubleValue(),
                of.low(i).doubleValue(),
                of.close(i).doubleValue()));
      }
      return bars;
    };
  }

  private static DataSpan span(DataQuality quality) {
    return new DataSpan(
        quality.symbol().name(),
        quality.intervalMillis(),
        quality.bars(),
        quality.firstMillis(),
        quality.lastMillis(),
        quality.missing(),
        quality.gaps(),
        quality.longestGapMillis(),
        quality.longestGapAt());
  }
}
