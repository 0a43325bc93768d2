package quantum.apply;

import java.util.Optional;
import quantum.apply.decide.Results;
import quantum.apply.decide.Skip;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ResultStatus;
import quantum.runtime.Commit;
import quantum.runtime.StreamEntry;

/**
 * Takes one plan from its gates to its result. Every way through ends in exactly one commit with
 * result, position, marks and acknowledgement, or in {@link NotNow}.
 */
final class PlanDesk {
  private final ApplyStore store;
  private final EntryDesk entries;
  private final CloseDesk closes;
  private final StopDesk moves;
  private final Endings endings;

  PlanDesk(ApplyStore store, EntryDesk entries, CloseDesk closes, StopDesk moves, Endings endings) {
    this.store = store;
    this.entries = entries;
    this.closes = closes;
    this.moves = moves;
    this.endings = endings;
  }

  /**
   * Brings the plan to its result.
   *
   * @throws NotNow if that is not possible now
   */
  void step(PlanTask task) {
    if (task.announce()) {
      ApplyLog.processing(task.plan());
    }
    try {
      switch (task.plan()) {
        case ApplyPlan.Entry entry -> entries.step(task, entry);
        case ApplyPlan.Close close -> closes.step(task, close);
        case ApplyPlan.UpdateStop update -> moves.step(task, update);
        case ApplyPlan.Hold hold -> store.execute(new Commit().ack(task.entry()));
        case ApplyPlan.Unknown unknown -> endings.skip(task, Skip.of(unknown), Optional.empty());
      }
    } catch (VenueRefusal refusal) {
      refused(task, refusal.getMessage());
    }
  }

  /** A query was refused. While an order may be out there its plan must not end. */
  private void refused(PlanTask task, String message) {
    if (mayBeOutThere(task)) {
      throw task.later(message);
    }
    if (task.plan() instanceof ApplyPlan.Entry) {
      endings.reject(task, message);
    } else {
      endings.fail(task, store.position(task.symbol()), ResultStatus.ERROR, message);
    }
  }

  private boolean mayBeOutThere(PlanTask task) {
    return !(task.recordOr(store.orderRecord(task.plan().header().planId()))
        instanceof OrderRecord.None);
  }

  /** Whether Redis shows a result of this very entry. */
  boolean isAnswered(StreamEntry entry) {
    return endings.isAnswered(entry);
  }

  /** The plan has its result. */
  void finished(PlanTask task) {
    entries.finished(task.symbol());
  }

  /**
   * Ends a plan that nothing above expected: the position waits for the next one. One whose order
   * may be at the exchange does not end: whoever forgot it would send it again.
   */
  void giveUp(PlanTask task, RuntimeException cause) {
    if (mayBeOutThere(task)) {
      throw task.later(String.valueOf(cause.getMessage()));
    }
    endings.finish(
        task,
        Results.without(
            task.plan(),
            task.entry().id(),
            Optional.empty(),
            ResultStatus.ERROR,
            String.valueOf(cause.getMessage())),
        "",
        new Commit());
  }
}
