package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.contracts.Evaluation;
import quantum.contracts.OpenPosition;
import quantum.kernel.exit.Repetition;
import quantum.kernel.harvest.HarvestAssessment;
import quantum.kernel.harvest.HarvestProgress;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;

/**
 * One open position as harvest-brain sees it: the trade fields (another writer's), the path of the
 * price, and what was asked for. Immutable.
 *
 * @param assessed what the last price made of it; empty before the first one
 * @param killMemory what the last price left of the kill score
 * @param riskLost whether the frozen risk is known here and missing in the hash
 */
record TrackedPosition(
    OpenPosition open,
    Optional<Excursion> excursion,
    Asked asked,
    Optional<Assessed> assessed,
    KillMemory killMemory,
    Spoken spoken,
    boolean riskLost) {
  /**
   * What is kept of an assessment.
   *
   * @param r the measure the policy decides on; after a restart R_net stands in for it
   * @param atMillis event time of the price
   */
  record Assessed(double r, double rNet, double killScore, String action, long atMillis) {
    static Assessed of(HarvestAssessment a, long atMillis) {
      return new Assessed(
          a.r().value(), a.rNet().value(), a.kill().value(), a.action().name(), atMillis);
    }
  }

  /** What the log said last about this position. */
  record Spoken(String action, double r, long atMillis) {
    static final Spoken NOTHING = new Spoken("", Double.NaN, 0);
  }

  static TrackedPosition fresh(OpenPosition open) {
    return new TrackedPosition(
        open,
        Optional.empty(),
        Asked.NOTHING.take(open.harvestedR()),
        Optional.empty(),
        KillMemory.NONE,
        Spoken.NOTHING,
        false);
  }

  /**
   * As it was before a restart; an evaluation of an earlier position of the symbol counts nothing.
   */
  static TrackedPosition restored(OpenPosition open, Optional<Evaluation> evaluation) {
    if (evaluation.isEmpty() || !evaluation.get().positionId().equals(open.position().id())) {
      return fresh(open);
    }
    Evaluation e = evaluation.get();
    Asked asked =
        new Asked(
            new HarvestProgress(e.levelsEmitted(), e.levelsTaken(), e.stopEmitted()),
            e.levelsBlockedUntil(),
            e.closeEmitted(),
            new Repetition(e.closeFailures(), e.closeRetryAtMillis()),
            new Repetition(e.stopFailures(), e.stopRetryAtMillis()),
            Asked.waitingFor(e.unanswered()));
    return new TrackedPosition(
        open,
        Optional.of(new Excursion(e.current(), e.peak(), e.trough())),
        settled(asked, open),
        Optional.of(
            new Assessed(
                e.rNet(), e.rNet(), e.killScore(), e.harvestAction(), e.lastUpdateMillis())),
        e.killMemory(),
        Spoken.NOTHING,
        false);
  }

  Position position() {
    return open.position();
  }

  /**
   * The newest trade fields of the same position; what they do not say stays as it was known, and
   * what was executed counts as taken.
   */
  TrackedPosition with(OpenPosition newer) {
    OpenPosition complete = newer.completedBy(open);
    return new TrackedPosition(
        complete,
        excursion,
        settled(asked, complete),
        assessed,
        killMemory,
        spoken,
        !complete.position().entryRisk().equals(newer.position().entryRisk()));
  }

  /** What the trade fields show as done is done, whoever says so. */
  private static Asked settled(Asked asked, OpenPosition open) {
    return asked.take(open.harvestedR()).stoppedAt(open.position().side(), open.position().stop());
  }

  /** With this frozen risk, which the hash is told. */
  TrackedPosition frozen(BigDecimal entryRisk) {
    return new TrackedPosition(
        open.with(position().withEntryRisk(entryRisk)),
        excursion,
        asked,
        assessed,
        killMemory,
        spoken,
        false);
  }

  /** Nobody says when it was opened: as far as this service knows, then. */
  TrackedPosition openedAt(long millis) {
    return new TrackedPosition(
        open.with(position().withOpenedAt(millis)),
        excursion,
        asked,
        assessed,
        killMemory,
        spoken,
        riskLost);
  }

  TrackedPosition with(Asked next) {
    return new TrackedPosition(open, excursion, next, assessed, killMemory, spoken, riskLost);
  }

  /**
   * Assessed at a price.
   *
   * @param watched whether the price was acted on: one that is too old for that lies in a time that
   *     nobody watched, and confirms no kill score
   */
  TrackedPosition at(Excursion next, HarvestAssessment assessment, long atMillis, boolean watched) {
    return new TrackedPosition(
        open,
        Optional.of(next),
        asked,
        Optional.of(Assessed.of(assessment, atMillis)),
        watched ? assessment.killVerdict().memory() : killMemory,
        spoken,
        riskLost);
  }

  TrackedPosition said(Spoken next) {
    return new TrackedPosition(open, excursion, asked, assessed, killMemory, next, riskLost);
  }

  /** The evaluation fields; empty before the first price since the entry. */
  Optional<Evaluation> evaluation() {
    if (assessed.isEmpty() || excursion.isEmpty()) {
      return Optional.empty();
    }
    Assessed a = assessed.get();
    Excursion x = excursion.get();
    return Optional.of(
        new Evaluation(
            position().id(),
            x.current(),
            position().unrealizedPnl(x.current()),
            a.rNet(),
            a.killScore(),
            Math.max(0, a.atMillis() - position().openedAtMillis()) / 1000,
            x.peak(),
            x.trough(),
            a.action(),
            asked.progress().emitted(),
            asked.progress().taken(),
            asked.blocked(),
            asked.progress().stopEmitted(),
            asked.close(),
            asked.closeBackOff().failures(),
            asked.closeBackOff().untilMillis(),
            asked.stopBackOff().failures(),
            asked.stopBackOff().untilMillis(),
            asked.unanswered().keySet(),
            killMemory,
            a.atMillis()));
  }
}
