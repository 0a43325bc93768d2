package quantum.brain.decide;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import quantum.brain.decide.BrainEffect.Dedup;
import quantum.brain.decide.BrainEffect.HeldBack;
import quantum.contracts.ExitAsk;
import quantum.contracts.Hand;
import quantum.contracts.PlanAction;
import quantum.kernel.harvest.HarvestAssessment;
import quantum.kernel.harvest.HarvestDecision;
import quantum.kernel.harvest.StopReason;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;

/**
 * What the policy decided at one price becomes what is asked for, unless a switch, a cap, an old
 * price or what failed a moment ago holds it back. What is held back is not counted as asked for:
 * the next price decides again.
 */
final class Emission {
  private final BrainState state;
  private final HarvestRules rules;
  private final HarvestAssessment assessment;
  private final long now;
  private final List<BrainEffect> effects;

  /**
   * @param now event time of the price, epoch milliseconds
   * @param effects takes what comes of it
   */
  Emission(
      BrainState state,
      HarvestRules rules,
      HarvestAssessment assessment,
      long now,
      List<BrainEffect> effects) {
    this.state = state;
    this.rules = rules;
    this.assessment = assessment;
    this.now = now;
    this.effects = effects;
  }

  /**
   * The position with what is asked for of it from now on.
   *
   * @param fresh whether the price is young enough to act on
   */
  TrackedPosition emit(TrackedPosition tracked, boolean fresh, Hand hand) {
    TrackedPosition current = tracked;
    for (HarvestDecision decision : assessment.decisions()) {
      if (decision instanceof HarvestDecision.Hold) {
        continue;
      }
      Optional<HeldBack.Why> why =
          HeldBack.Why.of(hand, tracked.position().symbol())
              .or(() -> fresh ? Optional.empty() : Optional.of(HeldBack.Why.STALE_PRICE));
      if (why.isPresent()) {
        holdBack(current, why.get());
        return current;
      }
      current =
          switch (decision) {
            case HarvestDecision.Hold _ -> current;
            case HarvestDecision.MoveStop move -> moveStop(current, move);
            case HarvestDecision.Harvest harvest -> partial(current, harvest);
            case HarvestDecision.CloseAll _ -> closeAll(current);
          };
    }
    return current;
  }

  private void holdBack(TrackedPosition tracked, HeldBack.Why why) {
    if (state.sayHeldBack(why, now)) {
      effects.add(new HeldBack(tracked.position().symbol(), why));
    }
  }

  private TrackedPosition moveStop(TrackedPosition tracked, HarvestDecision.MoveStop move) {
    Asked asked = tracked.asked();
    if (asked.stopBackOff().holds(now)) {
      return tracked;
    }
    ExitRequest request =
        request(tracked, new ExitAsk.StopMove(intentType(move.why()), move.stop()));
    effects.add(
        new BrainEffect.EmitStopMove(
            request.intent(), move.why(), move.from(), assessment.r().value()));
    return tracked.with(awaiting(request, asked.emitStop(move.stop())));
  }

  private static String intentType(StopReason why) {
    return switch (why) {
      case PROFIT_LOCK -> "PROFIT_LOCK_SL";
      case BREAKEVEN -> "MOVE_SL_BREAKEVEN";
      case TRAIL -> "MOVE_SL_TRAIL";
    };
  }

  private TrackedPosition partial(TrackedPosition tracked, HarvestDecision.Harvest harvest) {
    Asked asked = tracked.asked();
    BigDecimal level = harvest.level();
    if (asked.isBlocked(level, now, rules.blockMillis())) {
      return tracked;
    }
    if (!state.admitPartial(rules.maxActionsPerMinute(), now)) {
      holdBack(tracked, HeldBack.Why.ACTIONS_PER_MINUTE);
      return tracked;
    }
    Position position = tracked.position();
    String action = harvest.step().name();
    // named for the step, not for the percent: a retry after part of it was filled has another one
    String type = rules.ladder() ? "HARVEST_PARTIAL" : "HARVEST_" + action;
    ExitRequest request =
        request(tracked, new ExitAsk.Tranche(type, level, harvest.percentOfOpen()));
    Dedup dedup =
        new Dedup(
            position.symbol(),
            type,
            Decimals.plain(level),
            pnlCentsAt(level, position),
            position.id(),
            asked.failedBefore(level));
    effects.add(
        new BrainEffect.EmitPartial(
            request.intent(), dedup, action, position.qty(), assessment.r().value()));
    Asked emitted = asked.emit(level);
    return tracked.with(request.suggested() ? emitted.take(level) : awaiting(request, emitted));
  }

  /**
   * Whole-position profit at {@code level} and initial quantity, in cents: part of the dedup key.
   */
  private String pnlCentsAt(BigDecimal level, Position position) {
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

  private TrackedPosition closeAll(TrackedPosition tracked) {
    Asked asked = tracked.asked();
    if (asked.closeBackOff().holds(now)) {
      return tracked;
    }
    ExitRequest request =
        request(tracked, new ExitAsk.FullClose(PlanAction.FULL_CLOSE_PROPOSED.name()));
    effects.add(
        new BrainEffect.EmitFullClose(
            request.intent(), assessment.kill().threshold(), assessment.r().value()));
    return tracked.with(awaiting(request, asked.emitClose()));
  }

  private ExitRequest request(TrackedPosition tracked, ExitAsk ask) {
    return new ExitRequest(
        tracked, ask, ExitRequest.Grounds.of(assessment, now), rules.onlySuggests(tracked.open()));
  }

  /** Nobody answers a suggestion. */
  private static Asked awaiting(ExitRequest request, Asked emitted) {
    return request.suggested() ? emitted : emitted.awaiting(request.ask());
  }
}
