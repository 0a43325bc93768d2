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
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Inflight;
import quantum.contracts.SkipReason;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Quantity;
import quantum.runtime.Commit;

/**
 * Sends the orders of a plan so that each is executed at most once.
 *
 * <p>The exchange cannot take part in a transaction with Redis, and a filled MARKET order's client
 * id does not protect against a resend. So before an order is sent its record is written, and
 * whoever finds a record asks the exchange first. "No such order" is believed only when it was said
 * repeatedly, when the request is too old for the exchange to accept it any more, and when the
 * position is as it was before.
 */
final class Orders {
  /** A plan that waited this long in the stream may have been worked on by someone who died. */
  private static final long ASK_FIRST_AFTER_MILLIS = 5_000;

  private static final long CLOCKS_DIFFER_MILLIS = 2_000;

  private static final int UNFOUND_ASKS = 4;
  private static final int HARMLESS_ASKS = 2;
  private static final int MAX_FAILED_SENDS = 6;
  private static final long GIVE_UP_SECONDS = 60;

  /** Beyond the exchange's own window, for the way there. */
  private static final long RESEND_SLACK_MILLIS = 1_000;

  /** What is to be ordered. */
  record Wish(
      OrderSide side,
      Quantity total,
      List<Quantity> parts,
      boolean reduceOnly,
      Optional<BigDecimal> percent,
      Quantity positionBefore) {}

  /** What is known of a plan's orders. */
  sealed interface Fate {
    /** It is new, so nothing was sent, and nothing was asked. */
    record Unsent() implements Fate {}

    /** Nothing was ever sent, or it is certain that it was not executed and never will be. */
    record NotSent() implements Fate {}

    /**
     * The orders have ended.
     *
     * @param ordered what they were to execute together
     */
    record Ended(Quantity ordered, List<OrderReport> reports) implements Fate {
      Quantity executed() {
        return Orders.executed(reports);
      }
    }

    /** Some parts were executed completely, the rest was not sent. */
    record Unfinished(Inflight record, List<OrderReport> reports) implements Fate {}

    record Refused(Failure.Reason reason, String message) implements Fate {}

    /** It did not work, and may work another time. */
    record Failed(String message) implements Fate {}

    /** The trader held it back in the moment in which it was to be sent. */
    record Held(SkipReason why) implements Fate {}
  }

  /**
   * @param others what others did before it and is not booked, oldest first: it is booked first
   * @param before how far the symbol's trades were booked then
   */
  record Filled(OrderFill fill, List<VenueTrade> others, ApplyStore.Booked before) {
    boolean isBooked() {
      return before.has(fill);
    }
  }

  private final Venue venue;
  private final ApplyStore store;
  private final Alignment alignment;
  private final Doubts doubts;
  private final Clock clock;
  private final long resendAfterMillis;

  Orders(Venue venue, ApplyStore store, Alignment alignment, Doubts doubts, Clock clock) {
    this.venue = venue;
    this.store = store;
    this.alignment = alignment;
    this.doubts = doubts;
    this.clock = clock;
    this.resendAfterMillis = venue.terms().acceptsForMillis() + RESEND_SLACK_MILLIS;
  }

  /**
   * Finds out what an earlier run of this plan did at the exchange.
   *
   * @param done whether the plan has had its result
   * @throws NotNow while the exchange has not said it for sure
   */
  Fate recover(PlanTask task, OrderRecord record, boolean done) {
    return switch (task.recordOr(record)) {
      case OrderRecord.None none ->
          mayHaveBeenSent(task, done) ? unrecorded(task) : new Fate.Unsent();
      case OrderRecord.Unreadable u -> unreadable(task);
      case OrderRecord.Known(Inflight inflight) -> {
        task.sends(inflight); // by whoever was before us: it may be there
        yield recorded(task, inflight);
      }
    };
  }

  private boolean mayHaveBeenSent(PlanTask task, boolean done) {
    return done
        || task.isRedelivered()
        || task.isDoubtful(doubts)
        || clock.millis() - task.entry().idMillis() > ASK_FIRST_AFTER_MILLIS;
  }

  /**
   * No record, so it is likely that nothing was sent. An order that is older than the plan is one
   * of an earlier plan with the same id: it answers nothing, unless the plan names its position.
   * Then the same id is the same exit of it, asked for again; and no two entries have one id.
   */
  private Fate unrecorded(PlanTask task) {
    long planned = Math.min(task.plan().header().timestampMillis(), task.entry().idMillis());
    List<OrderReport> reports = parts(task);
    boolean another =
        !(task.plan() instanceof ApplyPlan.Entry)
            && task.plan().header().positionId().isEmpty()
            && !reports.isEmpty()
            && reports.getFirst().updatedMillis() < planned - CLOCKS_DIFFER_MILLIS;
    return reports.isEmpty() || another ? new Fate.NotSent() : ended(ordered(reports), reports);
  }

  /** All orders of the plan that the exchange knows, in their order. */
  private List<OrderReport> parts(PlanTask task) {
    List<OrderReport> reports = new ArrayList<>();
    Optional<OrderReport> next = part(task, 0);
    while (next.isPresent()) {
      reports.add(next.get());
      next =
          next.get().executed().compareTo(next.get().ordered()) < 0
              ? Optional.empty() // the market could not fill it: no other was sent
              : part(task, reports.size());
    }
    return reports;
  }

  /** A record that cannot be read: each order that it may have told of is asked for by its id. */
  private Fate unreadable(PlanTask task) {
    List<OrderReport> reports = parts(task);
    if (!reports.isEmpty()) {
      task.foundAgain();
      return ended(ordered(reports), reports);
    }
    String why = "its record cannot be read, and the exchange knows no order of it";
    if (task.countUnfound() < UNFOUND_ASKS - 1 || !task.isWaitingFor(resendAfterMillis / 1000)) {
      throw task.later(why);
    }
    return new Fate.NotSent();
  }

  private Fate recorded(PlanTask task, Inflight record) {
    List<OrderReport> reports = new ArrayList<>();
    while (reports.size() < record.part()) {
      Optional<OrderReport> report = part(task, reports.size());
      if (report.isEmpty()) {
        return unfound(task, record, reports, "order unknown at the exchange");
      }
      reports.add(report.get());
    }
    task.foundAgain();
    Quantity asked = ordered(reports);
    boolean complete = executed(reports).compareTo(asked) >= 0;
    return complete && asked.compareTo(record.qty()) < 0
        ? new Fate.Unfinished(record, List.copyOf(reports))
        : ended(record.qty(), reports);
  }

  private static Fate ended(Quantity ordered, List<OrderReport> reports) {
    return new Fate.Ended(ordered, List.copyOf(reports));
  }

  /** An order of the plan, if the exchange knows it. */
  private Optional<OrderReport> part(PlanTask task, int part) {
    PlanId plan = task.plan().header().planId();
    Outcome<OrderReport> answer =
        venue.order(task.symbol(), venue.terms().clientIds().order(plan, part));
    if (answer instanceof Outcome.Failed<OrderReport>(Failure.NotFound unfound)) {
      return Optional.empty();
    }
    OrderReport report = VenueRefusal.orValue(answer);
    if (!report.status().isFinal()) {
      throw task.later("order " + report.id() + " is " + report.status());
    }
    return Optional.of(report);
  }

  /** The last order is not known at the exchange: believed only after all doubts are gone. */
  private Fate unfound(PlanTask task, Inflight record, List<OrderReport> earlier, String message) {
    boolean harmless = isHarmless(task, record) && earlier.isEmpty();
    if (task.countUnfound() < (harmless ? HARMLESS_ASKS : UNFOUND_ASKS) - 1) {
      throw task.later(message);
    }
    if (harmless) {
      task.foundAgain();
      task.unsent();
      return new Fate.NotSent();
    }
    long untilTooOld = record.sentAtMillis() + resendAfterMillis - clock.millis();
    if (untilTooOld > 0) {
      // a request of ours may still be on its way, and would be accepted
      throw new NotNow(Math.min(untilTooOld, resendAfterMillis), message);
    }
    Quantity now =
        VenueRefusal.orValue(venue.legs(task.symbol()))
            .heldAs(record.reduceOnly() ? record.side().opposite().opens() : record.side().opens())
            .map(VenuePosition::quantity)
            .orElse(Quantity.ZERO);
    boolean asExpected = now.compareTo(expected(record, earlier)) == 0;
    if (!asExpected && !earlier.isEmpty() && agrees(task)) {
      // what others did made the rest needless or another one: that is decided anew
      task.foundAgain();
      return ended(record.qty(), earlier);
    }
    if (asExpected || earlier.isEmpty() && isExplainedWithoutIt(task)) {
      task.foundAgain();
      if (earlier.isEmpty()) {
        task.unsent();
        return new Fate.NotSent();
      }
      return new Fate.Unfinished(record, List.copyOf(earlier));
    }
    if (task.isWaitingFor(GIVE_UP_SECONDS)) {
      return new Fate.Failed(
          "order unknown at the exchange, and the position changed: nothing is sent again");
    }
    throw task.later(message + ", and the position changed");
  }

  /**
   * Whether what is booked accounts for all that the exchange holds: by the order's own trades, the
   * plan would be known as done.
   */
  private boolean isExplainedWithoutIt(PlanTask task) {
    return agrees(task) && !store.isDone(task.plan().header().planId());
  }

  private boolean agrees(PlanTask task) {
    return alignment.agrees(task.symbol(), task.patience(), clock.millis());
  }

  /** Whatever else arrives of it, a whole close that only reduces ends at flat. */
  private static boolean isHarmless(PlanTask task, Inflight record) {
    return record.reduceOnly() && task.urgency() == LaneTask.Urgency.FULL_CLOSE;
  }

  private static Quantity expected(Inflight record, List<OrderReport> earlier) {
    Quantity before = record.positionQtyBefore().orElse(Quantity.ZERO);
    Quantity executed = executed(earlier);
    return record.reduceOnly() ? before.minus(executed.min(before)) : before.plus(executed);
  }

  /**
   * Sends the parts of a wish one after the other, each after its record is written.
   *
   * @param before reports of parts that were executed before
   * @throws NotNow if an outcome is not known yet; the record is there then
   */
  Fate send(PlanTask task, Wish wish, List<OrderReport> before) {
    List<OrderReport> reports = new ArrayList<>(before);
    for (Quantity qty : wish.parts()) {
      int part = reports.size();
      Optional<SkipReason> held = record(task, wish, part + 1);
      if (held.isPresent()) {
        // what was executed before is booked; the rest is decided anew, should it still be wanted
        return ended(wish, reports, new Fate.Held(held.get()));
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
    return new Fate.Ended(wish.total(), List.copyOf(reports));
  }

  private Fate notExecuted(PlanTask task, Wish wish, List<OrderReport> reports, Failure failure) {
    switch (failure) {
      case Failure.Unknown unknown -> throw task.later(unknown.message());
      case Failure.Retryable(long afterMillis, String message) -> {
        unrecord(task, wish, reports.size());
        if (task.countFailedSend() < MAX_FAILED_SENDS) {
          throw NotNow.ofVenue(Math.max(afterMillis, 200), message);
        }
        return ended(wish, reports, new Fate.Failed(message));
      }
      case Failure.Refused refused -> {
        unrecord(task, wish, reports.size());
        if (reports.isEmpty() && mayBeStaleRules(refused.reason()) && task.mayRefreshRules()) {
          VenueRefusal.orValue(venue.refreshRules());
          throw new NotNow(0, refused.message());
        }
        return ended(wish, reports, new Fate.Refused(refused.reason(), refused.message()));
      }
      case Failure.NotFound(String message) -> {
        unrecord(task, wish, reports.size());
        return ended(wish, reports, new Fate.Refused(Failure.Reason.OTHER, message));
      }
      case Failure.Fatal fatal -> {
        unrecord(task, wish, reports.size());
        throw new LockedOut(fatal.message());
      }
    }
  }

  /** What was executed before the failure is booked; the failure alone only if there is nothing. */
  private static Fate ended(Wish wish, List<OrderReport> reports, Fate failure) {
    return reports.isEmpty() ? failure : new Fate.Ended(wish.total(), List.copyOf(reports));
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
    return Haste.always(() -> alignment.told(task.symbol(), orders))
        .map(told -> new Filled(OrderFill.of(told.own()), told.others(), told.before()))
        .orElseGet(
            () -> new Filled(reported(task, executed), List.of(), store.booked(task.symbol())));
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

  private static Quantity ordered(List<OrderReport> reports) {
    return reports.stream().map(OrderReport::ordered).reduce(Quantity.ZERO, Quantity::plus);
  }

  static Quantity executed(List<OrderReport> reports) {
    return reports.stream().map(OrderReport::executed).reduce(Quantity.ZERO, Quantity::plus);
  }
}
