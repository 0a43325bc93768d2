package quantum.exitbrain.decide;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import quantum.contracts.OpenPosition;
import quantum.kernel.exit.Repetition;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.position.Position;
import quantum.kernel.value.PlanId;

/**
 * One open position as exitbrain sees it: the trade fields (another writer's) and what was asked
 * for and not answered. Immutable. Nothing of that needs to survive a crash: asked again, an exit
 * is the same plan. The kill memory is the one thing that does; harvest-brain's note of it does.
 *
 * @param close the close that is asked for and unanswered
 * @param stop the stop move that is asked for and unanswered
 * @param taken targets that count as done without the apply layer having noted it
 * @param killMemory what the last price left of the kill score
 * @param recordedAtMillis event time of the newest HOLD
 */
record Watched(
    OpenPosition open,
    Optional<CloseAsked> close,
    Optional<PlanId> stop,
    Set<String> taken,
    Repetition closeBackOff,
    Repetition stopBackOff,
    KillMemory killMemory,
    long recordedAtMillis) {
  private static final long NEVER = Long.MIN_VALUE / 2;

  /**
   * @param target tp1, tp2 or tp3; absent if all is to be closed
   */
  record CloseAsked(PlanId plan, Optional<String> target) {}

  /** Seen for the first time: after a restart a confirmation goes on where the brain noted it. */
  static Watched fresh(OpenPosition open, KillMemory noted) {
    return new Watched(
        open,
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Repetition.NONE,
        Repetition.NONE,
        noted,
        NEVER);
  }

  Position position() {
    return open.position();
  }

  boolean awaitsFullClose() {
    return close.isPresent() && close.get().target().isEmpty();
  }

  /** Targets that count as done, whoever says so. */
  Set<String> done() {
    if (taken.isEmpty()) {
      return open.harvested();
    }
    Set<String> all = new HashSet<>(open.harvested());
    all.addAll(taken);
    return all;
  }

  /**
   * The newest trade fields; another position of the symbol starts afresh. What they do not say
   * stays as it was known: a broken field takes no stop away. A trend that either brain has seen
   * was one; since when K is above its threshold each of them knows by itself.
   */
  Watched with(OpenPosition newer, KillMemory noted) {
    return newer.isStill(open)
        ? new Watched(
            newer.completedBy(open),
            close,
            stop,
            taken,
            closeBackOff,
            stopBackOff,
            new KillMemory(
                killMemory.flipArmed() || noted.flipArmed(),
                killMemory.aboveSinceMillis(),
                killMemory.judgedAtMillis()),
            recordedAtMillis)
        : fresh(newer, noted);
  }

  /** Nobody says when it was opened: as far as this service knows, now. */
  Watched openedAt(long millis) {
    return new Watched(
        open.with(position().withOpenedAt(millis)),
        close,
        stop,
        taken,
        closeBackOff,
        stopBackOff,
        killMemory,
        recordedAtMillis);
  }

  Watched remembers(KillMemory memory) {
    return new Watched(
        open, close, stop, taken, closeBackOff, stopBackOff, memory, recordedAtMillis);
  }

  Watched asked(CloseAsked ask) {
    return new Watched(
        open,
        Optional.of(ask),
        stop,
        taken,
        closeBackOff,
        stopBackOff,
        killMemory,
        recordedAtMillis);
  }

  Watched askedStop(PlanId plan) {
    return new Watched(
        open,
        close,
        Optional.of(plan),
        taken,
        closeBackOff,
        stopBackOff,
        killMemory,
        recordedAtMillis);
  }

  Watched recorded(long atMillis) {
    return new Watched(open, close, stop, taken, closeBackOff, stopBackOff, killMemory, atMillis);
  }

  Watched take(String target) {
    Set<String> more = new HashSet<>(taken);
    more.add(target);
    return new Watched(
        open,
        Optional.empty(),
        stop,
        Set.copyOf(more),
        Repetition.NONE,
        stopBackOff,
        killMemory,
        recordedAtMillis);
  }

  Watched closeAnswered(Repetition next) {
    return new Watched(
        open, Optional.empty(), stop, taken, next, stopBackOff, killMemory, recordedAtMillis);
  }

  Watched stopAnswered(Repetition next) {
    return new Watched(
        open, close, Optional.empty(), taken, closeBackOff, next, killMemory, recordedAtMillis);
  }
}
