package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import quantum.brain.decide.BrainEffect.NotBooked.Reason;
import quantum.contracts.ApplyResult;
import quantum.contracts.EntryLevels;
import quantum.contracts.Execution;
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
    answer(state, result, level);
    return List.of(new BrainEffect.NotBooked(result, Reason.BOOKED_BEFORE));
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
   * flips a position closes and opens. Without them the order that was filled.
   */
  public static List<String> trades(ApplyResult result) {
    Execution execution = result.execution();
    String direction = result.reduceOnly() ? "-" : "+";
    if (!execution.tradeIds().isEmpty()) {
      return execution.tradeIds().stream().map(id -> id + direction).distinct().toList();
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
    if (fill || result.execution().funding().isPresent()) {
      Quantity filled = result.execution().filledQty();
      boolean flat = result.positionQtyAfter().filter(Quantity::isZero).isPresent();
      book(
          state,
          result,
          fill && !closing ? filled : Quantity.ZERO,
          fill && closing ? filled : Quantity.ZERO,
          result.execution().realizedPnl().orElse(BigDecimal.ZERO),
          result.positionId(),
          fill && closing && flat,
          effects);
    }
    if (fill && closing && isPartial(result)) {
      effects.add(new BrainEffect.Remember(result));
    }
    if (fill && !closing) {
      opened(result).ifPresent(effects::add);
    }
    answer(state, result, level);
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

  private void answer(BrainState state, ApplyResult result, Optional<BigDecimal> level) {
    state
        .position(result.symbol())
        .filter(tracked -> concerns(result, tracked))
        .ifPresent(
            tracked -> {
              Asked answered = answered(tracked.asked(), result, level);
              if (answered != tracked.asked()) {
                state.put(tracked.with(answered));
              }
            });
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
  private Asked answered(Asked asked, ApplyResult result, Optional<BigDecimal> level) {
    long now = result.timestampMillis();
    if (result.planAction().isEmpty()) {
      return asked;
    }
    return switch (result.planAction().get()) {
      case PARTIAL_25, PARTIAL_50, PARTIAL_75 ->
          level.filter(asked::awaits).map(l -> partialAnswered(asked, result, l)).orElse(asked);
      // only a fill of the whole ends it; whatever else came back, the edge is still gone
      case FULL_CLOSE_PROPOSED ->
          asked.close() && result.status() != ResultStatus.FILLED ? asked.failClose(now) : asked;
      case UPDATE_SL ->
          switch (result.kind()) {
            case ResultKind.Filled _ -> asked.succeedStop();
            // not tighter than what stands: the stop we asked for is behind us
            case ResultKind.Skipped _, ResultKind.PartlyFilled _ -> asked;
            case ResultKind.Failed _, ResultKind.Rejected _ ->
                asked.progress().stopEmitted().isPresent() ? asked.failStop(now) : asked;
          };
      case ENTRY_PROPOSED, HOLD -> asked;
    };
  }

  private Asked partialAnswered(Asked asked, ApplyResult result, BigDecimal level) {
    return switch (result.kind()) {
      case ResultKind.Filled _ -> asked.take(level);
      case ResultKind.Skipped skip when skip.is(SkipReason.SKIP_CLOSE_QTY_ZERO) ->
          asked.take(level);
      // a duplicate is answered by the result of the first one
      case ResultKind.Skipped skip when skip.is(SkipReason.SKIP_DUPLICATE) -> asked;
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
      answer(state, result, level);
      return List.of();
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
        result.reduceOnly() ? Quantity.ZERO : fill.qty().minus(outcome.closedQty()),
        outcome.closedQty(),
        result.execution().realizedPnl().orElse(outcome.grossPnl()),
        before.map(Position::id).or(() -> outcome.after().map(Position::id)),
        closedAll,
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
    answer(state, result, level);
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
      BrainState state,
      ApplyResult result,
      Quantity opened,
      Quantity closed,
      BigDecimal gross,
      Optional<PositionId> position,
      boolean closedAll,
      List<BrainEffect> effects) {
    Ledger ledger = state.ledger(result.symbol());
    List<String> trades = trades(result);
    if (!trades.isEmpty()) {
      state.book(result.symbol(), trades);
      effects.add(new BrainEffect.Booked(result.symbol(), trades, result.timestampMillis()));
    }
    BigDecimal commission = result.execution().commission().orElse(BigDecimal.ZERO);
    BigDecimal funding = result.execution().funding().orElse(BigDecimal.ZERO);
    BigDecimal earned = gross.subtract(commission).add(funding);
    boolean same = position.isEmpty() || position.equals(ledger.positionId());
    // what comes late for an earlier position must not end the account of the present one
    boolean late = !same && ledger.positionId().isPresent() && opened.isZero();
    BigDecimal net = same ? ledger.positionNet().add(earned) : earned;
    state.put(
        result.symbol(),
        new Ledger(
            ledger.grossPnl().add(gross),
            ledger.commission().add(commission),
            ledger.funding().add(funding),
            ledger.fills() + (result.isFill() ? 1 : 0),
            ledger.openedQty().add(opened.value()),
            ledger.closedQty().add(closed.value()),
            ledger.wins() + (closedAll && net.signum() > 0 ? 1 : 0),
            ledger.losses() + (closedAll && net.signum() < 0 ? 1 : 0),
            late
                ? ledger.positionId()
                : closedAll ? Optional.empty() : position.or(ledger::positionId),
            late ? ledger.positionNet() : closedAll ? BigDecimal.ZERO : net,
            result.execution().orderId().or(ledger::lastOrderId),
            result.timestampMillis()));
  }
}
