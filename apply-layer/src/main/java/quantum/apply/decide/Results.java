package quantum.apply.decide;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.TradeId;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.AssetSums;
import quantum.contracts.EntryLevels;
import quantum.contracts.Execution;
import quantum.contracts.OpenPosition;
import quantum.contracts.ResultStatus;
import quantum.contracts.Unbooked;
import quantum.kernel.position.Position;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/** How each way a plan can end reads on {@code apply.result} (SPEC §5). */
public final class Results {
  private static final String BOOKING = "BOOKING";

  private Results() {}

  /** A plan that ended without an order: SKIPPED, REJECTED or ERROR. */
  public static ApplyResult without(
      ApplyPlan plan,
      String planStreamId,
      Optional<OpenPosition> open,
      ResultStatus status,
      String error) {
    ApplyPlan.Header header = plan.header();
    Optional<Position> position = open.map(OpenPosition::position);
    Optional<Side> side =
        plan instanceof ApplyPlan.Entry entry
            ? Optional.of(entry.side())
            : position.map(Position::side);
    return new ApplyResult(
        header.symbol(),
        Optional.of(header.planId()),
        Optional.of(planStreamId),
        header.positionId().or(() -> idOf(plan, position)),
        plan.actionName(),
        status,
        false,
        isReduceOnly(plan),
        orderSide(plan, side),
        side,
        level(plan),
        percent(plan),
        Optional.empty(),
        Execution.NONE,
        position.map(Position::qty),
        Optional.empty(),
        EntryLevels.NONE,
        Optional.empty(),
        error,
        ApplyResult.SOURCE_APPLY_LAYER,
        header.timestampMillis());
  }

  /** An entry that was filled, at least in part. */
  public static ApplyResult opened(
      ApplyPlan.Entry plan,
      String planStreamId,
      Quantity ordered,
      List<OrderReport> reports,
      OrderFill fill,
      OpenPosition after) {
    Position position = after.position();
    return new ApplyResult(
        position.symbol(),
        Optional.of(plan.header().planId()),
        Optional.of(planStreamId),
        Optional.of(position.id()),
        plan.actionName(),
        statusOf(ordered, fill),
        true,
        false,
        Optional.of(fill.side()),
        Optional.of(position.side()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        execution(reports, fill),
        Optional.of(position.qty()),
        Optional.of(position.entry()),
        plan.levels(),
        Optional.of(position.leverage()),
        remarks(ordered, fill),
        ApplyResult.SOURCE_APPLY_LAYER,
        fill.timeMillis());
  }

  /**
   * A close that was filled, at least in part.
   *
   * @param before the position it closed, absent if nobody knows it any more
   */
  public static ApplyResult closed(
      ApplyPlan.Close plan,
      String planStreamId,
      Quantity ordered,
      List<OrderReport> reports,
      OrderFill fill,
      Optional<OpenPosition> before,
      Optional<OpenPosition> after) {
    Optional<PositionId> id =
        before.map(open -> open.position().id()).or(() -> plan.header().positionId());
    return new ApplyResult(
        plan.header().symbol(),
        Optional.of(plan.header().planId()),
        Optional.of(planStreamId),
        id,
        plan.actionName(),
        statusOf(ordered, fill),
        true,
        true,
        Optional.of(fill.side()),
        Optional.of(fill.side().opposite().opens()),
        plan.level(),
        Optional.of(plan.percent()),
        Optional.of(ordered),
        execution(reports, fill),
        Optional.of(after.map(open -> open.position().qty()).orElse(Quantity.ZERO)),
        Optional.empty(),
        EntryLevels.NONE,
        Optional.empty(),
        remarks(ordered, fill),
        ApplyResult.SOURCE_APPLY_LAYER,
        fill.timeMillis());
  }

  /** Profit and fees of a fill that was told before its trades had come; nothing changes hands. */
  public static ApplyResult booking(Unbooked order, OrderFill fill) {
    return new ApplyResult(
        order.symbol(),
        Optional.of(order.plan()),
        Optional.empty(),
        Optional.of(order.position()),
        BOOKING,
        ResultStatus.FILLED,
        true,
        order.reduceOnly(),
        Optional.of(fill.side()),
        Optional.of(order.side()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Execution(
            Quantity.ZERO,
            Optional.of(fill.price()),
            Optional.of(fill.realizedPnl()),
            commission(fill.commission(), fill.unpriced()),
            Optional.empty(),
            Optional.of(order.orderId()),
            Optional.empty(),
            Optional.empty(),
            fill.tradeIds().stream().map(TradeId::value).toList(),
            fill.fees().assets(),
            AssetSums.NONE),
        Optional.empty(),
        Optional.empty(),
        EntryLevels.NONE,
        Optional.empty(),
        fill.unpriced(),
        ApplyResult.SOURCE_BOOKING,
        fill.timeMillis());
  }

  /** A stop that was moved: executed, though nothing was filled. */
  public static ApplyResult stopMoved(
      ApplyPlan.UpdateStop plan, String planStreamId, StopVerdict.Move move) {
    Position position = move.after().position();
    return new ApplyResult(
        position.symbol(),
        Optional.of(plan.header().planId()),
        Optional.of(planStreamId),
        Optional.of(position.id()),
        plan.actionName(),
        ResultStatus.FILLED,
        true,
        true,
        Optional.of(position.side().closing()),
        Optional.of(position.side()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Execution.NONE,
        Optional.of(position.qty()),
        Optional.empty(),
        new EntryLevels(Optional.of(move.to()), Optional.empty(), List.of(), List.of()),
        Optional.empty(),
        "",
        ApplyResult.SOURCE_APPLY_LAYER,
        plan.header().timestampMillis());
  }

  private static ResultStatus statusOf(Quantity ordered, OrderFill fill) {
    return fill.qty().compareTo(ordered) < 0 ? ResultStatus.PARTIAL_FILL : ResultStatus.FILLED;
  }

  private static String remarks(Quantity ordered, OrderFill fill) {
    String shortfall =
        fill.qty().compareTo(ordered) < 0 ? "executed " + fill.qty() + " of " + ordered : "";
    return Stream.of(shortfall, fill.unpriced())
        .filter(remark -> !remark.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /** Absent rather than 0 where nothing of it is known. */
  static Optional<BigDecimal> commission(BigDecimal usd, String unpriced) {
    return Optional.of(usd).filter(fee -> unpriced.isEmpty() || fee.signum() != 0);
  }

  private static Execution execution(List<OrderReport> reports, OrderFill fill) {
    return new Execution(
        fill.qty(),
        Optional.of(fill.price()),
        Optional.of(fill.realizedPnl()).filter(pnl -> fill.isSettled()),
        commission(fill.commission(), fill.unpriced()).filter(fee -> fill.isSettled()),
        Optional.empty(),
        Optional.of(joined(reports.stream().map(report -> report.orderId().value()))),
        Optional.of(joined(reports.stream().map(report -> report.id().value()))),
        Optional.of(reports.getLast().status().name()),
        fill.tradeIds().stream().map(TradeId::value).toList(),
        fill.fees().assets(),
        AssetSums.NONE);
  }

  private static String joined(Stream<String> values) {
    return values.collect(Collectors.joining(","));
  }

  private static Optional<PositionId> idOf(ApplyPlan plan, Optional<Position> position) {
    return plan instanceof ApplyPlan.Entry ? Optional.empty() : position.map(Position::id);
  }

  private static boolean isReduceOnly(ApplyPlan plan) {
    return switch (plan) {
      case ApplyPlan.Entry e -> false;
      case ApplyPlan.Close c -> true;
      case ApplyPlan.UpdateStop u -> true;
      case ApplyPlan.Hold h -> true;
      case ApplyPlan.Unknown u -> false;
    };
  }

  private static Optional<OrderSide> orderSide(ApplyPlan plan, Optional<Side> side) {
    return isReduceOnly(plan) ? side.map(Side::closing) : side.map(Side::opening);
  }

  private static Optional<String> level(ApplyPlan plan) {
    return plan instanceof ApplyPlan.Close close ? close.level() : Optional.empty();
  }

  private static Optional<BigDecimal> percent(ApplyPlan plan) {
    return plan instanceof ApplyPlan.Close close ? Optional.of(close.percent()) : Optional.empty();
  }
}
