package quantum.apply;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * outage; those that are in a lane already are known by their id, and what came again while its
 * task was about to end is looked at once more. Which ones have ended is asked of Redis, never
 * remembered: it may have forgotten that, and then they are to be answered again.
 */
final class PlanIntake implements BatchHandler {
  private final Lanes lanes;
  private final PlanDesk desk;
  private final ApplyStore store;
  private final Doubts doubts;
  private final Runnable whenCaughtUp;
  private final Oddities oddities;
  private final Alarms alarms;

  /** Of the newest entries that have ended the ids are kept, a good deal more than one outage's. */
  private static final int ENDED_KEPT = 1_000;

  /** Entries that are in a lane, by id, each with itself if it was read again since. */
  private final Map<String, Optional<StreamEntry>> held = new HashMap<>();

  /** A hint only: one that comes again may have been answered. */
  private final Set<String> ended = new LinkedHashSet<>();

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
      if (isHeld(entry)) {
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
          take(entry, plan);
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

  private void take(StreamEntry entry, ApplyPlan plan) {
    boolean again;
    synchronized (held) {
      held.put(entry.id(), Optional.empty());
      again = ended.contains(entry.id());
    }
    StreamEntry now = again ? entry.asRedelivered() : entry;
    lanes.offer(new PlanTask(now, plan, desk, store, alarms, this::finished));
  }

  private boolean isHeld(StreamEntry entry) {
    synchronized (held) {
      return held.computeIfPresent(entry.id(), (id, before) -> Optional.of(entry)) != null;
    }
  }

  /**
   * A task may end without an answer because Redis has forgotten that it was handed out. If it was
   * handed out again before that was known here, nobody else ever answers it.
   */
  private void finished(PlanTask task) {
    Optional<StreamEntry> again;
    synchronized (held) {
      again = held.remove(task.entry().id());
      ended.add(task.entry().id());
      if (ended.size() > ENDED_KEPT) {
        ended.remove(ended.iterator().next());
      }
    }
    again.ifPresent(entry -> take(entry, task.plan()));
  }
}
