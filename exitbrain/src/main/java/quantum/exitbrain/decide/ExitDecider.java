package quantum.exitbrain.decide;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.ExitPlanId;
import quantum.contracts.Hand;
import quantum.contracts.PlanAction;
import quantum.contracts.PriceUpdate;
import quantum.contracts.ResultKind;
import quantum.contracts.SkipReason;
import quantum.exitbrain.decide.Asked.Pending;
import quantum.exitbrain.decide.ExitRules.ExitMode;
import quantum.kernel.exit.ExitAssessment;
import quantum.kernel.exit.ExitDecision;
import quantum.kernel.exit.ExitReason;
import quantum.kernel.exit.HoldReason;
import quantum.kernel.exit.Repetition;
import quantum.kernel.exit.Wait;
import quantum.kernel.level.AdaptiveLevels;
import quantum.kernel.level.LevelInputs;
import quantum.kernel.lock.StopRatchet;
import quantum.kernel.position.Position;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/**
 * What a price makes exitbrain ask for, and what a result makes of it (SPEC §7).
 *
 * <p>The policy says what would be right at this price; this class holds back what is asked for
 * already and what failed a moment ago. A full close does not wait for the answer to a target, and
 * nothing waits for the kill switch: protection goes on.
 */
public final class ExitDecider {
  private static final String SOURCE = "exitbrain";
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final ExitRules rules;

  public ExitDecider(ExitRules rules) {
    this.rules = rules;
  }

  /**
   * @param fresh whether the price is young enough to act on
   * @param hand what the trader holds back: a paused symbol is only protected
   */
  public List<ExitEffect> onPrice(ExitState state, PriceUpdate update, boolean fresh, Hand hand) {
    Optional<Watched> known = state.watched(update.symbol());
    if (!state.take(update, fresh)
        || known.isEmpty()
        || update.timestampMillis() < known.get().position().openedAtMillis()) {
      return List.of();
    }
    long now = update.timestampMillis();
    Watched watched =
        known.get().position().openedAtMillis() > 0 ? known.get() : known.get().openedAt(now);
    state.put(watched);
    if (!fresh) {
      return state.sayHeldBack(now) ? List.of(new ExitEffect.HeldBack(update.symbol())) : List.of();
    }
    ExitAssessment assessment = assess(state, watched, update.price(), now);
    watched = watched.remembers(assessment, update.price());
    state.put(watched);
    var at = new Moment(state, watched, update.price(), assessment, now, hand);
    return switch (assessment.decision()) {
      case ExitDecision.CloseAll(ExitReason why)
          when why != ExitReason.STOP_HIT && hand.paused(update.symbol()) ->
          List.of();
      case ExitDecision.CloseAll(ExitReason why) -> closeAll(at, why);
      case ExitDecision.TakeTarget target when hand.paused(update.symbol()) -> List.of();
      case ExitDecision.TakeTarget(String level, BigDecimal percent) ->
          takeTarget(at, level, percent);
      case ExitDecision.Hold(HoldReason why) -> hold(at, why);
    };
  }

  private ExitAssessment assess(ExitState state, Watched watched, Price price, long nowMillis) {
    return rules
        .policy()
        .decide(
            watched.position(),
            price,
            state.market(watched.position().symbol()),
            watched.memory().kill(),
            watched.terms(rules.stopGraceMillis()),
            watched.memory().beyond(),
            watched.done(),
            nowMillis);
  }

  /**
   * The exchange is given some time to act on its stop, and that time ends also where no further
   * price comes: the last one, beyond the stop, is judged again. Only where event time is the
   * wall's, so not in a replay.
   *
   * @param nowMillis wall clock, epoch milliseconds
   */
  public List<ExitEffect> onGraceOver(ExitState state, long nowMillis, Hand hand) {
    List<ExitEffect> effects = new ArrayList<>();
    for (Symbol symbol : new TreeSet<>(state.openSymbols())) {
      Watched watched = state.watched(symbol).orElseThrow();
      Watched.Memory memory = watched.memory();
      // a stop that was moved since is not held against a price from before
      if (memory.isBeyond(watched.position().stop())) {
        Price price = memory.price().orElseThrow();
        ExitAssessment assessment = assess(state, watched, price, nowMillis);
        if (assessment.decision() instanceof ExitDecision.CloseAll(ExitReason why)
            && why == ExitReason.STOP_HIT) {
          effects.addAll(
              closeAll(new Moment(state, watched, price, assessment, nowMillis, hand), why));
        }
      }
    }
    return effects;
  }

  /** What a decision is made on. */
  private record Moment(
      ExitState state,
      Watched watched,
      Price price,
      ExitAssessment assessment,
      long nowMillis,
      Hand hand) {
    Position position() {
      return watched.position();
    }

    ApplyPlan.Header header(PlanId plan, String reason) {
      return new ApplyPlan.Header(
          plan, position().symbol(), SOURCE, reason, nowMillis, Optional.of(position().id()));
    }

    ApplyPlan.Scores scores() {
      return new ApplyPlan.Scores(
          Optional.of(price),
          Optional.of(assessment.rNet().value()),
          Optional.of(assessment.kill().value()));
    }
  }

  private static List<ExitEffect> closeAll(Moment at, ExitReason why) {
    Watched watched = at.watched();
    Asked asked = watched.asked();
    // a judgement that a pause holds back is no answer to the stop
    boolean awaits =
        asked.awaitsFullClose()
            && !(why == ExitReason.STOP_HIT
                && asked.close().get().ask().plan().isHarvest()
                && at.hand().paused(at.position().symbol()));
    if (awaits || asked.closeBackOff().holds(at.nowMillis())) {
      return List.of();
    }
    Position position = at.position();
    PlanId plan = ExitPlanId.fullClose(position.id(), position.attempts());
    var ask =
        new ExitEffect.CloseAll(
            new ApplyPlan.Close(
                at.header(plan, reason(why)),
                PlanAction.FULL_CLOSE_PROPOSED,
                Optional.of(position.side().closing()),
                HUNDRED,
                Optional.empty(),
                at.scores()),
            why,
            position);
    at.state().put(watched.with(asked.close(Pending.of(ask))));
    return List.of(ask);
  }

  private static String reason(ExitReason why) {
    return switch (why) {
      case STOP_HIT -> "stop_hit";
      case KILL_SCORE -> "kill_score_triggered";
      case TARGET_HIT -> "target_hit";
      case MAX_AGE -> "max_age";
    };
  }

  private List<ExitEffect> takeTarget(Moment at, String level, BigDecimal percent) {
    Watched watched = at.watched();
    Asked asked = watched.asked();
    if (asked.close().isPresent() || asked.closeBackOff().holds(at.nowMillis())) {
      return List.of();
    }
    Position position = at.position();
    PlanAction action = PlanAction.partial(percent);
    PlanId plan = ExitPlanId.partial(position.id(), action, level, position.attempts());
    var ask =
        new ExitEffect.TakeTarget(
            new ApplyPlan.Close(
                at.header(plan, "target_" + level),
                action,
                Optional.of(position.side().closing()),
                percent,
                Optional.of(level),
                at.scores()),
            position);
    at.state()
        .put(
            watched.with(
                rules(watched).mode() == ExitMode.SHADOW
                    ? asked.take(level) // nobody will answer a suggestion
                    : asked.close(Pending.of(ask))));
    return List.of(ask);
  }

  private List<ExitEffect> hold(Moment at, HoldReason why) {
    Asked asked = at.watched().asked();
    if (why == HoldReason.NO_STOP
        && asked.stop().isEmpty()
        && !asked.stopBackOff().holds(at.nowMillis())) {
      Optional<Price> stop = firstStop(at);
      if (stop.isPresent()) {
        Position position = at.position();
        PlanId plan = ExitPlanId.updateStop(position.id(), stop.get(), position.attempts());
        var ask =
            new ExitEffect.SetStop(
                new ApplyPlan.UpdateStop(
                    at.header(plan, "no_stop"), stop.get(), false, Optional.empty(), at.scores()));
        at.state().put(at.watched().with(asked.stop(Pending.of(ask))));
        return List.of(ask);
      }
    }
    return record(at, why);
  }

  /**
   * The adaptive stop of the entry. Where the price has passed that already, the same distance from
   * the price: closing was nobody's decision, and no stop at all is no protection.
   */
  private Optional<Price> firstStop(Moment at) {
    Position position = at.position();
    AdaptiveLevels levels =
        AdaptiveLevels.compute(
            new LevelInputs(
                rules.baseTpPct(),
                rules.baseSlPct(),
                position.leverage(),
                at.watched().open().volatilityFactor().stream()
                    .mapToDouble(BigDecimal::doubleValue)
                    .findFirst(),
                OptionalDouble.empty(),
                OptionalDouble.empty()));
    return standing(position, levels.stop(position.side(), position.entry()), at.price())
        .or(() -> standing(position, levels.stop(position.side(), at.price()), at.price()));
  }

  private static Optional<Price> standing(Position position, Price candidate, Price current) {
    return StopRatchet.tighten(position, Optional.empty(), candidate.value(), current);
  }

  private List<ExitEffect> record(Moment at, HoldReason why) {
    long interval = rules.holdIntervalMillis();
    if (interval == 0 || at.nowMillis() - at.watched().recordedAtMillis() < interval) {
      return List.of();
    }
    Position position = at.position();
    at.state().put(at.watched().recorded(at.nowMillis()));
    return List.of(
        new ExitEffect.Record(
            new ApplyPlan.Hold(
                at.header(
                    ExitPlanId.hold(position.id(), at.nowMillis(), position.attempts()),
                    why.name().toLowerCase(Locale.ROOT)),
                at.scores())));
  }

  /**
   * What nobody has answered is asked for again, as it was decided, until somebody does (SPEC
   * §11.5): a plan or its result may be lost, and an exit that waits for it for ever is none.
   *
   * @param wallMillis wall clock, epoch milliseconds
   * @param hand what the trader holds back: a paused symbol is only protected
   */
  public List<ExitEffect> onClock(ExitState state, long wallMillis, Hand hand) {
    List<ExitEffect> effects = new ArrayList<>();
    for (Symbol symbol : new TreeSet<>(state.openSymbols())) {
      Watched watched = state.watched(symbol).orElseThrow();
      if (rules(watched).mode() == ExitMode.LIVE) { // nobody answers a suggestion
        Asked asked = watched.asked();
        Position now = watched.position();
        state.put(
            watched.with(
                asked.waiting(
                    asked.close().map(ask -> waited(ask, now, wallMillis, hand, effects)),
                    asked.stop().map(ask -> waited(ask, now, wallMillis, hand, effects)))));
      }
    }
    return effects;
  }

  /** What is asked for a symbol is asked by these. */
  public ExitRules rules(ExitState state, Symbol symbol) {
    return state.watched(symbol).map(this::rules).orElse(rules);
  }

  /** For a position that is only watched there are suggestions, whatever the service's mode. */
  private ExitRules rules(Watched watched) {
    return watched.open().isManaged() ? rules : rules.in(ExitMode.SHADOW);
  }

  private static Pending waited(
      Pending pending, Position now, long wallMillis, Hand hand, List<ExitEffect> effects) {
    Wait wait = pending.waiting().at(wallMillis);
    if (!wait.isOver(wallMillis)) {
      return new Pending(pending.ask(), wait);
    }
    Pending again = new Pending(pending.ask().of(now), wait.again(wallMillis));
    if (again.ask().plan().isHarvest() && hand.paused(now.symbol())) {
      return pending;
    }
    effects.add(
        new ExitEffect.AskedAgain(again.ask(), again.waiting().asked(), wait.seconds(wallMillis)));
    return again;
  }

  /** A result ends the wait for its plan; what it did to the position is loaded, not inferred. */
  public List<ExitEffect> onResult(ExitState state, ApplyResult result) {
    Optional<Watched> known = state.watched(result.symbol());
    if (known.isEmpty() || result.planId().isEmpty() || result.isBooking()) {
      return List.of();
    }
    Watched watched = known.get();
    Asked asked = watched.asked();
    PlanId plan = result.planId().get();
    // failures are timed by the newest price, so that a replay repeats when live did
    long now = state.newestPriceMillis(result.symbol()).orElse(0);
    if (asked.close().filter(ask -> ask.plan().equals(plan)).isPresent()) {
      Optional<String> target = asked.close().get().target();
      state.put(watched.with(closeAnswered(asked, target, result, now)));
    } else if (asked.stop().filter(ask -> ask.plan().equals(plan)).isPresent()) {
      Repetition next = afterStop(asked, result, now);
      state.put(watched.with(asked.stopAnswered(next)));
      if (result.kind() instanceof ResultKind.Skipped skip && next.turnedPatient()) {
        return List.of(new ExitEffect.Unprotected(result.symbol(), skip.text()));
      }
    }
    return List.of();
  }

  /** A position that only the brain knows has nobody who could move its stop. */
  private static Repetition afterStop(Asked asked, ApplyResult result, long now) {
    return switch (result.kind()) {
      case ResultKind.Filled _, ResultKind.PartlyFilled _ -> Repetition.NONE;
      case ResultKind.Skipped _ -> asked.stopBackOff().declined(now);
      case ResultKind.Rejected _, ResultKind.Failed _ -> asked.stopBackOff().failed(now);
    };
  }

  private static Asked closeAnswered(
      Asked asked, Optional<String> target, ApplyResult result, long now) {
    if (target.isPresent()) {
      boolean done =
          switch (result.kind()) {
            case ResultKind.Filled _, ResultKind.PartlyFilled _ -> true;
            case ResultKind.Skipped skip ->
                skip.is(SkipReason.SKIP_CLOSE_QTY_ZERO) || skip.is(SkipReason.SKIP_DUPLICATE);
            case ResultKind.Rejected _, ResultKind.Failed _ -> false;
          };
      if (result.kind() instanceof ResultKind.Skipped skip && skip.is(SkipReason.SKIP_PAUSED)) {
        return asked.closeAnswered(Repetition.NONE);
      }
      return done
          ? asked.take(target.get())
          : asked.closeAnswered(asked.closeBackOff().failed(now));
    }
    return switch (result.kind()) {
      case ResultKind.Filled _ -> asked.closeAnswered(Repetition.NONE);
      // something moved: the rest is asked for as after a first failure
      case ResultKind.PartlyFilled _ -> asked.closeAnswered(Repetition.NONE.failed(now));
      // not tried: the stop must not wait for it
      case ResultKind.Skipped skip when skip.is(SkipReason.SKIP_PAUSED) ->
          asked.closeAnswered(Repetition.NONE);
      case ResultKind.Skipped _, ResultKind.Rejected _, ResultKind.Failed _ ->
          asked.closeAnswered(asked.closeBackOff().failed(now));
    };
  }
}
