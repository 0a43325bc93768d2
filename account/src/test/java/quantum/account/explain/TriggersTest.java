package quantum.account.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import quantum.kernel.harvest.HarvestDecision;
import quantum.kernel.harvest.HarvestDecision.Harvest;
import quantum.kernel.harvest.HarvestDecision.MoveStop;
import quantum.kernel.harvest.HarvestProgress;
import quantum.kernel.harvest.Ladder;
import quantum.kernel.harvest.PolicyTerms;
import quantum.kernel.harvest.PolicyTerms.Kind;
import quantum.kernel.harvest.StopReason;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.position.PositionEvent.StopMoved;
import quantum.kernel.position.PositionFold;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** What is told as the next trigger is what the policy does there, and not a tick before. */
class TriggersTest {
  private static final int POSITIONS = 500;
  private static final int MOVES = 6;
  private static final long SEED = 20261121;
  private static final long NOW = 1_700_000_100_000L;

  @ParameterizedTest
  @EnumSource
  void levelPrices_ofAnyPosition_fireThereAndNotATickBefore(Kind kind) {
    HarvestTerms terms = terms(kind);
    for (Position position : positions()) {
      for (Level level : triggers(position, terms).levels(new TreeMap<>())) {
        if (level.price().isEmpty()) {
          assertThat(position.side()).isEqualTo(Side.SHORT); // it cannot fall below zero
          continue;
        }
        Price at = level.price().get();
        Price before = step(position, at, -1);
        assertThat(harvestsAtLeast(position, terms, at, level.r())).as("%s", position).isTrue();
        assertThat(harvestsAtLeast(position, terms, before, level.r()))
            .as("%s a tick before %s", position, at)
            .isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void stopStep_ofAnyPosition_movesTheStopThereAndNotATickBefore(Kind kind) {
    HarvestTerms terms = terms(kind);
    for (Position position : positions()) {
      StopStep step = triggers(position, terms).stopSteps().getFirst();
      if (step.at().isEmpty()) {
        assertThat(step.why()).isPresent();
        continue;
      }
      Price at = step.at().get();
      assertThat(move(position, terms, at).map(MoveStop::stop))
          .as("%s", position)
          .isEqualTo(step.stop());
      assertThat(move(position, terms, step(position, at, -1))).as("%s", position).isEmpty();
      assertThat(step.reason())
          .isEqualTo(kind == Kind.KERNEL ? StopReason.PROFIT_LOCK : StopReason.BREAKEVEN);
    }
  }

  /** The lock that follows: where it arms, and from each place the next at which it moves. */
  @Test
  void ratchet_ofAnyPosition_movesThereAndNotATickBefore() {
    HarvestTerms terms = terms(Kind.KERNEL, Theta.parse("lock_mode=ratchet"));
    for (Position start : positions()) {
      Position position = start;
      Excursion excursion = Excursion.at(position.entry());
      for (int i = 0; i < MOVES; i++) {
        StopStep step =
            new Triggers(position, excursion, HarvestProgress.NONE, terms, NOW)
                .stopSteps()
                .getFirst();
        if (step.at().isEmpty()) {
          assertThat(position.side()).isEqualTo(Side.SHORT); // it cannot fall below zero
          break;
        }
        Price at = step.at().get();
        assertThat(move(position, terms, excursion, at).map(MoveStop::stop))
            .as("%s %s", position, excursion)
            .isEqualTo(step.stop())
            .isPresent();
        assertThat(move(position, terms, excursion, step(position, at, -1)))
            .as("%s a tick before %s", position, at)
            .isEmpty();
        excursion = excursion.next(position.side(), at);
        position = PositionFold.stopMoved(position, new StopMoved(step.stop().orElseThrow()));
      }
    }
  }

  private static HarvestTerms terms(Kind kind) {
    return terms(kind, Theta.DEFAULTS);
  }

  private static HarvestTerms terms(Kind kind, Theta theta) {
    PolicyTerms made =
        new PolicyTerms(
            kind,
            theta,
            KillRule.OFF,
            0,
            RScaling.SQRT_LEVERAGE,
            QuantityBasis.CURRENT,
            Ladder.DEFAULT,
            new BigDecimal("0.5"),
            new BigDecimal("2"),
            false);
    return new HarvestTerms(made, true, 30_000, 300_000);
  }

  private static List<Position> positions() {
    Random random = new Random(SEED);
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < POSITIONS; i++) {
      int scale = random.nextInt(5);
      BigDecimal tick = BigDecimal.ONE.movePointLeft(scale);
      BigDecimal entry = BigDecimal.valueOf(2_000 + random.nextInt(100_000)).multiply(tick);
      BigDecimal risk =
          entry
              .multiply(BigDecimal.valueOf(5 + random.nextInt(60)).movePointLeft(3))
              .setScale(scale + 1, RoundingMode.UP);
      Side side = random.nextBoolean() ? Side.LONG : Side.SHORT;
      BigDecimal stop = side == Side.LONG ? entry.subtract(risk) : entry.add(risk);
      positions.add(
          new Position(
              Symbol.of("ANY"),
              side,
              new PositionId("p"),
              Quantity.of("1"),
              Quantity.of("1"),
              new Price(entry),
              Optional.of(risk),
              Optional.of(new Price(stop)),
              Optional.empty(),
              List.of(),
              List.of(),
              new Leverage(1 + random.nextInt(20)),
              Optional.empty(),
              NOW - 60_000,
              0,
              Optional.of(tick)));
    }
    return positions;
  }

  private static Triggers triggers(Position position, HarvestTerms terms) {
    return new Triggers(position, Excursion.at(position.entry()), HarvestProgress.NONE, terms, NOW);
  }

  private static Price step(Position position, Price price, int towardsProfit) {
    BigDecimal ticks =
        position
            .tickSize()
            .orElseThrow()
            .multiply(BigDecimal.valueOf((long) towardsProfit * position.side().direction()));
    return new Price(price.value().add(ticks));
  }

  private static List<HarvestDecision> decisions(
      Position position, HarvestTerms terms, Price price) {
    return decisions(position, terms, Excursion.at(position.entry()), price);
  }

  private static List<HarvestDecision> decisions(
      Position position, HarvestTerms terms, Excursion before, Price price) {
    return terms
        .policy()
        .assess(
            position,
            before.next(position.side(), price),
            MarketConditions.NEUTRAL,
            HarvestProgress.NONE,
            KillMemory.NONE,
            NOW)
        .decisions();
  }

  private static boolean harvestsAtLeast(
      Position position, HarvestTerms terms, Price price, BigDecimal level) {
    return decisions(position, terms, price).stream()
        .anyMatch(d -> d instanceof Harvest h && h.level().compareTo(level) >= 0);
  }

  private static Optional<MoveStop> move(Position position, HarvestTerms terms, Price price) {
    return move(position, terms, Excursion.at(position.entry()), price);
  }

  private static Optional<MoveStop> move(
      Position position, HarvestTerms terms, Excursion before, Price price) {
    return decisions(position, terms, before, price).stream()
        .filter(MoveStop.class::isInstance)
        .map(MoveStop.class::cast)
        .findFirst();
  }
}
