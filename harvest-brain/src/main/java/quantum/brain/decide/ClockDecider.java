package quantum.brain.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import quantum.brain.decide.BrainEffect.HeldBack;
import quantum.contracts.ExitAsk;
import quantum.contracts.Hand;
import quantum.kernel.exit.Wait;
import quantum.kernel.value.Symbol;

/**
 * What the wall clock makes harvest-brain ask for.
 *
 * <p>What nobody has answered is asked for again until somebody does (SPEC §11.5), as it was
 * decided: its plan may be carried out at any moment, so nothing else may be asked for in its
 * place.
 */
public final class ClockDecider {
  private final HarvestRules settings;

  /**
   * @param settings the rules of every symbol that the state holds none of its own for
   */
  public ClockDecider(HarvestRules settings) {
    this.settings = settings;
  }

  /**
   * @param wallMillis wall clock, epoch milliseconds
   * @param hand what the trader holds back: that is not asked for
   */
  public List<BrainEffect> onClock(BrainState state, long wallMillis, Hand hand) {
    List<BrainEffect> effects = new ArrayList<>();
    for (Symbol symbol : new TreeSet<>(state.openSymbols())) {
      HarvestRules rules = state.rules(symbol).orElse(settings);
      TrackedPosition tracked = state.position(symbol).orElseThrow();
      if (!rules.onlySuggests(tracked.open())) {
        List<BrainEffect> again = new ArrayList<>();
        Asked asked = waited(tracked, wallMillis, again);
        if (again.isEmpty() || HeldBack.Why.of(hand, symbol).isEmpty()) {
          state.put(tracked.with(asked));
          effects.addAll(again);
        }
      }
    }
    return effects;
  }

  private static Asked waited(TrackedPosition tracked, long wallMillis, List<BrainEffect> effects) {
    return tracked
        .asked()
        .waited(
            (ask, before) -> {
              Wait wait = before.at(wallMillis);
              if (!wait.isOver(wallMillis) || tracked.assessed().isEmpty()) {
                return wait;
              }
              Wait next = wait.again(wallMillis);
              ExitRequest request = again(tracked, tracked.assessed().get(), ask);
              effects.add(
                  new BrainEffect.AskedAgain(
                      request.intent(),
                      ask,
                      request.plan(),
                      next.asked(),
                      wait.seconds(wallMillis)));
              return next;
            });
  }

  private static ExitRequest again(
      TrackedPosition tracked, TrackedPosition.Assessed last, ExitAsk ask) {
    return new ExitRequest(tracked, ask, ExitRequest.Grounds.askedAgain(last), false);
  }
}
