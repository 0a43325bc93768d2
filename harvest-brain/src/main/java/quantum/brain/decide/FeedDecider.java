package quantum.brain.decide;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import quantum.brain.decide.BrainEffect.Dedup;
import quantum.brain.decide.BrainEffect.FreezeRisk.Origin;
import quantum.brain.decide.BrainEffect.HeldBack;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.ExitAsk;
import quantum.contracts.ExitPlanId;
import quantum.contracts.ExitType;
import quantum.contracts.Hand;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.PlanAction;
import quantum.contracts.PriceUpdate;
import quantum.contracts.RiskProposal;
import quantum.contracts.TradeIntent;
import quantum.kernel.exit.Wait;
import quantum.kernel.harvest.HarvestAssessment;
import quantum.kernel.harvest.HarvestDecision;
import quantum.kernel.harvest.ReasonCode;
import quantum.kernel.harvest.StopReason;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;

/**
 * What a price makes harvest-brain ask for (SPEC §7).
 *
 * <p>The policy says what would be right at this price; this class holds back what was asked for
 * already, what failed a moment ago, and what a switch or a cap forbids. What is held back is not
 * counted as asked for: the next price decides again.
 */
public final class FeedDecider {
  private static final String SOURCE = "harvest-brain";
  private static final String ASKED_AGAIN = "asked_again";
  private static final double R_STEP_WORTH_SAYING = 0.25;
  private static final long SILENCE_WORTH_BREAKING_MILLIS = 600_000;

  private final HarvestRules settings;

  /**
   * @param settings the rules of every symbol that the state holds none of its own for
   */
  public FeedDecider(HarvestRules settings) {
    this.settings = settings;
  }

  /**
   * @param fresh whether the price is young enough to act on; an old one only updates the state
   * @param hand what the trader holds back
   */
  public List<BrainEffect> onPrice(BrainState state, PriceUpdate update, boolean fresh, Hand hand) {
    Optional<TrackedPosition> known = state.position(update.symbol());
    if (!state.take(update, fresh)
        || known.isEmpty()
        || update.timestampMillis() < known.get().position().openedAtMillis()) {
      return List.of();
    }
    long now = update.timestampMillis();
    HarvestRules rules = state.rules(update.symbol()).orElse(settings);
    List<BrainEffect> effects = new ArrayList<>();
    TrackedPosition dated =
        known.get().position().openedAtMillis() > 0 ? known.get() : known.get().openedAt(now);
    TrackedPosition tracked = freezeRisk(state, dated, rules, effects);
    Position position = tracked.position();
    Excursion excursion =
        tracked
            .excursion()
            .map(x -> x.next(position.side(), update.price()))
            .orElseGet(() -> Excursion.at(position.entry()).next(position.side(), update.price()));
    HarvestAssessment assessment =
        rules
            .policy()
            .assess(
                position,
                excursion,
                state.market(position.symbol()),
                tracked.asked().progress(),
                tracked.killMemory(),
                now);
    tracked = tracked.at(excursion, assessment, now, fresh);
    tracked = sayEvaluation(tracked, assessment, now, effects);
    if (!tracked.asked().close()) {
      tracked = act(state, tracked, rules, assessment, now, fresh, hand, effects);
    }
    state.put(tracked);
    return effects;
  }

  /**
   * A position that comes without its risk gets one, once and for good (SPEC §2): by the stop it
   * has, else by the distance that the market suggests, else by the fallback.
   */
  private static TrackedPosition freezeRisk(
      BrainState state, TrackedPosition tracked, HarvestRules rules, List<BrainEffect> effects) {
    Position position = tracked.position();
    if (position.entryRisk().isPresent() && !tracked.riskLost()) {
      return tracked;
    }
    Origin origin = Origin.EARLIER;
    Optional<BigDecimal> risk = position.entryRisk();
    if (risk.isEmpty()) {
      origin = Origin.PRESENT_STOP;
      risk = riskOfStop(position);
    }
    if (risk.isEmpty()) {
      origin = Origin.RISK_PROPOSAL;
      risk =
          state
              .proposal(position.symbol())
              .filter(proposal -> isFor(proposal, position))
              .map(proposal -> Decimals.of(proposal.stopDistPct()))
              .filter(HarvestOverrides.STOP_RANGE::contains)
              .map(distance -> position.entry().value().multiply(distance));
    }
    if (risk.isEmpty()) {
      origin = Origin.FALLBACK;
      risk = Optional.of(position.riskPerUnit(rules.theta()));
    }
    if (!state.isUnreadable(position.symbol())) {
      effects.add(new BrainEffect.FreezeRisk(position.symbol(), position.id(), risk.get(), origin));
    }
    return tracked.frozen(risk.get());
  }

  /** A stop beyond the entry was moved there and says nothing about the risk that was taken. */
  private static Optional<BigDecimal> riskOfStop(Position position) {
    return position
        .stop()
        .map(stop -> position.exactPnlPerUnit(stop).negate())
        .filter(loss -> loss.signum() > 0);
  }

  /** Other writers leave the position out, and then mean the symbol's present one. */
  private static boolean isFor(RiskProposal proposal, Position position) {
    return proposal.positionId().filter(id -> !id.equals(position.id())).isEmpty()
        && proposal.side().filter(side -> side != position.side()).isEmpty();
  }

  private static TrackedPosition sayEvaluation(
      TrackedPosition tracked, HarvestAssessment assessment, long now, List<BrainEffect> effects) {
    TrackedPosition.Spoken spoken = tracked.spoken();
    String action = assessment.action().name();
    double r = assessment.r().value();
    boolean worthSaying =
        !spoken.action().equals(action)
            || Math.abs(r - spoken.r()) >= R_STEP_WORTH_SAYING
            || now - spoken.atMillis() >= SILENCE_WORTH_BREAKING_MILLIS;
    if (!worthSaying) {
      return tracked;
    }
    effects.add(
        new BrainEffect.Evaluated(
            tracked.position().symbol(),
            r,
            assessment.kill().value(),
            action,
            assessment.reasons()));
    return tracked.said(new TrackedPosition.Spoken(action, r, now));
  }

  private TrackedPosition act(
      BrainState state,
      TrackedPosition tracked,
      HarvestRules rules,
      HarvestAssessment assessment,
      long now,
      boolean fresh,
      Hand hand,
      List<BrainEffect> effects) {
    TrackedPosition current = tracked;
    for (HarvestDecision decision : assessment.decisions()) {
      if (decision instanceof HarvestDecision.Hold) {
        continue;
      }
      Optional<HeldBack.Why> why = heldBack(current.position().symbol(), fresh, hand);
      if (why.isPresent()) {
        holdBack(state, current, why.get(), now, effects);
        return current;
      }
      current =
          switch (decision) {
            case HarvestDecision.Hold hold -> current;
            case HarvestDecision.MoveStop move ->
                moveStop(current, rules, assessment, move, now, effects);
            case HarvestDecision.Harvest harvest ->
                partial(state, current, rules, assessment, harvest, now, effects);
            case HarvestDecision.CloseAll close ->
                closeAll(current, rules, assessment, now, effects);
          };
    }
    return current;
  }

  private static Optional<HeldBack.Why> heldBack(Symbol symbol, boolean fresh, Hand hand) {
    if (hand.killed()) {
      return Optional.of(HeldBack.Why.KILL_SWITCH);
    }
    if (hand.paused(symbol)) {
      return Optional.of(HeldBack.Why.PAUSED);
    }
    return fresh ? Optional.empty() : Optional.of(HeldBack.Why.STALE_PRICE);
  }

  private static void holdBack(
      BrainState state,
      TrackedPosition tracked,
      HeldBack.Why why,
      long now,
      List<BrainEffect> effects) {
    if (state.sayHeldBack(why, now)) {
      effects.add(new HeldBack(tracked.position().symbol(), why));
    }
  }

  private static TrackedPosition moveStop(
      TrackedPosition tracked,
      HarvestRules rules,
      HarvestAssessment assessment,
      HarvestDecision.MoveStop move,
      long now,
      List<BrainEffect> effects) {
    Asked asked = tracked.asked();
    if (asked.stopBackOff().holds(now)) {
      return tracked;
    }
    Position position = tracked.position();
    PlanId plan = ExitPlanId.updateStop(position.id(), move.stop(), position.attempts());
    effects.add(
        new BrainEffect.EmitStopMove(
            intent(
                tracked,
                rules,
                new ExitType.StopMove(),
                intentType(move.why()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(move.stop()),
                Optional.empty(),
                plan,
                Grounds.of(assessment, now)),
            move.why(),
            move.from(),
            assessment.r().value()));
    return tracked.with(
        awaiting(
            tracked,
            asked.emitStop(move.stop()),
            new ExitAsk.StopMove(intentType(move.why()), move.stop()),
            rules));
  }

  /** Nobody answers a suggestion. */
  private static Asked awaiting(
      TrackedPosition tracked, Asked asked, ExitAsk ask, HarvestRules rules) {
    return mode(tracked, rules) == HarvestMode.SHADOW ? asked : asked.awaiting(ask);
  }

  /** For a position that is only watched there are suggestions, whatever the service's mode. */
  private static HarvestMode mode(TrackedPosition tracked, HarvestRules rules) {
    return tracked.open().isManaged() ? rules.mode() : HarvestMode.SHADOW;
  }

  private static String intentType(StopReason why) {
    return switch (why) {
      case PROFIT_LOCK -> "PROFIT_LOCK_SL";
      case BREAKEVEN -> "MOVE_SL_BREAKEVEN";
      case TRAIL -> "MOVE_SL_TRAIL";
    };
  }

  private static TrackedPosition partial(
      BrainState state,
      TrackedPosition tracked,
      HarvestRules rules,
      HarvestAssessment assessment,
      HarvestDecision.Harvest harvest,
      long now,
      List<BrainEffect> effects) {
    Asked asked = tracked.asked();
    BigDecimal level = harvest.level();
    if (asked.isBlocked(level, now, rules.blockMillis())) {
      return tracked;
    }
    if (!state.admitPartial(rules.maxActionsPerMinute(), now)) {
      holdBack(state, tracked, HeldBack.Why.ACTIONS_PER_MINUTE, now, effects);
      return tracked;
    }
    Position position = tracked.position();
    BigDecimal percent = harvest.percentOfOpen();
    Quantity qty = position.qty().percent(percent);
    String action = harvest.step().name();
    // named for the step, not for the percent: a retry after part of it was filled has another one
    String type = rules.ladder() ? "HARVEST_PARTIAL" : "HARVEST_" + action;
    String levelText = Decimals.plain(level);
    PlanId plan =
        ExitPlanId.partial(
            position.id(), PlanAction.partial(percent), levelText, position.attempts());
    effects.add(
        new BrainEffect.EmitPartial(
            intent(
                tracked,
                rules,
                new ExitType.Partial(Optional.of(percent)),
                type,
                Optional.of(qty),
                Optional.of(percent),
                Optional.empty(),
                Optional.of(levelText),
                plan,
                Grounds.of(assessment, now)),
            new Dedup(
                position.symbol(),
                type,
                levelText,
                pnlCentsAt(level, position, rules),
                position.id(),
                asked.failedBefore(level)),
            action,
            position.qty(),
            assessment.r().value()));
    Asked next = asked.emit(level);
    return tracked.with(
        mode(tracked, rules) == HarvestMode.SHADOW
            ? next.take(level)
            : next.awaiting(new ExitAsk.Tranche(type, level, percent)));
  }

  /**
   * Whole-position profit at {@code level} and initial quantity, in cents: part of the dedup key.
   */
  private static String pnlCentsAt(BigDecimal level, Position position, HarvestRules rules) {
    BigDecimal perUnit = level.multiply(position.entryRisk().orElseThrow());
    if (!rules.ladder()) {
      BigDecimal cost =
          position.entry().value().multiply(Decimals.of(rules.theta().costBps())).movePointLeft(4);
      perUnit = perUnit.add(cost);
    }
    return perUnit
        .multiply(position.initialQty().value())
        .movePointRight(2)
        .setScale(0, RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  private static TrackedPosition closeAll(
      TrackedPosition tracked,
      HarvestRules rules,
      HarvestAssessment assessment,
      long now,
      List<BrainEffect> effects) {
    Asked asked = tracked.asked();
    if (asked.closeBackOff().holds(now)) {
      return tracked;
    }
    Position position = tracked.position();
    PlanId plan = ExitPlanId.fullClose(position.id(), position.attempts());
    effects.add(
        new BrainEffect.EmitFullClose(
            intent(
                tracked,
                rules,
                new ExitType.FullClose(),
                PlanAction.FULL_CLOSE_PROPOSED.name(),
                Optional.of(position.qty()),
                Optional.of(HarvestRules.HUNDRED),
                Optional.empty(),
                Optional.empty(),
                plan,
                Grounds.of(assessment, now)),
            assessment.kill().threshold(),
            assessment.r().value()));
    return tracked.with(
        awaiting(
            tracked,
            asked.emitClose(),
            new ExitAsk.FullClose(PlanAction.FULL_CLOSE_PROPOSED.name()),
            rules));
  }

  /**
   * What nobody has answered is asked for again until somebody does (SPEC §11.5), as it was
   * decided: its plan may be carried out at any moment, so nothing else may be asked for in its
   * place.
   *
   * @param wallMillis wall clock, epoch milliseconds
   * @param hand what the trader holds back: that is not asked for
   */
  public List<BrainEffect> onClock(BrainState state, long wallMillis, Hand hand) {
    List<BrainEffect> effects = new ArrayList<>();
    for (Symbol symbol : new TreeSet<>(state.openSymbols())) {
      HarvestRules rules = state.rules(symbol).orElse(settings);
      TrackedPosition tracked = state.position(symbol).orElseThrow();
      if (mode(tracked, rules) == HarvestMode.LIVE) {
        List<BrainEffect> again = new ArrayList<>();
        Asked asked = waited(tracked, rules, wallMillis, again);
        if (again.isEmpty() || heldBack(symbol, true, hand).isEmpty()) {
          state.put(tracked.with(asked));
          effects.addAll(again);
        }
      }
    }
    return effects;
  }

  private static Asked waited(
      TrackedPosition tracked, HarvestRules rules, long wallMillis, List<BrainEffect> effects) {
    return tracked
        .asked()
        .waited(
            (ask, before) -> {
              Wait wait = before.at(wallMillis);
              if (!wait.isOver(wallMillis) || tracked.assessed().isEmpty()) {
                return wait;
              }
              Wait next = wait.again(wallMillis);
              PlanId plan = plan(ask, tracked.position());
              effects.add(
                  new BrainEffect.AskedAgain(
                      again(tracked, tracked.assessed().get(), ask, plan, rules),
                      ask,
                      plan,
                      next.asked(),
                      wait.seconds(wallMillis)));
              return next;
            });
  }

  /** Of the position's present attempt: asked for again, an exit is the same plan. */
  private static PlanId plan(ExitAsk ask, Position position) {
    return switch (ask) {
      case ExitAsk.FullClose _ -> ExitPlanId.fullClose(position.id(), position.attempts());
      case ExitAsk.StopMove move ->
          ExitPlanId.updateStop(position.id(), move.stop(), position.attempts());
      case ExitAsk.Tranche tranche ->
          ExitPlanId.partial(
              position.id(),
              PlanAction.partial(tranche.percent()),
              Decimals.plain(tranche.level()),
              position.attempts());
    };
  }

  private static TradeIntent.Exit again(
      TrackedPosition tracked,
      TrackedPosition.Assessed assessed,
      ExitAsk ask,
      PlanId plan,
      HarvestRules rules) {
    Quantity open = tracked.position().qty();
    Grounds grounds =
        new Grounds(ASKED_AGAIN, assessed.rNet(), assessed.killScore(), assessed.atMillis());
    return switch (ask) {
      case ExitAsk.FullClose close ->
          intent(
              tracked,
              rules,
              new ExitType.FullClose(),
              close.intentType(),
              Optional.of(open),
              Optional.of(HarvestRules.HUNDRED),
              Optional.empty(),
              Optional.empty(),
              plan,
              grounds);
      case ExitAsk.StopMove move ->
          intent(
              tracked,
              rules,
              new ExitType.StopMove(),
              move.intentType(),
              Optional.empty(),
              Optional.empty(),
              Optional.of(move.stop()),
              Optional.empty(),
              plan,
              grounds);
      case ExitAsk.Tranche tranche ->
          intent(
              tracked,
              rules,
              new ExitType.Partial(Optional.of(tranche.percent())),
              tranche.intentType(),
              Optional.of(open.percent(tranche.percent())),
              Optional.of(tranche.percent()),
              Optional.empty(),
              Optional.of(Decimals.plain(tranche.level())),
              plan,
              grounds);
    };
  }

  /**
   * What an intent says of why it was made.
   *
   * @param atMillis event time of the price
   */
  private record Grounds(String reason, double rNet, double killScore, long atMillis) {
    static Grounds of(HarvestAssessment assessment, long atMillis) {
      return new Grounds(
          assessment.reasons().stream().map(ReasonCode::code).collect(Collectors.joining(",")),
          assessment.rNet().value(),
          assessment.kill().value(),
          atMillis);
    }
  }

  private static TradeIntent.Exit intent(
      TrackedPosition tracked,
      HarvestRules rules,
      ExitType type,
      String intentType,
      Optional<Quantity> qty,
      Optional<BigDecimal> closePct,
      Optional<Price> stop,
      Optional<String> level,
      PlanId plan,
      Grounds grounds) {
    Position position = tracked.position();
    Price price = tracked.excursion().orElseThrow().current();
    return new TradeIntent.Exit(
        position.symbol(),
        type,
        intentType,
        Optional.of(position.side().closing()),
        qty,
        closePct,
        stop,
        false,
        level,
        Optional.of(position.id()),
        position.attempts(),
        grounds.reason(),
        Optional.of(position.unrealizedPnl(price)),
        Optional.of(price),
        Optional.of(grounds.rNet()),
        Optional.of(grounds.killScore()),
        Optional.of(plan.value()),
        mode(tracked, rules) == HarvestMode.SHADOW,
        SOURCE,
        grounds.atMillis());
  }
}
