package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import quantum.brain.decide.BrainEffect.NotBooked.Reason;
import quantum.contracts.ApplyResult;
import quantum.contracts.EntryLevels;
import quantum.contracts.Execution;
import quantum.contracts.ExitAsk;
import quantum.contracts.ExitPlanId;
import quantum.contracts.Ledger;
import quantum.contracts.OpenPosition;
import quantum.contracts.PlanAction;
import quantum.contracts.Protection;
import quantum.contracts.ResultKind;
import quantum.contracts.ResultStatus;
import quantum.contracts.SkipReason;
import quantum.contracts.Unsettled;
import quantum.kernel.position.FillOutcome;
import quantum.kernel.position.Opening;
import quantum.kernel.position.Position;
import quantum.kernel.position.PositionEvent;
import quantum.kernel.position.PositionFold;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * What a result makes of the ledger, the tracked position and of what was asked for (SPEC §4, §7).
 *
 * <p>Two kinds of writers: the apply layer keeps its own position hash and states the exchange's
 * profit, so its results only move the ledger and our asks; a foreign executor has no hash, so its
 * fills are folded into a position that harvest-brain keeps.
 */
public final class ResultBooker {
  private static final long CLOCKS_DIFFER_MILLIS = 5_000;

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
    Optional<BigDecimal> level = result.levelR();
    requireQuantity(result);
    if (result.isBooking() && result.execution().tradeIds().isEmpty()) {
      throw new IllegalArgumentException(
          "trade_ids='': is missing in a booking: nobody could tell it from the next one");
    }
    List<String> trades = trades(result);
    List<String> known = state.booked(result.symbol(), trades);
    if (known.isEmpty()) {
      return result.isOfApplyLayer()
          ? ofApplyLayer(state, result, level)
          : foreign(state, result, level, streamId);
    }
    if (known.size() < trades.size()) {
      throw new IllegalArgumentException(
          "trade_ids='"
              + String.join(",", result.execution().tradeIds())
              + "': some are booked already, and what the others filled is not said");
    }
    List<BrainEffect> effects = new ArrayList<>();
    effects.add(new BrainEffect.NotBooked(result, Reason.BOOKED_BEFORE));
    answer(state, result, level, effects);
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

  private List<BrainEffect> ofApplyLayer(
      BrainState state, ApplyResult result, Optional<BigDecimal> level) {
    List<BrainEffect> effects = new ArrayList<>();
    boolean fill = result.isFill();
    boolean closing = result.reduceOnly();
    if (fill || result.isBooking() || result.execution().funding().isPresent()) {
      Quantity filled = result.execution().filledQty();
      boolean flat = result.positionQtyAfter().filter(Quantity::isZero).isPresent();
      book(
          state,
          result,
          new LedgerEntry(
              result,
              fill && !closing ? filled : Quantity.ZERO,
              fill && closing ? filled : Quantity.ZERO,
              result.execution().realizedPnl().orElse(BigDecimal.ZERO),
              result.positionId(),
              fill && closing && flat),
          effects);
    }
    if (fill && closing && isPartial(result)) {
      effects.add(new BrainEffect.Remember(result));
    }
    if (fill && !closing) {
      opened(result).ifPresent(effects::add);
    }
    answer(state, result, level, effects);
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

  private static boolean isPartial(ApplyResult result) {
    return result.action().startsWith("PARTIAL");
  }

  private void answer(
      BrainState state, ApplyResult result, Optional<BigDecimal> level, List<BrainEffect> effects) {
    if (result.isBooking()) {
      return; // the fill's own result has answered
    }
    state
        .position(result.symbol())
        .filter(tracked -> concerns(result, tracked))
        .ifPresent(
            tracked -> {
              Asked answered = answered(tracked, result, level);
              if (answered != tracked.asked()) {
                state.put(tracked.with(answered));
              }
              countAttempt(state, result, effects);
            });
  }

  /** Of a position that the apply layer keeps, it counts: a retry is to be a new plan. */
  private static void countAttempt(
      BrainState state, ApplyResult result, List<BrainEffect> effects) {
    TrackedPosition tracked = state.position(result.symbol()).orElseThrow();
    OpenPosition open = tracked.open();
    if (!open.source().equals(OpenPosition.SOURCE_BRAIN) || !failed(result)) {
      return;
    }
    Position position = open.position();
    OpenPosition counted = open.with(position.withAttempts(position.attempts() + 1));
    state.put(tracked.with(counted));
    effects.add(new BrainEffect.KeepPosition(counted, false));
  }

  /** Whether the result of an exit is no complete fill, and no word that there was one. */
  private static boolean failed(ApplyResult result) {
    if (result.planAction().isEmpty()) {
      return false;
    }
    return switch (result.planAction().get()) {
      case PARTIAL_25, PARTIAL_50, PARTIAL_75, FULL_CLOSE_PROPOSED ->
          switch (result.kind()) {
            // what was skipped was not tried: asked for again, it is the same plan
            case ResultKind.Filled _, ResultKind.Skipped _ -> false;
            case ResultKind.PartlyFilled _, ResultKind.Rejected _, ResultKind.Failed _ -> true;
          };
      case UPDATE_SL ->
          switch (result.kind()) {
            case ResultKind.Filled _, ResultKind.PartlyFilled _, ResultKind.Skipped _ -> false;
            case ResultKind.Rejected _, ResultKind.Failed _ -> true;
          };
      case ENTRY_PROPOSED, HOLD -> false;
    };
  }

  /**
   * A result of an earlier position of the symbol changes nothing of the present one: it names the
   * other, is older, or closes the other side.
   */
  private static boolean concerns(ApplyResult result, TrackedPosition tracked) {
    Position position = tracked.position();
    if (result.positionId().isPresent()) {
      return result.positionId().get().equals(position.id());
    }
    return result.timestampMillis() + CLOCKS_DIFFER_MILLIS >= position.openedAtMillis()
        && result.positionSide().filter(side -> side != position.side()).isEmpty()
        && (!result.reduceOnly()
            || result.side().filter(side -> side != position.side().closing()).isEmpty());
  }

  /** How a plan's end changes what counts as asked for. */
  private Asked answered(TrackedPosition tracked, ApplyResult result, Optional<BigDecimal> level) {
    Asked asked = tracked.asked();
    long now = result.timestampMillis();
    if (result.planAction().isEmpty()) {
      return asked;
    }
    return switch (result.planAction().get()) {
      case PARTIAL_25, PARTIAL_50, PARTIAL_75 ->
          level.filter(asked::awaits).map(l -> partialAnswered(tracked, result, l)).orElse(asked);
      // only a fill of the whole ends it; whatever else came back, the edge is still gone
      case FULL_CLOSE_PROPOSED -> {
        Asked heard = asked.answered(ExitAsk.FullClose.class::isInstance);
        yield heard.close() && result.status() != ResultStatus.FILLED
            ? heard.failClose(now)
            : heard;
      }
      case UPDATE_SL -> {
        Asked heard = asked.answered(ask -> isOf(ask, result, tracked.position()));
        yield switch (result.kind()) {
          case ResultKind.Filled _ -> heard.succeedStop();
          // asked for anew when the symbol is no longer paused
          case ResultKind.Skipped skip when skip.is(SkipReason.SKIP_PAUSED) ->
              heard.progress().stopEmitted().isPresent() ? heard.failStop(now) : heard;
          // not tighter than what stands: the stop we asked for is behind us
          case ResultKind.Skipped _, ResultKind.PartlyFilled _ -> heard;
          case ResultKind.Failed _, ResultKind.Rejected _ ->
              heard.progress().stopEmitted().isPresent() ? heard.failStop(now) : heard;
        };
      }
      case ENTRY_PROPOSED, HOLD -> asked;
    };
  }

  /** The answer to an earlier stop is none to the one that was asked for since. */
  private static boolean isOf(ExitAsk ask, ApplyResult result, Position position) {
    if (!(ask instanceof ExitAsk.StopMove move)) {
      return false;
    }
    // an error has raised the attempts before its result is read
    return result.planId().isEmpty()
        || IntStream.rangeClosed(Math.max(0, position.attempts() - 1), position.attempts())
            .mapToObj(attempt -> ExitPlanId.updateStop(position.id(), move.stop(), attempt))
            .anyMatch(result.planId().get()::equals);
  }

  private Asked partialAnswered(TrackedPosition tracked, ApplyResult result, BigDecimal level) {
    Asked asked = tracked.asked();
    return switch (result.kind()) {
      case ResultKind.Filled _ -> asked.take(level);
      case ResultKind.Skipped skip when skip.is(SkipReason.SKIP_CLOSE_QTY_ZERO) ->
          asked.take(level);
      // it was executed, whatever became of the result that said so; but maybe not all of it
      case ResultKind.Skipped skip
          when skip.is(SkipReason.SKIP_DUPLICATE)
              && tracked.open().unsettled().missingOf(Decimals.plain(level)).isEmpty() ->
          asked.take(level);
      // nothing was tried: it is due again as soon as the symbol is no longer paused
      case ResultKind.Skipped skip when skip.is(SkipReason.SKIP_PAUSED) ->
          asked.fail(level, result.timestampMillis());
      case ResultKind.Skipped _,
          ResultKind.PartlyFilled _,
          ResultKind.Rejected _,
          ResultKind.Failed _ ->
          asked.fail(level, result.timestampMillis() + rules.blockMillis());
    };
  }

  private List<BrainEffect> foreign(
      BrainState state, ApplyResult result, Optional<BigDecimal> level, String streamId) {
    Symbol symbol = result.symbol();
    state.requireReadablePosition(symbol);
    Optional<TrackedPosition> known = state.position(symbol);
    if (known.isPresent() && !known.get().open().source().equals(OpenPosition.SOURCE_BRAIN)) {
      // the apply layer finds it at the exchange and reports it, each trade id once
      return result.isFill()
          ? List.of(new BrainEffect.NotBooked(result, Reason.KEPT_BY_APPLY_LAYER))
          : List.of();
    }
    if (!result.isFill()) {
      List<BrainEffect> effects = new ArrayList<>();
      answer(state, result, level, effects);
      return effects;
    }
    if (result.reduceOnly() && known.filter(open -> concerns(result, open)).isEmpty()) {
      return List.of(new BrainEffect.NotBooked(result, Reason.NOTHING_OPEN));
    }
    if (result.side().isEmpty() && result.positionSide().isEmpty() && !result.reduceOnly()) {
      throw new IllegalArgumentException("side='': is missing in a fill of " + symbol);
    }
    Optional<Position> before = known.map(TrackedPosition::position);
    Price price =
        result
            .execution()
            .price()
            .orElseThrow(
                () -> new IllegalArgumentException("price='': is missing in a fill of " + symbol));
    Predicate<PositionId> unused = id -> before.filter(open -> open.id().equals(id)).isEmpty();
    PositionId idIfOpened =
        result
            .positionId()
            .filter(unused)
            .or(() -> result.planId().map(plan -> new PositionId(plan.value())).filter(unused))
            .orElseGet(() -> new PositionId(PlanId.ofEntry(streamId).value()));
    PositionEvent.Fill fill =
        new PositionEvent.Fill(
            orderSide(result, before),
            result.execution().filledQty(),
            price,
            result.reduceOnly(),
            result.timestampMillis());
    FillOutcome outcome = PositionFold.fill(before, fill, opening(result, idIfOpened));
    boolean closedAll = before.isPresent() && (outcome.after().isEmpty() || outcome.flipped());
    List<BrainEffect> effects = new ArrayList<>();
    book(
        state,
        result,
        new LedgerEntry(
            result,
            result.reduceOnly() ? Quantity.ZERO : fill.qty().minus(outcome.closedQty()),
            outcome.closedQty(),
            result.execution().realizedPnl().orElse(outcome.grossPnl()),
            before.map(Position::id).or(() -> outcome.after().map(Position::id)),
            closedAll),
        effects);
    if (closedAll) {
      effects.add(new BrainEffect.DropPosition(symbol, before.get().id()));
      state.remove(symbol);
    }
    outcome
        .after()
        .ifPresent(after -> keep(state, result, known, after, outcome.opened(), effects));
    if (!outcome.closedQty().isZero() && isPartial(result)) {
      effects.add(new BrainEffect.Remember(result));
    }
    answer(state, result, level, effects);
    return effects;
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

  private static void keep(
      BrainState state,
      ApplyResult result,
      Optional<TrackedPosition> known,
      Position after,
      boolean opened,
      List<BrainEffect> effects) {
    OpenPosition open =
        opened
            ? new OpenPosition(
                after,
                result.planId(),
                Set.of(),
                Optional.empty(),
                BigDecimal.ZERO,
                Optional.empty(),
                Protection.NONE.since(result.timestampMillis()),
                Unsettled.NOTHING,
                OpenPosition.SOURCE_BRAIN)
            : harvested(known.get().open().with(after), result);
    state.put(opened ? TrackedPosition.fresh(open) : known.get().with(open));
    effects.add(new BrainEffect.KeepPosition(open, opened));
    if (opened) {
      effects.add(new BrainEffect.Opened(after.symbol(), after.side(), after.qty(), after.entry()));
    }
  }

  /** A part of a level does not count: what is missing of it is asked for again. */
  private static OpenPosition harvested(OpenPosition open, ApplyResult result) {
    if (!result.reduceOnly() || result.status() != ResultStatus.FILLED || !isNoted(result)) {
      return open;
    }
    Set<String> levels = new LinkedHashSet<>(open.harvested());
    levels.add(result.level().get());
    return open.withHarvested(levels);
  }

  /** Levels of ours and exitbrain's targets; any other name would say nothing to anybody. */
  private static boolean isNoted(ApplyResult result) {
    return result.levelR().isPresent()
        || result.level().filter(level -> level.matches("tp[1-3]")).isPresent();
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
}
