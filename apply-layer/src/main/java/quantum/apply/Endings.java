package quantum.apply;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import quantum.apply.decide.ExitGates;
import quantum.apply.decide.OrderFill;
import quantum.apply.decide.PositionBook;
import quantum.apply.decide.Results;
import quantum.apply.decide.Skip;
import quantum.contracts.Alarm;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.OpenPosition;
import quantum.contracts.ResultStatus;
import quantum.contracts.SkipReason;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Commit;
import quantum.runtime.StreamEntry;

/** How a plan ends: result, marks and acknowledgement in one commit, and the failures counted. */
final class Endings {
  private static final int ALARM_AT_FAILURES = 2;

  private final ApplyStore store;
  private final ApplyLayerSettings settings;
  private final Bookings bookings;
  private final Alarms alarms;

  /** Exits that failed since the last one that did not, per symbol. */
  private final Map<Symbol, Integer> failedExits = new ConcurrentHashMap<>();

  Endings(ApplyStore store, ApplyLayerSettings settings, Bookings bookings, Alarms alarms) {
    this.store = store;
    this.settings = settings;
    this.bookings = bookings;
    this.alarms = alarms;
  }

  /** Ends a plan by what its orders filled. */
  void booked(PlanTask task, Commit commit, ApplyResult result, OrderFill fill) {
    commit.afterwards(() -> ApplyLog.done(task.plan(), result));
    if (!fill.unpriced().isEmpty()) {
      commit.afterwards(() -> ApplyLog.unpricedFees(task.plan(), fill.unpriced()));
    }
    store.markDone(commit, task.plan().header().planId());
    finish(task, result, "", commit);
    if (!fill.isSettled()) {
      bookings.look();
    }
  }

  void skip(PlanTask task, Skip skip, Optional<OpenPosition> open) {
    skip(task, skip, open, new Commit());
  }

  /**
   * @param commit what happens with it
   */
  void skip(PlanTask task, Skip skip, Optional<OpenPosition> open, Commit commit) {
    ApplyPlan plan = task.plan();
    commit.afterwards(() -> ApplyLog.skipped(plan, skip));
    // a refused entry stays refused; a skipped exit may be right the next time it is asked for
    if (plan instanceof ApplyPlan.Entry && skip.code() != SkipReason.SKIP_DUPLICATE) {
      store.markDone(commit, plan.header().planId());
    }
    finish(
        task,
        Results.without(plan, task.entry().id(), open, ResultStatus.SKIPPED, skip.code().name()),
        skip.detail(),
        commit);
    if (skip.code() == SkipReason.SKIP_CLOSE_QTY_ZERO && task.urgency().isWholeExit()) {
      // what is left is below what the exchange trades: asking again will not help
      failedExit(task.symbol(), open, skip.code() + " " + skip.detail());
    }
  }

  /** The trader held it back in the moment in which its order was to go out. */
  void held(PlanTask task, SkipReason why, Optional<OpenPosition> open) {
    skip(task, store.hand().held(task.symbol()).because(why), open);
  }

  /** The exchange refused for good. */
  void reject(PlanTask task, String message) {
    fail(task, Optional.empty(), ResultStatus.REJECTED, message);
  }

  void fail(PlanTask task, Optional<OpenPosition> open, ResultStatus status, String message) {
    ApplyPlan plan = task.plan();
    Optional<OpenPosition> mine = open.filter(known -> ExitGates.isFor(plan.header(), known));
    Commit commit = new Commit();
    commit.afterwards(() -> ApplyLog.failed(plan, message));
    if (status == ResultStatus.REJECTED) {
      store.markDone(commit, plan.header().planId());
    } else {
      mine.ifPresent(known -> store.raiseAttempts(commit, PositionBook.failed(known)));
    }
    finish(task, Results.without(plan, task.entry().id(), mine, status, message), "", commit);
    if (plan instanceof ApplyPlan.Close) {
      failedExit(task.symbol(), mine, message);
    }
  }

  void finish(PlanTask task, ApplyResult result, String reason, Commit commit) {
    store.dropInflight(commit, task.plan().header().planId());
    commit
        .publish(settings.resultStream(), settings.streamMaxLen(), result.encodeSkipped(reason))
        .ack(task.entry())
        .afterwards(() -> ApplyLog.acknowledged(task.plan(), task.entry().id()));
    store.execute(commit);
  }

  /** Whether Redis shows a result of this very entry. */
  boolean isAnswered(StreamEntry entry) {
    return store.isAnswered(entry, settings.resultStream());
  }

  /** An exit filled all that it was to fill. */
  void exitDone(Symbol symbol) {
    failedExits.remove(symbol);
    alarms.end(Alarm.EXIT_FAILED.of(symbol));
  }

  void failedExit(Symbol symbol, Optional<OpenPosition> open, String why) {
    int times = failedExits.merge(symbol, 1, Integer::sum);
    if (times >= ALARM_AT_FAILURES) {
      String id = open.map(known -> known.position().id().value()).orElse("-");
      alarms.raise(Alarm.EXIT_FAILED.of(symbol), times, id, why);
    }
  }
}
