package quantum.apply;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quantum.apply.venue.Failure;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenuePosition;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Inflight;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Quantity;

/**
 * Finds out what an earlier run of a plan did at the exchange. "No such order" is believed only
 * when it was said repeatedly, when the request is too old for the exchange to accept it any more,
 * and when the position is as it was before.
 */
final class Recovery {
  /** A plan that waited this long in the stream may have been worked on by someone who died. */
  private static final long ASK_FIRST_AFTER_MILLIS = 5_000;

  private static final long CLOCKS_DIFFER_MILLIS = 2_000;

  private static final int UNFOUND_ASKS = 4;
  private static final int HARMLESS_ASKS = 2;
  private static final long GIVE_UP_SECONDS = 60;

  /** Beyond the exchange's own window, for the way there. */
  private static final long RESEND_SLACK_MILLIS = 1_000;

  private final Venue venue;
  private final ApplyStore store;
  private final Alignment alignment;
  private final Doubts doubts;
  private final Clock clock;
  private final long resendAfterMillis;

  Recovery(Venue venue, ApplyStore store, Alignment alignment, Doubts doubts, Clock clock) {
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
  Recovered of(PlanTask task, OrderRecord record, boolean done) {
    return switch (task.recordOr(record)) {
      case OrderRecord.None none ->
          mayHaveBeenSent(task, done) ? unrecorded(task) : new Recovered.Unsent();
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
  private Recovered unrecorded(PlanTask task) {
    long planned = Math.min(task.plan().header().timestampMillis(), task.entry().idMillis());
    List<OrderReport> reports = parts(task);
    boolean another =
        !(task.plan() instanceof ApplyPlan.Entry)
            && task.plan().header().positionId().isEmpty()
            && !reports.isEmpty()
            && reports.getFirst().updatedMillis() < planned - CLOCKS_DIFFER_MILLIS;
    return reports.isEmpty() || another
        ? new Recovered.NotSent()
        : new Sent.Ended(OrderReport.ordered(reports), reports);
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
  private Recovered unreadable(PlanTask task) {
    List<OrderReport> reports = parts(task);
    if (!reports.isEmpty()) {
      task.foundAgain();
      return new Sent.Ended(OrderReport.ordered(reports), reports);
    }
    String why = "its record cannot be read, and the exchange knows no order of it";
    if (task.countUnfound() < UNFOUND_ASKS - 1 || !task.isWaitingFor(resendAfterMillis / 1000)) {
      throw task.later(why);
    }
    return new Recovered.NotSent();
  }

  private Recovered recorded(PlanTask task, Inflight record) {
    List<OrderReport> reports = new ArrayList<>();
    while (reports.size() < record.part()) {
      Optional<OrderReport> report = part(task, reports.size());
      if (report.isEmpty()) {
        return unfound(task, record, reports, "order unknown at the exchange");
      }
      reports.add(report.get());
    }
    task.foundAgain();
    Quantity asked = OrderReport.ordered(reports);
    boolean complete = OrderReport.executed(reports).compareTo(asked) >= 0;
    return complete && asked.compareTo(record.qty()) < 0
        ? new Recovered.Unfinished(record, reports)
        : new Sent.Ended(record.qty(), reports);
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
  private Recovered unfound(
      PlanTask task, Inflight record, List<OrderReport> earlier, String message) {
    boolean harmless = isHarmless(task, record) && earlier.isEmpty();
    if (task.countUnfound() < (harmless ? HARMLESS_ASKS : UNFOUND_ASKS) - 1) {
      throw task.later(message);
    }
    if (harmless) {
      task.foundAgain();
      task.unsent();
      return new Recovered.NotSent();
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
      return new Sent.Ended(record.qty(), earlier);
    }
    if (asExpected || earlier.isEmpty() && isExplainedWithoutIt(task)) {
      task.foundAgain();
      if (earlier.isEmpty()) {
        task.unsent();
        return new Recovered.NotSent();
      }
      return new Recovered.Unfinished(record, earlier);
    }
    if (task.isWaitingFor(GIVE_UP_SECONDS)) {
      return new Sent.Failed(
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
    Quantity executed = OrderReport.executed(earlier);
    return record.reduceOnly() ? before.minus(executed.min(before)) : before.plus(executed);
  }
}
