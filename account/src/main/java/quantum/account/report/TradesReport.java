package quantum.account.report;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quantum.account.json.Json;
import quantum.account.snapshot.ClosedTrades;
import quantum.contracts.ClosedPosition;
import quantum.kernel.value.Price;
import quantum.report.data.Assumption;
import quantum.report.data.Money;
import quantum.report.data.ReportData;
import quantum.report.data.ReportedPosition;
import quantum.report.data.StopStep;
import quantum.report.data.Tranche;

/** Positions that have ended, as a report is told them. */
public final class TradesReport {
  private TradesReport() {}

  /**
   * @param namespace whose positions they are
   * @param asked which of them were asked for, in words
   */
  public static ReportData data(ClosedTrades trades, String namespace, String asked) {
    List<String> notes = new ArrayList<>();
    List<ReportedPosition> told = new ArrayList<>();
    for (ClosedPosition one : trades.ended()) {
      try {
        told.add(told(one));
      } catch (IllegalArgumentException e) {
        notes.add("left out: " + e.getMessage());
      }
    }
    long incomplete = trades.ended().stream().filter(one -> !one.pending().isEmpty()).count();
    if (incomplete > 0) {
      notes.add(
          incomplete
              + " positions are not complete: profit and fees of trades that have not come from the"
              + " exchange are missing");
    }
    if (trades.unreadable() > 0) {
      notes.add(trades.unreadable() + " members of the list are unreadable and left out");
    }
    if (trades.ended().size() == ClosedPosition.KEPT) {
      notes.add("the newest " + ClosedPosition.KEPT + " are kept; there may have been older ones");
    }
    return new ReportData(
        "Closed positions of " + namespace,
        terms(namespace, asked),
        notes,
        List.of(),
        List.of(),
        told);
  }

  /** What was written. */
  public static String json(Path file, ReportData data) {
    return Json.text(
        Json.object()
            .put("file", file.toAbsolutePath().toString())
            .put("positions", data.positions().size()));
  }

  private static List<Assumption> terms(String namespace, String asked) {
    return List.of(
        new Assumption("positions", "that have ended, of namespace " + namespace + "; " + asked),
        new Assumption("result", "as the exchange booked it, less fees, with funding"),
        new Assumption("best and worst R", "of the mark prices that were seen while it was open"),
        new Assumption(
            "stop and tranches",
            "the first stop and the levels that were harvested; when and where the stop moved later"
                + " is not kept"));
  }

  private static ReportedPosition told(ClosedPosition one) {
    return new ReportedPosition(
        one.id().value(),
        one.symbol().name(),
        one.side(),
        one.openedAtMillis(),
        one.closedAtMillis(),
        one.entryPrice().value(),
        one.exitPrice().map(Price::value),
        one.initialQty().value(),
        one.initialStop().map(Price::value),
        one.entryRisk(),
        new Money(one.realizedPnl(), one.commission(), one.funding()),
        one.maxR().map(BigDecimal::doubleValue),
        one.minR().map(BigDecimal::doubleValue),
        one.tranches().stream().map(TradesReport::tranche).toList(),
        one.initialStop()
            .map(stop -> List.of(new StopStep(one.openedAtMillis(), stop.value())))
            .orElse(List.of()),
        one.exitReason().isEmpty() ? "not said" : one.exitReason(),
        one.regime(),
        one.source());
  }

  private static Tranche tranche(String level) {
    return new Tranche("level " + level, Optional.empty());
  }
}
