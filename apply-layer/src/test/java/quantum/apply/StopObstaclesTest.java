package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import quantum.apply.decide.StopStep;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.StopShape;
import quantum.apply.venue.StopStatus;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

class StopObstaclesTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final PositionId ONE = new PositionId("one");
  private static final PositionId OTHER = new PositionId("other");
  private static final Optional<BigDecimal> TICK = Optional.of(new BigDecimal("0.1"));

  private long now = 1;
  private final StopObstacles obstacles = new StopObstacles(() -> now);

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static StopStep.Wanted at(String trigger) {
    return new StopStep.Wanted(Side.LONG, Price.of(trigger), Quantity.of("0.01"));
  }

  private static StopReport stop(PositionId position, StopStatus status) {
    return new StopReport(
        new StopOrder(
            BTC,
            Side.LONG,
            StopShape.WHOLE,
            Price.of("98000"),
            Quantity.ZERO,
            ClientOrderId.ofStop(position, 7)),
        status,
        Optional.empty());
  }

  // ---- -4509

  @Test
  void positionThatIsNotSeen_isWaitedForThreeTimes_longerEachTime() {
    assertThat(obstacles.untilSeen(BTC, ONE)).isEmpty();
    assertThat(obstacles.unseen(BTC, ONE)).hasValue(500);
    assertThat(obstacles.untilSeen(BTC, ONE)).hasValue(500);
    pass(500);
    assertThat(obstacles.untilSeen(BTC, ONE)).isEmpty();
    assertThat(obstacles.unseen(BTC, ONE)).hasValue(1_000);
    pass(1_000);
    assertThat(obstacles.unseen(BTC, ONE)).hasValue(2_000);
    pass(2_000);
    assertThat(obstacles.unseen(BTC, ONE)).isEmpty();
  }

  @Test
  void anotherPosition_orAStopThatRested_beginsAnew() {
    for (int i = 0; i < 4; i++) {
      obstacles.unseen(BTC, ONE);
    }
    assertThat(obstacles.untilSeen(BTC, OTHER)).isEmpty();
    assertThat(obstacles.unseen(BTC, OTHER)).hasValue(500);
    obstacles.overcome(BTC);
    assertThat(obstacles.unseen(BTC, OTHER)).hasValue(500);
  }

  // ---- -4210, -4211

  @Test
  void levelOutOfTheBand_isItsEdge_onTheTickInwards_untilTheBandMayHaveMoved() {
    assertThat(
            obstacles.outOfBand(
                BTC,
                Price.of("40000"),
                Price.of("40000"),
                "-4211 Stop price can't be lower than 50000.05.",
                TICK))
        .contains(Price.of("50000.1"));
    assertThat(obstacles.within(BTC, at("40000"))).isEqualTo(at("50000.1"));
    assertThat(obstacles.within(BTC, at("60000"))).isEqualTo(at("60000"));
    pass(60_000);
    assertThat(obstacles.within(BTC, at("40000"))).isEqualTo(at("40000"));
  }

  @Test
  void levelAboveTheBand_isItsEdge_onTheTickBelow() {
    assertThat(
            obstacles.outOfBand(
                BTC,
                Price.of("200000"),
                Price.of("200000"),
                "-4210 Stop price can't be higher than 150000.07",
                TICK))
        .contains(Price.of("150000"));
  }

  @Test
  void messageWithoutAnEdge_orWithOneThatChangesNothing_isARefusal() {
    for (String message :
        List.of(
            "-4211 Injected error -4211.",
            "-4211 Stop price can't be lower than 39000.",
            "-4210 Stop price can't be higher than 0.")) {
      assertThat(obstacles.outOfBand(BTC, Price.of("40000"), Price.of("40000"), message, TICK))
          .as(message)
          .isEmpty();
    }
    assertThat(obstacles.within(BTC, at("40000"))).isEqualTo(at("40000"));
  }

  // ---- TRIGGERING

  @Test
  void stopThatFiresForThreeSeconds_hangs() {
    obstacles.shown(BTC, List.of(stop(ONE, StopStatus.TRIGGERING)));
    assertThat(obstacles.hanging(BTC, ONE).map(StopObstacles.Hanging::isOver)).contains(false);
    pass(2_999);
    obstacles.shown(BTC, List.of(stop(ONE, StopStatus.TRIGGERING)));
    assertThat(obstacles.hanging(BTC, ONE).map(StopObstacles.Hanging::isOver)).contains(false);
    pass(1);
    assertThat(obstacles.hanging(BTC, ONE).map(StopObstacles.Hanging::isOver)).contains(true);
  }

  @Test
  void stopOfAnEarlierPosition_orOneThatCameToAnEnd_hangsNoMore() {
    obstacles.shown(BTC, List.of(stop(ONE, StopStatus.TRIGGERING)));
    pass(10_000);
    assertThat(obstacles.hanging(BTC, OTHER)).isEmpty();
    obstacles.shown(BTC, List.of(stop(ONE, StopStatus.FINISHED)));
    assertThat(obstacles.hanging(BTC, ONE)).isEmpty();
    assertThat(obstacles.untilSeen(BTC, ONE)).isEqualTo(OptionalLong.empty());
  }
}
