package quantum.console.page;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import quantum.account.json.Json;
import quantum.console.model.Event;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.ResultStatus;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was carried out, newest first, by the id of its stream entry. {@code ~sum} has the profit of
 * what is too old to be shown, so that a sum over all rows is the sum over all that is known.
 */
public final class TimelineRows {
  private static final int SHOWN = 300;

  private TimelineRows() {}

  /** What happened. */
  enum Kind {
    ENTRY,
    HARVEST,
    CLOSE,
    STOP_MOVED,
    REFUSED,
    OTHER
  }

  /**
   * @param events newest first
   */
  public static SequencedMap<String, String> of(List<Event> events) {
    Map<PlanId, BigDecimal> booked = booked(events);
    SequencedMap<String, String> rows = new LinkedHashMap<>();
    BigDecimal older = BigDecimal.ZERO;
    long since = 0;
    List<Event> told = new ArrayList<>();
    for (Event event : events) {
      if (!event.result().isMoneyOnly() && kind(event.result()) != Kind.OTHER) {
        told.add(event);
      }
      since = event.result().timestampMillis();
    }
    for (int i = 0; i < told.size(); i++) {
      Event event = told.get(i);
      Optional<BigDecimal> profit = profit(event.result(), booked);
      if (i < SHOWN) {
        rows.put(event.id(), row(event, profit).toString());
      } else {
        older = older.add(profit.orElse(BigDecimal.ZERO));
      }
    }
    rows.put(
        "~sum", Json.object().put("older", Decimals.plain(older)).put("since", since).toString());
    return rows;
  }

  /** One event, as a row. */
  public static ObjectNode row(Event event) {
    return row(event, event.result().execution().realizedPnl());
  }

  private static ObjectNode row(Event event, Optional<BigDecimal> profit) {
    ApplyResult result = event.result();
    ObjectNode node =
        Json.object()
            .put("kind", kind(result).name())
            .put("symbol", result.symbol().name())
            .put("at", result.timestampMillis())
            .put("action", result.action())
            .put("status", result.status().toString())
            .put("source", result.source());
    result.positionId().ifPresent(id -> node.put("position_id", id.value()));
    result.planId().ifPresent(id -> node.put("plan_id", id.value()));
    result.positionSide().ifPresent(side -> node.put("side", side.name()));
    result.level().ifPresent(level -> node.put("level", level));
    result.closePct().ifPresent(pct -> node.put("percent", Decimals.plain(pct)));
    result.execution().price().map(Price::toString).ifPresent(at -> node.put("price", at));
    if (!result.execution().filledQty().isZero()) {
      node.put("qty", result.execution().filledQty().toString());
    }
    result.positionQtyAfter().ifPresent(left -> node.put("left", left.toString()));
    profit.ifPresent(pnl -> node.put("profit", Decimals.plain(pnl)));
    result.levels().stopLoss().ifPresent(stop -> node.put("stop", stop.toString()));
    if (!result.error().isEmpty()) {
      node.put("error", result.error());
    }
    event
        .plan()
        .ifPresent(
            plan -> {
              node.put("reason", plan.header().reason()).put("by", plan.header().source());
              scores(plan).flatMap(ApplyPlan.Scores::rNet).ifPresent(r -> node.put("r", r));
              scores(plan).flatMap(ApplyPlan.Scores::killScore).ifPresent(k -> node.put("k", k));
            });
    return node;
  }

  private static Optional<ApplyPlan.Scores> scores(ApplyPlan plan) {
    return switch (plan) {
      case ApplyPlan.Close close -> Optional.of(close.scores());
      case ApplyPlan.UpdateStop stop -> Optional.of(stop.scores());
      case ApplyPlan.Hold hold -> Optional.of(hold.scores());
      case ApplyPlan.Entry entry -> Optional.empty();
      case ApplyPlan.Unknown unknown -> Optional.empty();
    };
  }

  /** What came later of fills whose profit was not known at first. */
  private static Map<PlanId, BigDecimal> booked(List<Event> events) {
    Map<PlanId, BigDecimal> booked = new HashMap<>();
    for (Event event : events) {
      ApplyResult result = event.result();
      if (result.isBooking() && result.planId().isPresent()) {
        result
            .execution()
            .realizedPnl()
            .ifPresent(pnl -> booked.merge(result.planId().get(), pnl, BigDecimal::add));
      }
    }
    return booked;
  }

  private static Optional<BigDecimal> profit(ApplyResult result, Map<PlanId, BigDecimal> booked) {
    Optional<BigDecimal> later =
        result.isFill() ? result.planId().map(booked::get) : Optional.empty();
    Optional<BigDecimal> first = result.execution().realizedPnl();
    return later.isEmpty() ? first : Optional.of(later.get().add(first.orElse(BigDecimal.ZERO)));
  }

  static Kind kind(ApplyResult result) {
    if (result.status() == ResultStatus.SKIPPED
        || result.status() == ResultStatus.REJECTED
        || result.status() == ResultStatus.ERROR) {
      return Kind.REFUSED;
    }
    if (result.planAction().isEmpty()) {
      return result.isFill() && result.reduceOnly() ? Kind.CLOSE : Kind.OTHER;
    }
    return switch (result.planAction().get()) {
      case ENTRY_PROPOSED -> Kind.ENTRY;
      case PARTIAL_25, PARTIAL_50, PARTIAL_75 -> Kind.HARVEST;
      case FULL_CLOSE_PROPOSED -> Kind.CLOSE;
      case UPDATE_SL -> Kind.STOP_MOVED;
      case HOLD -> Kind.OTHER;
    };
  }
}
