package quantum.account.explain;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import quantum.account.explain.Level.State;
import quantum.kernel.harvest.HarvestDecision;
import quantum.kernel.harvest.HarvestDecision.Harvest;
import quantum.kernel.harvest.HarvestDecision.MoveStop;
import quantum.kernel.harvest.HarvestProgress;
import quantum.kernel.harvest.Rung;
import quantum.kernel.harvest.StopReason;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillRule;
import quantum.kernel.lock.StopRatchet;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.rnet.NetR;
import quantum.kernel.theta.LockMode;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

/**
 * The prices at which a position's next steps fire. A formula gives the place, and the policy
 * itself, asked at that price, says what it would do there: so this cannot drift from what
 * harvest-brain does.
 */
final class Triggers {
  /** How finely a price is told where the tick is not known. */
  private static final int DIGITS = 10;

  /** Rounding may leave R one bit short of a level at the price computed for it. */
  private static final int STEPS_TO_TRY = 3;

  private static final BigDecimal UNKNOWN_TICK_FRACTION = new BigDecimal("0.000001");

  private final Position position;
  private final Excursion excursion;
  private final HarvestProgress progress;
  private final HarvestTerms terms;
  private final long nowMillis;

  Triggers(
      Position position,
      Excursion excursion,
      HarvestProgress progress,
      HarvestTerms terms,
      long nowMillis) {
    this.position = position;
    this.excursion = excursion;
    this.progress = progress;
    this.terms = terms;
    this.nowMillis = Math.max(nowMillis, position.openedAtMillis());
  }

  List<Level> levels(SortedMap<BigDecimal, Long> blocked) {
    List<Level> levels = new ArrayList<>();
    SortedSet<BigDecimal> all = ladderOfLevels();
    Optional<BigDecimal> highest =
        all.stream().filter(r -> reached(excursion.current(), r)).reduce((a, b) -> b);
    for (BigDecimal r : all) {
      Optional<Price> at = firstPrice(r.max(BigDecimal.valueOf(terms.minR())));
      Optional<Harvest> fires = at.flatMap(this::harvestAt);
      levels.add(
          new Level(
              r,
              fires.map(Harvest::step),
              fires.map(Harvest::percentOfOpen),
              at,
              state(r, highest, blocked),
              blocked.containsKey(r) ? OptionalLong.of(blocked.get(r)) : OptionalLong.empty()));
    }
    return levels;
  }

  private State state(
      BigDecimal r, Optional<BigDecimal> highest, SortedMap<BigDecimal, Long> blocked) {
    if (progress.isTaken(r.doubleValue())) {
      return State.TAKEN;
    }
    if (progress.isEmitted(r.doubleValue())) {
      return State.EMITTED;
    }
    if (blocked.getOrDefault(r, Long.MIN_VALUE) > nowMillis) {
      return State.BLOCKED;
    }
    if (highest.isEmpty() || r.compareTo(highest.get()) > 0) {
      return State.WAITING;
    }
    return r.compareTo(highest.get()) == 0 ? State.DUE : State.PASSED;
  }

  /** The levels as the policy names them when it fires. */
  private SortedSet<BigDecimal> ladderOfLevels() {
    SortedSet<BigDecimal> levels = new TreeSet<>();
    switch (terms.kind()) {
      case KERNEL -> {
        Theta scaled = scaled();
        for (double r : new double[] {scaled.t1R(), scaled.t2R(), scaled.t3R()}) {
          levels.add(Decimals.of(r).stripTrailingZeros());
        }
      }
      case LADDER -> terms.ladder().rungs().stream().map(Rung::r).forEach(levels::add);
    }
    return levels;
  }

  /** What would be taken at {@code price} if nothing had been before. */
  private Optional<Harvest> harvestAt(Price price) {
    return decisions(price, HarvestProgress.NONE)
        .filter(Harvest.class::isInstance)
        .map(Harvest.class::cast)
        .findFirst();
  }

  private Optional<MoveStop> moveAt(Price price) {
    return decisions(price, progress)
        .filter(MoveStop.class::isInstance)
        .map(MoveStop.class::cast)
        .findFirst();
  }

  private java.util.stream.Stream<HarvestDecision> decisions(Price price, HarvestProgress asked) {
    return terms
        .policy(KillRule.OFF)
        .assess(
            position,
            excursion.next(position.side(), price),
            MarketConditions.NEUTRAL,
            asked,
            KillMemory.NONE,
            nowMillis)
        .decisions()
        .stream();
  }

  private boolean reached(Price price, BigDecimal r) {
    return switch (terms.kind()) {
      case KERNEL -> profit(price).value() >= r.doubleValue();
      case LADDER ->
          position.exactPnlPerUnit(price).compareTo(r.multiply(position.riskPerUnit(terms.theta())))
              >= 0;
    };
  }

  private NetR profit(Price price) {
    return position.netR(price, terms.theta());
  }

  private Theta scaled() {
    return terms.made().rScaling().scale(terms.theta(), position.leverage());
  }

  /** The first price that has reached {@code r}: on the tick, seen from the entry. */
  private Optional<Price> firstPrice(BigDecimal r) {
    BigDecimal exact =
        switch (terms.kind()) {
          case KERNEL -> {
            double price =
                profit(position.entry())
                    .priceAt(position.side(), position.entry().asDouble(), r.doubleValue());
            yield Double.isFinite(price) ? Decimals.of(price) : BigDecimal.ZERO;
          }
          case LADDER -> towardsProfit(r.multiply(position.riskPerUnit(terms.theta())));
        };
    if (exact.signum() <= 0) {
      return Optional.empty();
    }
    BigDecimal step =
        position.tickSize().orElseGet(() -> exact.round(new MathContext(DIGITS)).ulp());
    // the nearest step first: a price that is a step but for its last bits is that step
    BigDecimal price = exact.divide(step, 0, RoundingMode.HALF_EVEN).multiply(step);
    for (int i = 0; i <= STEPS_TO_TRY && price.signum() > 0; i++) {
      if (reached(new Price(price), r)) {
        return Optional.of(new Price(price));
      }
      price = beyond(price, step);
    }
    return Optional.empty();
  }

  private BigDecimal towardsProfit(BigDecimal gain) {
    return beyond(position.entry().value(), gain);
  }

  private BigDecimal beyond(BigDecimal price, BigDecimal distance) {
    return position.side() == Side.LONG ? price.add(distance) : price.subtract(distance);
  }

  List<StopStep> stopSteps() {
    return switch (terms.kind()) {
      case KERNEL -> List.of(lock(Decimals.of(scaled().lockR())));
      case LADDER -> List.of(step(StopReason.BREAKEVEN, terms.made().setBeAtR()), trail());
    };
  }

  /** Where the policy would put the stop once the price is as far as a price can go. */
  private StopStep step(StopReason reason, BigDecimal r) {
    Optional<MoveStop> aim = moveAt(farthest()).filter(move -> move.why() == reason);
    if (aim.isEmpty()) {
      String why =
          StopRatchet.effective(position, progress.stopEmitted())
              .map(stop -> "the stop is as tight already: " + stop)
              .orElse("no price gets there");
      return new StopStep(reason, Optional.empty(), Optional.empty(), Optional.of(why));
    }
    Optional<Price> at = firstPrice(r);
    // a stop must stand a tick behind the price: the price may have to go on until it does
    BigDecimal stop = aim.get().stop().value();
    BigDecimal tick =
        position
            .tickSize()
            .orElseGet(() -> stop.multiply(UNKNOWN_TICK_FRACTION.add(UNKNOWN_TICK_FRACTION)));
    Price behind = new Price(beyond(stop, tick).max(stop.multiply(UNKNOWN_TICK_FRACTION)));
    Optional<Price> fires =
        at.filter(price -> moveAt(price).isPresent())
            .or(() -> Optional.of(behind).filter(price -> moveAt(price).isPresent()));
    return new StopStep(
        reason,
        fires,
        Optional.of(aim.get().stop()),
        fires.isPresent() ? Optional.empty() : Optional.of("no price gets there"));
  }

  private StopStep lock(BigDecimal lockR) {
    return terms.theta().lockMode() == LockMode.RATCHET
        ? ratchet(lockR)
        : step(StopReason.PROFIT_LOCK, lockR);
  }

  /** A lock that follows: where it arms, later the next price at which it moves. */
  private StopStep ratchet(BigDecimal lockR) {
    Optional<Price> arms =
        firstPrice(lockR)
            .filter(price -> position.side().isBetter(price.value(), excursion.peak().value()))
            .filter(price -> moveAt(price).isPresent());
    Optional<Price> at = arms.or(this::followsAt);
    return new StopStep(
        StopReason.PROFIT_LOCK,
        at,
        at.flatMap(this::moveAt).map(MoveStop::stop),
        at.isPresent() ? Optional.empty() : Optional.of("no price gets there"));
  }

  /** As far beyond the stop as the best R must be, and a tick: looked for step by step. */
  private Optional<Price> followsAt() {
    Optional<Price> effective = StopRatchet.effective(position, progress.stopEmitted());
    if (effective.isEmpty()) {
      return firstPrice(Decimals.of(scaled().lockR()))
          .or(() -> Optional.of(excursion.current()))
          .filter(price -> moveAt(price).isPresent());
    }
    BigDecimal stop = effective.get().value();
    BigDecimal step = position.tickSize().orElseGet(() -> stop.multiply(UNKNOWN_TICK_FRACTION));
    BigDecimal trail =
        Decimals.of(terms.theta().trailR()).multiply(position.riskPerUnit(terms.theta()));
    BigDecimal exact = beyond(stop, trail);
    BigDecimal price =
        exact
            .divide(
                step, 0, position.side() == Side.LONG ? RoundingMode.FLOOR : RoundingMode.CEILING)
            .multiply(step);
    // behind the best already: the first tick beyond it
    if (!position.side().isBetter(price, excursion.peak().value())) {
      price = excursion.peak().value();
    }
    for (int i = 0; i <= STEPS_TO_TRY && price.signum() > 0; i++) {
      if (moveAt(new Price(price)).isPresent()) {
        return Optional.of(new Price(price));
      }
      price = beyond(price, step);
    }
    return Optional.empty();
  }

  private Price farthest() {
    BigDecimal entry = position.entry().value();
    return new Price(
        position.side() == Side.LONG ? entry.movePointRight(4) : entry.movePointLeft(4));
  }

  private StopStep trail() {
    Optional<Price> effective = StopRatchet.effective(position, progress.stopEmitted());
    String why;
    if (position.atr().isEmpty()) {
      why = "the position has no ATR";
    } else if (!StopRatchet.secures(position, effective, position.entry().value())) {
      why = "it begins once the stop is at break-even";
    } else {
      BigDecimal gap = position.atr().get().multiply(terms.made().trailAtrMult());
      Price stop = effective.orElseThrow();
      BigDecimal step =
          position.tickSize().orElseGet(() -> stop.value().multiply(UNKNOWN_TICK_FRACTION));
      Price at = new Price(beyond(beyond(stop.value(), step), gap));
      Optional<Price> to =
          moveAt(at).filter(move -> move.why() == StopReason.TRAIL).map(MoveStop::stop);
      return new StopStep(
          StopReason.TRAIL,
          to.map(any -> at),
          to,
          to.isPresent() ? Optional.empty() : Optional.of("no price gets there"));
    }
    return new StopStep(StopReason.TRAIL, Optional.empty(), Optional.empty(), Optional.of(why));
  }
}
