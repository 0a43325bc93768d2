package quantum.exitbrain.decide;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import quantum.kernel.exit.Repetition;
import quantum.kernel.value.PlanId;

/**
 * What was asked for one position, and what of it failed. Immutable.
 *
 * @param close the close that is asked for and unanswered
 * @param stop the stop move that is asked for and unanswered
 * @param taken targets that count as done without the apply layer having noted it
 * @param closeBackOff when a failed close may be repeated
 * @param stopBackOff when a failed stop move may be repeated
 */
record Asked(
    Optional<CloseAsked> close,
    Optional<PlanId> stop,
    Set<String> taken,
    Repetition closeBackOff,
    Repetition stopBackOff) {
  static final Asked NOTHING =
      new Asked(Optional.empty(), Optional.empty(), Set.of(), Repetition.NONE, Repetition.NONE);

  /**
   * @param target tp1, tp2 or tp3; absent if all is to be closed
   */
  record CloseAsked(PlanId plan, Optional<String> target) {}

  boolean awaitsFullClose() {
    return close.isPresent() && close.get().target().isEmpty();
  }

  Asked close(CloseAsked ask) {
    return new Asked(Optional.of(ask), stop, taken, closeBackOff, stopBackOff);
  }

  Asked stop(PlanId plan) {
    return new Asked(close, Optional.of(plan), taken, closeBackOff, stopBackOff);
  }

  Asked take(String target) {
    Set<String> more = new HashSet<>(taken);
    more.add(target);
    return new Asked(Optional.empty(), stop, Set.copyOf(more), Repetition.NONE, stopBackOff);
  }

  Asked closeAnswered(Repetition next) {
    return new Asked(Optional.empty(), stop, taken, next, stopBackOff);
  }

  Asked stopAnswered(Repetition next) {
    return new Asked(close, Optional.empty(), taken, closeBackOff, next);
  }
}
