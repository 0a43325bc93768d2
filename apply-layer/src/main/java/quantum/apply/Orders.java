package quantum.apply;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.apply.decide.OrderFill;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Haste;
import quantum.apply.venue.MarketOrder;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Inflight;
import quantum.contracts.SkipReason;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Quantity;
import quantum.runtime.Commit;

/**
 * Sends the orders of a plan so that each is executed at most once.
 *
 * <p>The exchange cannot take part in a transaction with Redis, and a filled MARKET order's client
 * id does not protect against a resend. So before an order is sent its record is written, and
 * whoever finds a record asks the exchange first, see {@link Recovery}.
 */
final class Orders {
  private static final int MAX_FAILED_SENDS = 6;

  /** What is to be ordered. */
  record Wish(
      OrderSide side,
      Quantity total,
      List<Quantity> parts,
      boolean reduceOnly,
      Optional<BigDecimal> percent,
      Quantity positionBefore) {}

  /**
   * @param others what others did before it and is not booked, oldest first: it is booked first
   * @param before how far the symbol's trades were booked then
   */
  record Filled(OrderFill fill, List<VenueTrade> others, BookingMarks.Booked before) {
    boolean isBooked() {
      return before.has(fill);
    }
  }

  private final Venue venue;
  private final ApplyStore store;
  private final VenueTrades trades;
  private final Recovery recovery;
  private final Clock clock;

  Orders(Venue venue, ApplyStore store, VenueTrades trades, Recovery recovery, Clock clock) {
    this.venue = venue;
    this.store = store;
    this.trades = trades;
    this.recovery = recovery;
    this.clock = clock;
  }

  /**
   * What an earlier run of this plan did at the exchange.
   *
   * @param done whether the plan has had its result
   * @throws NotNow while the exchange has not said it for sure
   */
  Recovered recover(PlanTask task, OrderRecord record, boolean done) {
    return recovery.of(task, record, done);
  }

  /**
   * Sends the parts of a wish one after the other, each after its record is written.
   *
   * @param before reports of parts that were executed before
   * @throws NotNow if an outcome is not known yet; the record is there then
   */
  Sent send(PlanTask task, Wish wish, List<OrderReport> before) {
    List<OrderReport> reports = new ArrayList<>(before);
    for (Quantity qty : wish.parts()) {
      int part = reports.size();
      Optional<SkipReason> held = record(task, wish, part + 1);
      if (held.isPresent()) {
        // what was executed before is booked; the rest is decided anew, should it still be wanted
        return ended(wish, reports, new Sent.Held(held.get()));
      }
      ApplyPlan plan = task.plan();
      ApplyLog.sending(plan, wish.side(), qty, wish.reduceOnly(), wish.percent());
      Outcome<OrderReport> answer =
          venue.placeMarket(
              new MarketOrder(
                  task.symbol(),
                  wish.side(),
                  qty,
                  wish.reduceOnly(),
                  venue.terms().clientIds().order(plan.header().planId(), part)));
      if (answer instanceof Outcome.Failed<OrderReport>(Failure failure)) {
        return notExecuted(task, wish, reports, failure);
      }
      OrderReport report = VenueRefusal.orValue(answer);
      if (!report.status().isFinal()) {
        throw task.later("order " + report.id() + " is " + report.status());
      }
      reports.add(report);
      if (report.executed().compareTo(qty) < 0) {
        break; // the market could not fill it: the rest is decided anew
      }
    }
    return new Sent.Ended(wish.total(), reports);
  }

  private Sent notExecuted(PlanTask task, Wish wish, List<OrderReport> reports, Failure failure) {
    switch (failure) {
      case Failure.Unknown unknown -> throw task.later(unknown.message());
      case Failure.Retryable(long afterMillis, String message) -> {
        unrecord(task, wish, reports.size());
        if (task.countFailedSend() < MAX_FAILED_SENDS) {
          throw NotNow.ofVenue(Math.max(afterMillis, 200), message);
        }
        return ended(wish, reports, new Sent.Failed(message));
      }
      case Failure.Refused refused -> {
        unrecord(task, wish, reports.size());
        if (reports.isEmpty() && mayBeStaleRules(refused.reason()) && task.mayRefreshRules()) {
          VenueRefusal.orValue(venue.refreshRules());
          throw new NotNow(0, refused.message());
        }
        return ended(wish, reports, new Sent.Refused(refused.reason(), refused.message()));
      }
      case Failure.NotFound(String message) -> {
        unrecord(task, wish, reports.size());
        return ended(wish, reports, new Sent.Refused(Failure.Reason.OTHER, message));
      }
      case Failure.Fatal fatal -> {
        unrecord(task, wish, reports.size());
        throw new LockedOut(fatal.message());
      }
    }
  }

  /** What was executed before the failure is booked; the failure alone only if there is nothing. */
  private static Sent ended(Wish wish, List<OrderReport> reports, Sent failure) {
    return reports.isEmpty() ? failure : new Sent.Ended(wish.total(), reports);
  }

  private static boolean mayBeStaleRules(Failure.Reason reason) {
    return switch (reason) {
      case PRECISION, QUANTITY_TOO_SMALL, QUANTITY_TOO_LARGE -> true;
      case REDUCE_ONLY,
          MARGIN,
          MIN_NOTIONAL,
          QUANTITY_INVALID,
          POSITION_MODE,
          STOP_EXISTS,
          STOP_WITHOUT_POSITION,
          TOO_MANY_STOPS,
          STOP_OUT_OF_BAND,
          WOULD_TRIGGER,
          UNSUPPORTED,
          OTHER ->
          false;
    };
  }

  /**
   * What the orders of a plan filled: from their trades if these are there, told by the exchange or
   * asked for, else from the orders' own reports, and the trades are booked when they come.
   *
   * @throws NotNow if not even the price that was paid is known
   */
  Filled fill(PlanTask task, List<OrderReport> reports) {
    List<OrderReport> executed =
        reports.stream().filter(report -> !report.executed().isZero()).toList();
    Map<VenueOrderId, Quantity> orders = new LinkedHashMap<>();
    executed.forEach(report -> orders.put(report.orderId(), report.executed()));
    // fees can come later: the result, and a stop that waits for it, cannot
    return Haste.always(() -> trades.told(task.symbol(), orders))
        .map(told -> new Filled(OrderFill.of(told.own()), told.others(), told.before()))
        .orElseGet(
            () ->
                new Filled(
                    reported(task, executed), List.of(), store.marks().booked(task.symbol())));
  }

  /** The reply to an order does not tell what was paid; the order itself does. */
  private OrderFill reported(PlanTask task, List<OrderReport> executed) {
    List<OrderReport> priced = new ArrayList<>();
    for (OrderReport report : executed) {
      priced.add(
          report.averagePrice().isPresent()
              ? report
              : VenueRefusal.orValue(venue.order(report.symbol(), report.id())));
    }
    if (priced.stream().anyMatch(report -> report.averagePrice().isEmpty())) {
      throw task.later("the exchange does not tell what was paid yet");
    }
    return OrderFill.reported(priced, priced.getFirst().averagePrice().orElseThrow());
  }

  private Optional<SkipReason> record(PlanTask task, Wish wish, int part) {
    Inflight now =
        new Inflight(
            task.symbol(),
            task.plan().actionName(),
            wish.side(),
            wish.total(),
            wish.reduceOnly(),
            part,
            wish.percent().map(Decimals::plain),
            Optional.of(wish.positionBefore()),
            task.entry().id(),
            clock.millis());
    Optional<SkipReason> held = store.recordInflight(task.plan(), now);
    if (held.isEmpty()) {
      task.sends(now);
    }
    return held;
  }

  /** It is certain that the order just recorded was not executed. */
  private void unrecord(PlanTask task, Wish wish, int partsExecuted) {
    if (partsExecuted == 0) {
      task.unsent();
      store.execute(store.dropInflight(new Commit(), task.plan().header().planId()));
    } else {
      record(task, wish, partsExecuted);
    }
  }
}
