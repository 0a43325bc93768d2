package quantum.apply;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Decoded;
import quantum.contracts.Oddity;
import quantum.runtime.Alarms;
import quantum.runtime.BatchHandler;
import quantum.runtime.Commit;
import quantum.runtime.DeadLetters;
import quantum.runtime.Oddities;
import quantum.runtime.StreamEntry;

/**
 * Hands plans to the lanes of their symbols, all that come: an exit must not stand in the stream
 * behind what others wait for. The stream's own length bounds them. Entries come again after an
 * outage; those that are in a lane already are known by their id. Which ones have ended is asked of
 * Redis, never remembered: it may have forgotten that, and then they are to be answered again.
 */
final class PlanIntake implements BatchHandler {
  private final Lanes lanes;
  private final PlanDesk desk;
  private final ApplyStore store;
  private final Doubts doubts;
  private final Runnable whenCaughtUp;
  private final Oddities oddities;
  private final Alarms alarms;
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private boolean caughtUp;

  /**
   * @param whenCaughtUp called when all that was pending at start, or after an outage, is in its
   *     lane
   */
  PlanIntake(
      Lanes lanes,
      PlanDesk desk,
      ApplyStore store,
      Doubts doubts,
      Runnable whenCaughtUp,
      Oddities oddities,
      Alarms alarms) {
    this.lanes = lanes;
    this.desk = desk;
    this.store = store;
    this.doubts = doubts;
    this.whenCaughtUp = whenCaughtUp;
    this.oddities = oddities;
    this.alarms = alarms;
  }

  @Override
  public void reconnected() {
    doubts.begin();
    caughtUp = false;
  }

  @Override
  public void handle(List<StreamEntry> batch) {
    Commit aside = new Commit();
    for (StreamEntry entry : batch) {
      if (held.contains(entry.id())) {
        continue;
      }
      switch (ApplyPlan.decode(entry.fields(), entry.id())) {
        case Decoded.Bad<ApplyPlan> bad -> {
          if (bad.exit()) {
            alarms.raise(DeadLetters.exit(entry), entry.stream(), entry.id(), bad.reason());
          } else {
            ApplyLog.badPlan(entry.id(), bad.reason());
          }
          aside.deadLetter(entry, bad.reason()).ack(entry);
        }
        case Decoded.Ok<ApplyPlan>(ApplyPlan.Hold hold, _) -> aside.ack(entry);
        case Decoded.Ok<ApplyPlan>(ApplyPlan plan, List<Oddity> odd) -> {
          oddities.seen(entry.stream(), odd);
          held.add(entry.id());
          lanes.offer(new PlanTask(entry, plan, desk, store, alarms, this::finished));
        }
      }
    }
    if (!aside.isEmpty()) {
      store.execute(aside);
    }
  }

  /** A pause after the pending entries were read: now the exchange may be compared with. */
  @Override
  public void idle() {
    if (!caughtUp) {
      caughtUp = true;
      whenCaughtUp.run();
    }
  }

  private void finished(PlanTask task) {
    held.remove(task.entry().id());
  }
}
