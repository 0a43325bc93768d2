package quantum.apply.decide;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.apply.venue.SymbolRules;
import quantum.contracts.ApplyPlan;
import quantum.contracts.OpenPosition;
import quantum.contracts.SkipReason;
import quantum.kernel.position.Position;
import quantum.kernel.position.PositionEvent.StopMoved;
import quantum.kernel.position.PositionFold;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/**
 * Whether and how much is closed, and where a stop goes. An exit is held back by nothing but what
 * stands here: neither by cooldown nor allowlist nor kill switch (SPEC §7).
 */
public final class ExitGates {
  private ExitGates() {}

  /**
   * Whether the plan was executed before: known without asking the exchange.
   *
   * @param done whether the plan's done mark is set
   */
  public static boolean isDuplicate(
      ApplyPlan.Close plan, boolean done, Optional<OpenPosition> open) {
    boolean harvested =
        plan.level().isPresent()
            && open.filter(now -> isFor(plan.header(), now))
                .filter(now -> now.harvested().contains(plan.level().get()))
                .isPresent();
    return done || harvested;
  }

  /**
   * @param open the position as Redis and the exchange agree on it
   */
  public static CloseVerdict close(
      ApplyPlan.Close plan, boolean done, Optional<OpenPosition> open, SymbolRules rules) {
    if (isDuplicate(plan, done, open)) {
      return Skip.of(SkipReason.SKIP_DUPLICATE);
    }
    if (open.isEmpty()) {
      return Skip.of(SkipReason.SKIP_NO_POSITION);
    }
    if (!isFor(plan.header(), open.get())) {
      return Skip.of(SkipReason.SKIP_STALE_PLAN);
    }
    Position position = open.get().position();
    if (plan.side().filter(side -> side != position.side().closing()).isPresent()) {
      return new Skip(
          SkipReason.SKIP_STALE_PLAN,
          "side=" + plan.side().get() + " does not close a " + position.side());
    }
    Quantity qty =
        plan.level()
            .flatMap(level -> open.get().unsettled().missingOf(level))
            .map(missing -> rules.floor(missing.min(position.qty())))
            .filter(missing -> !missing.isZero())
            .orElseGet(() -> rules.closing(position.qty(), plan.percent()));
    if (qty.isZero()) {
      return new Skip(
          SkipReason.SKIP_CLOSE_QTY_ZERO,
          "%s %% of %s is %s, the least order %s"
              .formatted(
                  Decimals.plain(plan.percent()),
                  position.qty(),
                  position.qty().percent(plan.percent()),
                  rules.least()));
    }
    List<Quantity> parts = rules.split(qty);
    // a whole position below the least order: only the exchange can say whether it takes that
    return new CloseVerdict.Go(position, qty, parts.isEmpty() ? List.of(qty) : parts);
  }

  /**
   * Rounds the stop to the tick away from the price, so that rounding never triggers it, and moves
   * it if that is tighter.
   *
   * @param price the present one, if it is known: a stop at or beyond it would sell at once
   */
  public static StopVerdict moveStop(
      ApplyPlan.UpdateStop plan, boolean done, Optional<OpenPosition> open, Optional<Price> price) {
    if (done) {
      return Skip.of(SkipReason.SKIP_DUPLICATE);
    }
    if (open.isEmpty()) {
      return Skip.of(SkipReason.SKIP_NO_POSITION);
    }
    if (!isFor(plan.header(), open.get())) {
      return Skip.of(SkipReason.SKIP_STALE_PLAN);
    }
    Position before = open.get().position();
    Optional<Price> stop = onTick(plan.stop(), before.side(), before.tickSize());
    if (stop.isEmpty()) {
      return new Skip(SkipReason.SKIP_NOT_TIGHTER, plan.stop() + " is below one tick");
    }
    Position after = PositionFold.stopMoved(before, new StopMoved(stop.get()));
    if (after.stop().equals(before.stop())) {
      return new Skip(
          SkipReason.SKIP_NOT_TIGHTER,
          stop.get() + " against " + before.stop().map(Price::toString).orElse("none"));
    }
    Side side = before.side();
    if (!plan.force()
        && price.filter(now -> !EntryGates.isBehind(side, stop.get(), now)).isPresent()) {
      return new Skip(
          SkipReason.SKIP_WOULD_TRIGGER,
          stop.get()
              + " would trigger at once, the price is "
              + price.get()
              + "; force=true does it");
    }
    return new StopVerdict.Move(
        before.stop(),
        stop.get(),
        open.get()
            .with(after)
            .with(open.get().protection().since(plan.header().timestampMillis())));
  }

  /** A plan that names no position is for the present one. */
  public static boolean isFor(ApplyPlan.Header plan, OpenPosition open) {
    Optional<PositionId> meant = plan.positionId();
    return meant.isEmpty() || meant.get().equals(open.position().id());
  }

  /**
   * A stop on the tick, rounded away from the price; empty below one tick.
   *
   * @param tick quote currency; without one every price is taken
   */
  public static Optional<Price> onTick(Price stop, Side side, Optional<BigDecimal> tick) {
    if (tick.isEmpty()) {
      return Optional.of(stop);
    }
    if (side == Side.SHORT) {
      return Optional.of(stop.ceilTo(tick.get()));
    }
    return stop.value().compareTo(tick.get()) < 0
        ? Optional.empty()
        : Optional.of(stop.floorTo(tick.get()));
  }
}
