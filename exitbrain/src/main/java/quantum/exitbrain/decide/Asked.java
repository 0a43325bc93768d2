package quantum.exitbrain.decide;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import quantum.contracts.OpenPosition;
import quantum.kernel.exit.Repetition;
import quantum.kernel.exit.Wait;
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
    Optional<Pending> close,
    Optional<Pending> stop,
    Set<String> taken,
    Repetition closeBackOff,
    Repetition stopBackOff) {
  static final Asked NOTHING =
      new Asked(Optional.empty(), Optional.empty(), Set.of(), Repetition.NONE, Repetition.NONE);

  /** What is asked for and not answered, and for how long. */
  record Pending(ExitEffect.Exit ask, Wait waiting) {
    static Pending of(ExitEffect.Exit ask) {
      return new Pending(ask, Wait.BEGUN);
    }

    PlanId plan() {
      return ask.plan().header().planId();
    }

    /** tp1, tp2 or tp3; absent if all is to be closed, or a stop to be moved. */
    Optional<String> target() {
      return ask instanceof ExitEffect.TakeTarget target ? target.plan().level() : Optional.empty();
    }
  }

  boolean awaitsFullClose() {
    return close.isPresent() && close.get().target().isEmpty();
  }

  Stream<Pending> pending() {
    return Stream.concat(close.stream(), stop.stream());
  }

  Asked close(Pending ask) {
    return new Asked(Optional.of(ask), stop, taken, closeBackOff, stopBackOff);
  }

  Asked stop(Pending ask) {
    return new Asked(close, Optional.of(ask), taken, closeBackOff, stopBackOff);
  }

  /** The same asks, which have waited. */
  Asked waiting(Optional<Pending> closing, Optional<Pending> stopping) {
    return new Asked(closing, stopping, taken, closeBackOff, stopBackOff);
  }

  /** What the hash shows as done is answered, whatever became of its result. */
  Asked answeredBy(OpenPosition now) {
    boolean closed = close.flatMap(Pending::target).filter(now.harvested()::contains).isPresent();
    return waiting(
        closed ? Optional.empty() : close,
        now.position().stop().isPresent() ? Optional.empty() : stop);
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
