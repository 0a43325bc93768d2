package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import quantum.contracts.ApplyResult;
import quantum.contracts.EntryLevels;
import quantum.contracts.OpenPosition;
import quantum.contracts.Protection;
import quantum.contracts.ResultStatus;
import quantum.contracts.Unsettled;
import quantum.kernel.position.FillOutcome;
import quantum.kernel.position.Opening;
import quantum.kernel.position.Position;
import quantum.kernel.position.PositionEvent;
import quantum.kernel.position.PositionFold;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/**
 * A fill of an executor that has no position hash, folded into the position that harvest-brain
 * keeps for it (SPEC §4). A pure function.
 *
 * @param known the position before the fill
 * @param outcome what the fill made of it
 */
record ForeignFill(ApplyResult result, Optional<TrackedPosition> known, FillOutcome outcome) {

  /**
   * @param streamId identity of the entry: a fill without a plan opens a position under it
   * @throws IllegalArgumentException if the fill lacks what it needs
   */
  static ForeignFill of(ApplyResult result, Optional<TrackedPosition> known, String streamId) {
    if (result.side().isEmpty() && result.positionSide().isEmpty() && !result.reduceOnly()) {
      throw new IllegalArgumentException("side='': is missing in a fill of " + result.symbol());
    }
    Optional<Position> before = known.map(TrackedPosition::position);
    Price price =
        result
            .execution()
            .price()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "price='': is missing in a fill of " + result.symbol()));
    PositionEvent.Fill fill =
        new PositionEvent.Fill(
            orderSide(result, before),
            result.execution().filledQty(),
            price,
            result.reduceOnly(),
            result.timestampMillis());
    Opening opening = opening(result, idIfOpened(result, before, streamId));
    return new ForeignFill(result, known, PositionFold.fill(before, fill, opening));
  }

  /** A reduce-only fill reduces; that it does not close the other side was looked at. */
  private static OrderSide orderSide(ApplyResult result, Optional<Position> before) {
    return before
        .filter(_ -> result.reduceOnly())
        .map(open -> open.side().closing())
        .or(result::side)
        .or(() -> result.positionSide().map(Side::opening))
        .orElseThrow();
  }

  /** The one that the fill names, unless the position that it ends has it. */
  private static PositionId idIfOpened(
      ApplyResult result, Optional<Position> before, String streamId) {
    Predicate<PositionId> unused = id -> before.filter(open -> open.id().equals(id)).isEmpty();
    return result
        .positionId()
        .filter(unused)
        .or(() -> result.planId().map(plan -> new PositionId(plan.value())).filter(unused))
        // not an intent's id: entries of two streams of one millisecond have one stream id
        .orElseGet(() -> new PositionId(PlanId.ofForeign("fill|" + streamId).value()));
  }

  /** Stop, targets and leverage come with the opening fill. */
  private static Opening opening(ApplyResult result, PositionId id) {
    EntryLevels levels = result.levels();
    return new Opening(
        result.symbol(),
        id,
        levels.stopLoss(),
        levels.takeProfit(),
        levels.targets(),
        levels.scheme(),
        result.leverage().orElse(Leverage.NONE),
        Optional.empty(),
        Optional.empty());
  }

  /** The position that ended with it: closed, or turned into one of the other side. */
  Optional<Position> ended() {
    return known
        .map(TrackedPosition::position)
        .filter(_ -> outcome.after().isEmpty() || outcome.flipped());
  }

  /** What is open after it. */
  Optional<OpenPosition> after() {
    return outcome
        .after()
        .map(
            position ->
                outcome.opened() ? opened(position) : harvested(known.get().open().with(position)));
  }

  /** The position after it, with what was asked for of it before unless it is another one. */
  TrackedPosition tracked(OpenPosition after) {
    return outcome.opened() ? TrackedPosition.fresh(after) : known.get().with(after);
  }

  private OpenPosition opened(Position position) {
    return new OpenPosition(
        position,
        result.planId(),
        Set.of(),
        Optional.empty(),
        BigDecimal.ZERO,
        Optional.empty(),
        Protection.NONE.since(result.timestampMillis()),
        Unsettled.NOTHING,
        OpenPosition.SOURCE_BRAIN);
  }

  /** A part of a level does not count: what is missing of it is asked for again. */
  private OpenPosition harvested(OpenPosition open) {
    if (!result.reduceOnly() || result.status() != ResultStatus.FILLED || !isNoted()) {
      return open;
    }
    Set<String> levels = new LinkedHashSet<>(open.harvested());
    levels.add(result.level().get());
    return open.withHarvested(levels);
  }

  /** Levels of ours and exitbrain's targets; any other name would say nothing to anybody. */
  private boolean isNoted() {
    return result.levelR().isPresent()
        || result.level().filter(level -> level.matches("tp[1-3]")).isPresent();
  }

  LedgerEntry ledgerEntry() {
    Quantity filled = result.execution().filledQty();
    return new LedgerEntry(
        result,
        result.reduceOnly() ? Quantity.ZERO : filled.minus(outcome.closedQty()),
        outcome.closedQty(),
        result.execution().realizedPnl().orElse(outcome.grossPnl()),
        known.map(TrackedPosition::position).or(outcome::after).map(Position::id),
        ended().isPresent());
  }
}
