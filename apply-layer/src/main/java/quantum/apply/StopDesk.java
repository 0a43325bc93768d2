package quantum.apply;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.Optional;
import quantum.apply.decide.Drift;
import quantum.apply.decide.ExitGates;
import quantum.apply.decide.PositionBook;
import quantum.apply.decide.Results;
import quantum.apply.decide.Skip;
import quantum.apply.decide.StopVerdict;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.Venue;
import quantum.contracts.ApplyPlan;
import quantum.contracts.OpenPosition;
import quantum.contracts.SkipReason;
import quantum.contracts.Ticker;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;

/** Moves a stop, at the exchange and in the hash. */
final class StopDesk {
  /** An older price says nothing of where the market is. */
  private static final long FRESH_MILLIS = 30_000;

  private final Venue venue;
  private final ApplyStore store;
  private final CloseDesk closes;
  private final StopGuard stops;
  private final Endings endings;
  private final ApplyLayerSettings settings;
  private final Clock clock;

  StopDesk(
      Venue venue,
      ApplyStore store,
      CloseDesk closes,
      StopGuard stops,
      Endings endings,
      ApplyLayerSettings settings,
      Clock clock) {
    this.venue = venue;
    this.store = store;
    this.closes = closes;
    this.stops = stops;
    this.endings = endings;
    this.settings = settings;
    this.clock = clock;
  }

  void step(PlanTask task, ApplyPlan.UpdateStop plan) {
    Symbol symbol = task.symbol();
    Optional<OpenPosition> open = store.position(symbol);
    if (open.isEmpty()) {
      // the stop lives in the hash, so the exchange is asked only where there is none
      open = closes.align(task, open, closes.held(symbol, open));
    }
    Optional<OpenPosition> ours = open.filter(known -> !Drift.isForeign(known));
    if (ours.filter(known -> !settings.adoption().allows(known)).isPresent()) {
      endings.skip(task, Skip.of(SkipReason.SKIP_NOT_MANAGED), ours);
      return;
    }
    // a first stop protects; any later move takes profit, which a pause holds back
    boolean harvests =
        plan.isHarvest() && ours.flatMap(known -> known.position().stop()).isPresent();
    Optional<Skip> held = harvests ? store.hand().held(symbol).harvest() : Optional.empty();
    if (held.isPresent()) {
      endings.skip(task, held.get(), ours);
      return;
    }
    boolean done = store.isDone(plan.header().planId());
    Optional<Price> price = ours.isEmpty() ? Optional.empty() : presentPrice(symbol);
    switch (ExitGates.moveStop(plan, done, ours, price)) {
      case Skip skip -> endings.skip(task, skip, ours);
      case StopVerdict.Move move -> moved(task, plan, ours.orElseThrow(), move);
    }
  }

  /**
   * The hash says what shall be, so it is written whatever the exchange answers; where the stop
   * does not rest yet the guard goes on, and exitbrain watches the new level meanwhile.
   */
  private void moved(
      PlanTask task, ApplyPlan.UpdateStop plan, OpenPosition before, StopVerdict.Move move) {
    OpenPosition after = stops.protect(move.after());
    Commit commit = new Commit();
    store.keep(commit, Optional.of(before), after);
    store.markDone(commit, plan.header().planId());
    if (plan.force()) {
      // it may lie beyond the price: then it has been hit
      presentPrice(task.symbol())
          .flatMap(now -> PositionBook.stopped(after, now))
          .ifPresent(
              close ->
                  commit.publish(settings.planStream(), settings.streamMaxLen(), close.encode()));
    }
    commit.afterwards(() -> ApplyLog.stopMoved(plan, move));
    endings.finish(
        task,
        Results.stopMoved(
            plan, task.entry().id(), new StopVerdict.Move(move.from(), move.to(), after)),
        "",
        commit);
  }

  /** Of the exchange, else the last that came; no stop waits for a price that nobody tells. */
  private Optional<Price> presentPrice(Symbol symbol) {
    return venue.markPrice(symbol) instanceof Outcome.Ok<BigDecimal>(BigDecimal mark)
        ? Optional.of(new Price(mark))
        : store
            .ticker(symbol)
            .filter(last -> clock.millis() - last.receivedAtMillis() < FRESH_MILLIS)
            .map(Ticker::markPrice);
  }
}
