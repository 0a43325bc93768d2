package quantum.replay.journal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.ApplyResult;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.replay.market.MarketHistory;
import quantum.report.data.Fill;
import quantum.report.data.Money;
import quantum.report.data.ReportedPosition;
import quantum.report.data.StopStep;
import quantum.report.data.Tranche;

/** The positions of a journal as a report tells them: each close, each step of the stop. */
public final class ReportedPositions {
  private static final String SOURCE = "backtest";

  /** What the results of one position say beside its summary. */
  private static final class Course {
    private final List<Tranche> tranches = new ArrayList<>();
    private final List<StopStep> stops = new ArrayList<>();
    private BigDecimal commission = BigDecimal.ZERO;
    private BigDecimal closedQty = BigDecimal.ZERO;
    private BigDecimal closedValue = BigDecimal.ZERO;

    private void add(ApplyResult result, String action) {
      commission = commission.add(result.execution().commission().orElse(BigDecimal.ZERO));
      if (!result.isFill()) {
        stop(result);
        return;
      }
      if (!result.reduceOnly()) {
        stop(result);
        return;
      }
      BigDecimal qty = result.execution().filledQty().value();
      Optional<BigDecimal> price = result.execution().price().map(Price::value);
      closedQty = closedQty.add(qty);
      closedValue = closedValue.add(price.map(qty::multiply).orElse(BigDecimal.ZERO));
      boolean isLast = result.positionQtyAfter().filter(left -> left.isZero()).isPresent();
      if (!isLast) {
        tranches.add(
            new Tranche(action, price.map(at -> new Fill(result.timestampMillis(), at, qty))));
      }
    }

    private void stop(ApplyResult result) {
      if (result.executed()) {
        result
            .levels()
            .stopLoss()
            .ifPresent(stop -> stops.add(new StopStep(result.timestampMillis(), stop.value())));
      }
    }

    /** Empty of a position that closed nothing. */
    private Optional<BigDecimal> exitPrice() {
      return closedQty.signum() == 0
          ? Optional.empty()
          : Optional.of(closedValue.divide(closedQty, MathContext.DECIMAL64));
    }
  }

  private ReportedPositions() {}

  /**
   * In the order of the positions.
   *
   * @param positions of the journal
   * @param markets what the regime at the entry is read from
   */
  public static List<ReportedPosition> of(
      Journal journal, List<PositionSummary> positions, MarketHistory markets) {
    Map<PositionId, Course> courses = new HashMap<>();
    for (ApplyResult result : journal.results()) {
      result
          .positionId()
          .ifPresent(
              id ->
                  courses
                      .computeIfAbsent(id, _ -> new Course())
                      .add(result, journal.decision(result).action()));
    }
    return positions.stream()
        .map(position -> told(position, courses.get(position.id()), markets))
        .toList();
  }

  private static ReportedPosition told(
      PositionSummary position, Course course, MarketHistory markets) {
    Money money =
        new Money(
            position.realizedPnl().add(course.commission).subtract(position.funding()),
            course.commission,
            position.funding());
    return new ReportedPosition(
        position.id().value(),
        position.symbol().name(),
        position.side(),
        position.openedAtMillis(),
        position.lastMillis(),
        position.entry().value(),
        course.exitPrice(),
        position.initialQty().value(),
        position.entryRisk().flatMap(_ -> course.stops.stream().findFirst()).map(StopStep::price),
        position.entryRisk(),
        money,
        position.maxR(),
        position.minR(),
        course.tranches,
        course.stops,
        position.exitReason(),
        markets
            .at(position.symbol(), position.openedAtMillis())
            .map(conditions -> conditions.state().regime().code()),
        SOURCE);
  }
}
