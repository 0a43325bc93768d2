package quantum.apply;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * outage; those that are in a lane already, or were finished meanwhile, are known by their id.
 */
final class PlanIntake implements BatchHandler {
  private static final int FINISHED_REMEMBERED = 4_096;

  private final Lanes lanes;
  private final PlanDesk desk;
  private final ApplyStore store;
  private final Runnable whenCaughtUp;
  private final Oddities oddities;
  private final Alarms alarms;
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private final Set<String> finished =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > FINISHED_REMEMBERED;
                }
              }));
  private boolean caughtUp;

  /**
   * @param whenCaughtUp called once, when all that was pending at start is in its lane
   */
  PlanIntake(
      Lanes lanes,
      PlanDesk desk,
      ApplyStore store,
      Runnable whenCaughtUp,
      Oddities oddities,
      Alarms alarms) {
    this.lanes = lanes;
    this.desk = desk;
    this.store = store;
    this.whenCaughtUp = whenCaughtUp;
    this.oddities = oddities;
    this.alarms = alarms;
  }

  @Override
  public void handle(List<StreamEntry> batch) {
    Commit aside = new Commit();
    for (StreamEntry entry : batch) {
      if (held.contains(entry.id()) || finished.contains(entry.id())) {
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

  /** The first pause after the pending entries were read: now the exchange may be compared with. */
  @Override
  public void idle() {
    if (!caughtUp) {
      caughtUp = true;
      whenCaughtUp.run();
    }
  }

  private void finished(PlanTask task) {
    finished.add(task.entry().id());
    held.remove(task.entry().id());
  }
}
