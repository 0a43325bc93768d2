package quantum.exitbrain.decide;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import quantum.contracts.OpenPosition;
import quantum.contracts.Protection;
import quantum.contracts.StopState;
import quantum.kernel.exit.Beyond;
import quantum.kernel.exit.ExitAssessment;
import quantum.kernel.exit.StopTerms;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.position.Position;
import quantum.kernel.value.Price;

/**
 * One open position as exitbrain sees it: the trade fields (another writer's), what was asked for,
 * and what the last price left behind. Immutable. Nothing of that needs to survive a crash: asked
 * again, an exit is the same plan. The kill memory is the one thing that does; harvest-brain's note
 * of it does.
 *
 * @param recordedAtMillis event time of the newest HOLD
 */
record Watched(OpenPosition open, Asked asked, Memory memory, long recordedAtMillis) {
  private static final long NEVER = Long.MIN_VALUE / 2;

  /**
   * What the last price left for the next one.
   *
   * @param kill of the kill score
   * @param beyond since when the price is beyond the stop; empty if it is not
   * @param price that was judged last
   */
  record Memory(KillMemory kill, Optional<Beyond> beyond, Optional<Price> price) {
    Memory after(ExitAssessment assessment, Price judged) {
      return new Memory(
          assessment.killVerdict().memory(), assessment.beyond(), Optional.of(judged));
    }

    /** Whether the last price was beyond this stop. */
    boolean isBeyond(Optional<Price> stop) {
      return beyond
          .map(Beyond::stop)
          .filter(hit -> stop.filter(hit::equals).isPresent())
          .isPresent();
    }

    /** A trend that either brain has seen was one; since when K is high each knows by itself. */
    Memory with(KillMemory noted) {
      return new Memory(
          new KillMemory(
              kill.flipArmed() || noted.flipArmed(),
              kill.aboveSinceMillis(),
              kill.judgedAtMillis()),
          beyond,
          price);
    }
  }

  /** Seen for the first time: after a restart a confirmation goes on where the brain noted it. */
  static Watched fresh(OpenPosition open, KillMemory noted) {
    return new Watched(
        open, Asked.NOTHING, new Memory(noted, Optional.empty(), Optional.empty()), NEVER);
  }

  Position position() {
    return open.position();
  }

  /** Targets that count as done, whoever says so. */
  Set<String> done() {
    if (asked.taken().isEmpty()) {
      return open.harvested();
    }
    Set<String> all = new HashSet<>(open.harvested());
    all.addAll(asked.taken());
    return all;
  }

  /**
   * How the stop is held against prices.
   *
   * @param graceMillis what the exchange is given to act on a stop that rests there
   */
  StopTerms terms(long graceMillis) {
    Protection protection = open.protection();
    return new StopTerms(
        protection.sinceMillis(), protection.state() == StopState.RESTING ? graceMillis : 0);
  }

  /**
   * The newest trade fields; another position of the symbol starts afresh. What they do not say
   * stays as it was known: a broken field takes no stop away.
   *
   * @param pricedAtMillis event time of the symbol's newest price
   */
  Watched with(OpenPosition newer, KillMemory noted, OptionalLong pricedAtMillis) {
    if (!newer.isStill(open)) {
      return fresh(newer, noted);
    }
    OpenPosition complete = newer.completedBy(open);
    Optional<Long> since = stopSince(complete, pricedAtMillis);
    OpenPosition dated =
        since.isEmpty() ? complete : complete.with(complete.protection().since(since.get()));
    return new Watched(dated, asked.answeredBy(dated), memory.with(noted), recordedAtMillis);
  }

  /**
   * Whoever moves a stop says since when it holds. Where he does not, it is as old as the newest
   * price that was seen before it.
   */
  private Optional<Long> stopSince(OpenPosition newer, OptionalLong pricedAtMillis) {
    Optional<Long> known = open.protection().sinceMillis();
    Optional<Long> said =
        newer
            .protection()
            .sinceMillis()
            .filter(since -> known.filter(earlier -> earlier >= since).isEmpty());
    if (said.isPresent() || newer.position().stop().equals(position().stop())) {
      return said.or(() -> known);
    }
    return pricedAtMillis.isPresent() ? Optional.of(pricedAtMillis.getAsLong()) : known;
  }

  /** Nobody says when it was opened: as far as this service knows, now. */
  Watched openedAt(long millis) {
    return new Watched(open.with(position().withOpenedAt(millis)), asked, memory, recordedAtMillis);
  }

  Watched remembers(ExitAssessment assessment, Price judged) {
    return new Watched(open, asked, memory.after(assessment, judged), recordedAtMillis);
  }

  Watched with(Asked next) {
    return new Watched(open, next, memory, recordedAtMillis);
  }

  Watched recorded(long atMillis) {
    return new Watched(open, asked, memory, atMillis);
  }
}
