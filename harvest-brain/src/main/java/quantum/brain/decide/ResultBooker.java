package quantum.brain.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quantum.brain.decide.BrainEffect.NotBooked.Reason;
import quantum.contracts.ApplyResult;
import quantum.contracts.Execution;
import quantum.contracts.Ledger;
import quantum.contracts.OpenPosition;
import quantum.contracts.PlanAction;
import quantum.contracts.ResultStatus;
import quantum.kernel.position.Position;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

/**
 * What a result makes of the ledger, the tracked position and of what was asked for (SPEC §4, §7).
 *
 * <p>Two kinds of writers: the apply layer keeps its own position hash and states the exchange's
 * profit, so its results only move the ledger and our asks; a foreign executor has no hash, so its
 * fills are folded into a position that harvest-brain keeps.
 */
public final class ResultBooker {
  private final HarvestRules rules;

  public ResultBooker(HarvestRules rules) {
    this.rules = rules;
  }

  /**
   * Everything that can be wrong with the result is found before anything is booked.
   *
   * @param streamId identity of the entry: a foreign fill without a plan opens a position under it
   * @throws IllegalArgumentException if a fill lacks what it needs
   * @throws IllegalStateException if the ledger or the position cannot be read
   */
  public List<BrainEffect> onResult(BrainState state, ApplyResult result, String streamId) {
    requireQuantity(result);
    if (result.isBooking() && result.execution().tradeIds().isEmpty()) {
      throw new IllegalArgumentException(
          "trade_ids='': is missing in a booking: nobody could tell it from the next one");
    }
    List<String> trades = trades(result);
    List<String> known = state.booked(result.symbol(), trades);
    if (known.isEmpty()) {
      return result.isOfApplyLayer()
          ? ofApplyLayer(state, result)
          : foreign(state, result, streamId);
    }
    if (known.size() < trades.size()) {
      throw new IllegalArgumentException(
          "trade_ids='"
              + String.join(",", result.execution().tradeIds())
              + "': some are booked already, and what the others filled is not said");
    }
    List<BrainEffect> effects = new ArrayList<>();
    effects.add(new BrainEffect.NotBooked(result, Reason.BOOKED_BEFORE));
    answer(state, result, effects);
    return effects;
  }

  /**
   * A stop move fills nothing, nor does funding; a fill of others that says no quantity is lost.
   */
  private static void requireQuantity(ApplyResult result) {
    if (!result.isOfApplyLayer()
        && result.status().isFill()
        && !result.isFill()
        && !result.action().equals(PlanAction.UPDATE_SL.name())
        && result.execution().funding().isEmpty()) {
      throw new IllegalArgumentException(
          "filled_qty='': is missing in a fill of " + result.symbol());
    }
  }

  /**
   * What makes a fill that fill: the exchange's trades, each with its direction, because one that
   * flips a position closes and opens. Without them, of the apply layer, the plan, which has one
   * result; of others the order that was filled.
   */
  public static List<String> trades(ApplyResult result) {
    Execution execution = result.execution();
    String direction = result.reduceOnly() ? "-" : "+";
    if (!execution.tradeIds().isEmpty()) {
      return execution.tradeIds().stream().map(id -> id + direction).distinct().toList();
    }
    if (result.isFill() && result.isOfApplyLayer() && result.planId().isPresent()) {
      return List.of("plan " + result.planId().get() + direction);
    }
    return result.isFill() && result.status() == ResultStatus.FILLED
        ? execution.orderId().stream()
            .map(
                order ->
                    "order "
                        + order
                        + direction
                        + execution.filledQty()
                        + '@'
                        + execution.price().map(Price::toString).orElse(""))
            .toList()
        : List.of();
  }

  private List<BrainEffect> ofApplyLayer(BrainState state, ApplyResult result) {
    List<BrainEffect> effects = new ArrayList<>();
    boolean fill = result.isFill();
    boolean closing = result.reduceOnly();
    if (fill || result.isBooking() || result.execution().funding().isPresent()) {
      book(state, result, LedgerEntry.ofApplyLayer(result), effects);
    }
    if (fill && closing && isPartial(result)) {
      effects.add(new BrainEffect.Remember(result));
    }
    if (fill && !closing) {
      opened(result).ifPresent(effects::add);
    }
    answer(state, result, effects);
    return effects;
  }

  private static Optional<BrainEffect> opened(ApplyResult result) {
    Optional<Price> entry = result.entryPrice().or(() -> result.execution().price());
    Optional<Side> side = result.positionSide().or(() -> result.side().map(OrderSide::opens));
    return entry.isEmpty() || side.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new BrainEffect.Opened(
                result.symbol(), side.get(), result.execution().filledQty(), entry.get()));
  }

  private List<BrainEffect> foreign(BrainState state, ApplyResult result, String streamId) {
    state.requireReadablePosition(result.symbol());
    Optional<TrackedPosition> known = state.position(result.symbol());
    if (known.isPresent() && !known.get().open().source().equals(OpenPosition.SOURCE_BRAIN)) {
      // the apply layer finds it at the exchange and reports it, each trade id once
      return result.isFill()
          ? List.of(new BrainEffect.NotBooked(result, Reason.KEPT_BY_APPLY_LAYER))
          : List.of();
    }
    if (result.isFill()
        && result.reduceOnly()
        && known.filter(open -> new ExitAnswer(result, open).concerns()).isEmpty()) {
      return List.of(new BrainEffect.NotBooked(result, Reason.NOTHING_OPEN));
    }
    List<BrainEffect> effects = new ArrayList<>();
    if (result.isFill()) {
      fold(state, ForeignFill.of(result, known, streamId), effects);
    }
    answer(state, result, effects);
    return effects;
  }

  private static void fold(BrainState state, ForeignFill fill, List<BrainEffect> effects) {
    ApplyResult result = fill.result();
    book(state, result, fill.ledgerEntry(), effects);
    fill.ended()
        .ifPresent(
            ended -> {
              effects.add(new BrainEffect.DropPosition(result.symbol(), ended.id()));
              state.remove(result.symbol());
            });
    fill.after().ifPresent(after -> keep(state, fill, after, effects));
    if (!fill.outcome().closedQty().isZero() && isPartial(result)) {
      effects.add(new BrainEffect.Remember(result));
    }
  }

  private static void keep(
      BrainState state, ForeignFill fill, OpenPosition after, List<BrainEffect> effects) {
    boolean opened = fill.outcome().opened();
    state.put(fill.tracked(after));
    effects.add(new BrainEffect.KeepPosition(after, opened));
    if (opened) {
      Position position = after.position();
      effects.add(
          new BrainEffect.Opened(
              position.symbol(), position.side(), position.qty(), position.entry()));
    }
  }

  private static void book(
      BrainState state, ApplyResult result, LedgerEntry entry, List<BrainEffect> effects) {
    Ledger ledger = state.ledger(result.symbol());
    List<String> trades = trades(result);
    if (!trades.isEmpty()) {
      state.book(result.symbol(), trades);
      effects.add(new BrainEffect.Booked(result.symbol(), trades, result.timestampMillis()));
    }
    state.put(result.symbol(), entry.after(ledger));
  }

  private static boolean isPartial(ApplyResult result) {
    return result.action().startsWith("PARTIAL");
  }

  private void answer(BrainState state, ApplyResult result, List<BrainEffect> effects) {
    if (result.isBooking()) {
      return; // the fill's own result has answered
    }
    state
        .position(result.symbol())
        .map(tracked -> new ExitAnswer(result, tracked))
        .filter(ExitAnswer::concerns)
        .ifPresent(answer -> take(state, answer, effects));
  }

  private void take(BrainState state, ExitAnswer answer, List<BrainEffect> effects) {
    TrackedPosition tracked = answer.tracked();
    Asked asked = answer.asked(rules.blockMillis());
    if (asked != tracked.asked()) {
      tracked = tracked.with(asked);
      state.put(tracked);
    }
    // of a position that the apply layer keeps, it counts: a retry is to be a new plan
    if (tracked.open().source().equals(OpenPosition.SOURCE_BRAIN) && answer.failed()) {
      Position position = tracked.position();
      OpenPosition counted = tracked.open().with(position.withAttempts(position.attempts() + 1));
      state.put(tracked.with(counted));
      effects.add(new BrainEffect.KeepPosition(counted, false));
    }
  }
}
