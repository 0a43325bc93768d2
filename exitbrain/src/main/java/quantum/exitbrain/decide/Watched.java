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
 * @param newestPriceMillis event time of the newest price; results are timed by it
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
    long newestPriceMillis,
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
        NEVER,
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
   * The newest trade fields; another position of the symbol starts afresh. A trend that either
   * brain has seen was one; since when K is above its threshold each of them knows by itself.
   */
  Watched with(OpenPosition newer, KillMemory noted) {
    return newer.position().id().equals(position().id())
        ? new Watched(
            newer,
            close,
            stop,
            taken,
            closeBackOff,
            stopBackOff,
            new KillMemory(
                killMemory.flipArmed() || noted.flipArmed(), killMemory.aboveSinceMillis()),
            newestPriceMillis,
            recordedAtMillis)
        : fresh(newer, noted);
  }

  Watched priced(long atMillis) {
    return new Watched(
        open,
        close,
        stop,
        taken,
        closeBackOff,
        stopBackOff,
        killMemory,
        Math.max(newestPriceMillis, atMillis),
        recordedAtMillis);
  }

  Watched remembers(KillMemory memory) {
    return new Watched(
        open,
        close,
        stop,
        taken,
        closeBackOff,
        stopBackOff,
        memory,
        newestPriceMillis,
        recordedAtMillis);
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
        newestPriceMillis,
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
        newestPriceMillis,
        recordedAtMillis);
  }

  Watched recorded(long atMillis) {
    return new Watched(
        open,
        close,
        stop,
        taken,
        closeBackOff,
        stopBackOff,
        killMemory,
        newestPriceMillis,
        atMillis);
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
        newestPriceMillis,
        recordedAtMillis);
  }

  Watched closeAnswered(Repetition next) {
    return new Watched(
        open,
        Optional.empty(),
        stop,
        taken,
        next,
        stopBackOff,
        killMemory,
        newestPriceMillis,
        recordedAtMillis);
  }

  Watched stopAnswered(Repetition next) {
    return new Watched(
        open,
        close,
        Optional.empty(),
        taken,
        closeBackOff,
        next,
        killMemory,
        newestPriceMillis,
        recordedAtMillis);
  }
}
