package quantum.kernel.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import quantum.kernel.harvest.HarvestDecision.CloseAll;
import quantum.kernel.harvest.HarvestDecision.Harvest;
import quantum.kernel.harvest.HarvestDecision.Hold;
import quantum.kernel.harvest.HarvestDecision.MoveStop;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.position.PositionEvent.StopMoved;
import quantum.kernel.position.PositionFold;
import quantum.kernel.position.Positions;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/** What holds for every policy on every path of prices. */
class HarvestPolicyPropertyTest {
  private static final BigDecimal ENTRY = new BigDecimal("1000");
  private static final BigDecimal TICK = new BigDecimal("0.1");

  @Property
  void r_anyQuantity_isTheSame(
      @ForAll("policies") HarvestPolicy policy,
      @ForAll("prices") BigDecimal price,
      @ForAll @IntRange(min = 1, max = 1_000_000) int milliQty) {
    Position one = position(Side.LONG, "1", "980");
    Position other = position(Side.LONG, BigDecimal.valueOf(milliQty, 3).toPlainString(), "980");
    HarvestAssessment a = assess(policy, one, Excursion.at(new Price(price)));
    HarvestAssessment b = assess(policy, other, Excursion.at(new Price(price)));
    assertThat(b.r()).isEqualTo(a.r());
    assertThat(b.rNet()).isEqualTo(a.rNet());
    assertThat(b.decisions()).isEqualTo(a.decisions());
  }

  @Property
  void short_mirroredPath_decidesTheMirrorOfLong(
      @ForAll("policies") HarvestPolicy policy, @ForAll("paths") List<BigDecimal> path) {
    Life up = new Life(policy, position(Side.LONG, "1", "980"));
    Life down = new Life(policy, position(Side.SHORT, "1", "1020"));
    for (BigDecimal price : path) {
      HarvestAssessment a = up.next(price);
      HarvestAssessment b = down.next(mirror(price));
      assertThat(b.r()).isEqualTo(a.r());
      assertThat(b.kill()).isEqualTo(a.kill());
      assertThat(b.action()).isEqualTo(a.action());
      assertThat(b.reasons()).isEqualTo(a.reasons());
      assertThat(b.decisions().stream().map(Object::getClass).toList())
          .isEqualTo(a.decisions().stream().map(Object::getClass).toList());
      for (int i = 0; i < a.decisions().size(); i++) {
        assertMirrored(a.decisions().get(i), b.decisions().get(i));
      }
    }
  }

  @Property
  void stop_anyPath_onlyTightensOnTheTickAndBehindThePrice(
      @ForAll("policies") HarvestPolicy policy,
      @ForAll Side side,
      @ForAll("paths") List<BigDecimal> path) {
    Life life = new Life(policy, position(side, "1", side == Side.LONG ? "980" : "1020"));
    for (BigDecimal price : path) {
      BigDecimal before = life.position.stop().orElseThrow().value();
      for (MoveStop move : KernelPolicyTest.moves(life.next(price))) {
        BigDecimal stop = move.stop().value();
        assertThat(towardsProfit(side, stop.subtract(before))).isGreaterThanOrEqualTo(TICK);
        assertThat(towardsProfit(side, price.subtract(stop))).isGreaterThanOrEqualTo(TICK);
        assertThat(stop.remainder(TICK)).isEqualByComparingTo(BigDecimal.ZERO);
      }
    }
  }

  @Property
  void partials_anyPathAndBasis_neverExceedWhatIsOpenAndFireOncePerLevel(
      @ForAll("policies") HarvestPolicy policy, @ForAll("paths") List<BigDecimal> path) {
    Life life = new Life(policy, position(Side.LONG, "1.83", "980"));
    BigDecimal highest = BigDecimal.ZERO;
    for (BigDecimal price : path) {
      for (HarvestDecision decision : life.next(price).decisions()) {
        if (decision instanceof Harvest(BigDecimal level, BigDecimal percent, var tranche)) {
          assertThat(level).isGreaterThan(highest);
          highest = level;
          assertThat(percent).isPositive().isLessThanOrEqualTo(BigDecimal.valueOf(100));
        }
      }
      assertThat(life.position.qty()).isLessThanOrEqualTo(life.position.initialQty());
    }
  }

  @Property
  void decisions_anyPath_areInOrder(
      @ForAll("policies") HarvestPolicy policy, @ForAll("paths") List<BigDecimal> path) {
    Life life = new Life(policy, position(Side.LONG, "1", "980"));
    for (BigDecimal price : path) {
      List<HarvestDecision> decisions = life.next(price).decisions();
      String shape = decisions.stream().map(d -> d.getClass().getSimpleName()).toList().toString();
      assertThat(shape)
          .isIn("[Hold]", "[MoveStop]", "[Harvest]", "[MoveStop, Harvest]", "[CloseAll]");
    }
  }

  @Provide
  Arbitrary<HarvestPolicy> policies() {
    Theta rLock = Theta.DEFAULTS.with("lock_mode", "r_lock");
    return Arbitraries.of(
        new KernelPolicy(Theta.DEFAULTS, KillRule.FIXED, 0.5, RScaling.NONE),
        new KernelPolicy(rLock, KillRule.OFF, 0.5, RScaling.SQRT_LEVERAGE),
        new KernelPolicy(
            Theta.parse("lock_mode=ratchet,trail_R=1"), KillRule.OFF, 0.5, RScaling.NONE),
        new KernelPolicy(Theta.DEFAULTS, KillRule.FIXED, 0.5, RScaling.NONE, QuantityBasis.INITIAL),
        ladder(false, QuantityBasis.CURRENT),
        ladder(true, QuantityBasis.INITIAL));
  }

  @Provide
  Arbitrary<BigDecimal> prices() {
    return Arbitraries.bigDecimals()
        .between(new BigDecimal("850"), new BigDecimal("1150"))
        .ofScale(2);
  }

  @Provide
  Arbitrary<List<BigDecimal>> paths() {
    return prices().list().ofMinSize(1).ofMaxSize(25);
  }

  private static LadderPolicy ladder(boolean dynamic, QuantityBasis basis) {
    return new LadderPolicy(
        Ladder.DEFAULT,
        new BigDecimal("0.5"),
        BigDecimal.TWO,
        dynamic,
        0.5,
        Theta.DEFAULTS,
        KillRule.FIXED,
        basis);
  }

  private static Position position(Side side, String qty, String stop) {
    return Positions.of(
        side, qty, ENTRY.toPlainString(), stop, Optional.of(TICK), Optional.of(BigDecimal.TEN));
  }

  private static HarvestAssessment assess(HarvestPolicy policy, Position p, Excursion x) {
    return policy.assess(
        p,
        x,
        MarketConditions.NEUTRAL,
        HarvestProgress.NONE,
        KillMemory.NONE,
        Positions.OPENED_AT + 60_000);
  }

  private static BigDecimal mirror(BigDecimal price) {
    return ENTRY.add(ENTRY).subtract(price);
  }

  private static BigDecimal towardsProfit(Side side, BigDecimal difference) {
    return side == Side.LONG ? difference : difference.negate();
  }

  private static void assertMirrored(HarvestDecision a, HarvestDecision b) {
    switch (a) {
      case MoveStop(StopReason why, Optional<Price> from, Price stop) -> {
        MoveStop other = (MoveStop) b;
        assertThat(other.why()).isEqualTo(why);
        assertThat(other.stop().value()).isEqualByComparingTo(mirror(stop.value()));
        assertThat(other.from().isPresent()).isEqualTo(from.isPresent());
      }
      case Hold hold -> assertThat(b).isEqualTo(hold);
      case Harvest harvest -> assertThat(b).isEqualTo(harvest);
      case CloseAll close -> assertThat(b).isEqualTo(close);
    }
  }

  /** A position whose every decision is carried out at once. */
  private static final class Life {
    private final HarvestPolicy policy;
    private Position position;
    private Excursion excursion;
    private HarvestProgress progress = HarvestProgress.NONE;

    Life(HarvestPolicy policy, Position position) {
      this.policy = policy;
      this.position = position;
      this.excursion = Excursion.at(position.entry());
    }

    HarvestAssessment next(BigDecimal price) {
      excursion = excursion.next(position.side(), new Price(price));
      HarvestAssessment out =
          policy.assess(
              position,
              excursion,
              MarketConditions.NEUTRAL,
              progress,
              KillMemory.NONE,
              Positions.OPENED_AT + 60_000);
      for (HarvestDecision decision : out.decisions()) {
        switch (decision) {
          case MoveStop move -> {
            position = PositionFold.stopMoved(position, new StopMoved(move.stop()));
            progress = progress.withStopEmitted(move.stop());
          }
          case Harvest harvest -> {
            Quantity left = position.qty().minus(position.qty().percent(harvest.percentOfOpen()));
            position = left.isZero() ? position : position.withQty(left);
            progress = progress.withEmitted(harvest.level()).withTaken(harvest.level());
          }
          case Hold hold -> {}
          case CloseAll close -> {}
        }
      }
      return out;
    }
  }
}
