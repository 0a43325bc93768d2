package quantum.brain.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quantum.contracts.Hand;
import quantum.contracts.PriceUpdate;
import quantum.kernel.harvest.HarvestAssessment;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.value.Price;

/**
 * What a price makes harvest-brain ask for (SPEC §7).
 *
 * <p>The policy, told what was asked for already, says what would be right at this price; {@link
 * Emission} asks for it or holds it back.
 */
public final class FeedDecider {
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
    Excursion excursion = excursion(tracked, update.price());
    HarvestAssessment assessment =
        rules
            .policy()
            .assess(
                tracked.position(),
                excursion,
                state.market(update.symbol()),
                tracked.asked().progress(),
                tracked.killMemory(),
                now);
    tracked = tracked.at(excursion, assessment, now, fresh);
    tracked = sayEvaluation(tracked, assessment, now, effects);
    // until a full close has its result, nothing else is asked for
    if (!tracked.asked().close()) {
      tracked = new Emission(state, rules, assessment, now, effects).emit(tracked, fresh, hand);
    }
    state.put(tracked);
    return effects;
  }

  private static TrackedPosition freezeRisk(
      BrainState state, TrackedPosition tracked, HarvestRules rules, List<BrainEffect> effects) {
    Position position = tracked.position();
    if (position.entryRisk().isPresent() && !tracked.riskLost()) {
      return tracked;
    }
    EntryRisk risk = EntryRisk.of(position, state.proposal(position.symbol()), rules.theta());
    if (!state.isUnreadable(position.symbol())) {
      effects.add(
          new BrainEffect.FreezeRisk(
              position.symbol(), position.id(), risk.perUnit(), risk.origin()));
    }
    return tracked.frozen(risk.perUnit());
  }

  private static Excursion excursion(TrackedPosition tracked, Price price) {
    Position position = tracked.position();
    return tracked
        .excursion()
        .orElseGet(() -> Excursion.at(position.entry()))
        .next(position.side(), price);
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
}
