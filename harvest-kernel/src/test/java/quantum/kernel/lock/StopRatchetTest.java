package quantum.kernel.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.kernel.position.Position;
import quantum.kernel.position.Positions;
import quantum.kernel.rnet.NetR;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

class StopRatchetTest {

  @ParameterizedTest
  @CsvSource({
    "LONG,98,99,99",
    "LONG,98,97,98",
    "LONG,98,,98",
    "LONG,,99,99",
    "LONG,,,",
    "SHORT,102,101,101",
    "SHORT,102,103,102"
  })
  void effective_stopAndEmitted_isTheTighter(
      Side side, String present, String emitted, String tighter) {
    Position p = Positions.bare(side, "100");
    Position held = present == null ? p : p.withStop(Price.of(present));
    assertThat(StopRatchet.effective(held, Optional.ofNullable(emitted).map(Price::of)))
        .isEqualTo(Optional.ofNullable(tighter).map(Price::of));
  }

  @ParameterizedTest
  @CsvSource({
    // side, stop, candidate, price, tick, what may be sent
    "LONG,98,99.97,105,0.1,99.9", // on the tick, away from the price
    "SHORT,102,100.03,95,0.1,100.1",
    "LONG,98,98.1,105,0.1,98.1", // tighter by exactly a tick
    "LONG,98,98.09,105,0.1,",
    "SHORT,102,101.9,95,0.1,101.9",
    "SHORT,102,101.91,95,0.1,",
    "LONG,98,104.9,105,0.1,104.9", // exactly a tick behind the price
    "LONG,98,105,105,0.1,",
    "SHORT,102,95.1,95,0.1,95.1",
    "SHORT,102,95,95,0.1,",
    "LONG,,0.05,105,0.1,", // no tick is left above 0
    "LONG,98,98,105,,", // without a tick: tighter at all
    "LONG,98,98.0001,105,,98.0001",
    "LONG,98,104.999895,105,,104.999895", // a millionth behind the price
    "LONG,98,104.999896,105,,",
    "SHORT,102,95.000095,95,,95.000095",
    "LONG,98,99.12345678901234567,105,,99.1234567890123456" // 16 decimals
  })
  void tighten_candidate_isOnTheTickTighterAndBehindThePrice(
      Side side, String stop, String candidate, String price, String tick, String sent) {
    Position p = Positions.bare(side, "100");
    Position ticked = tick == null ? p : p.withTickSize(new BigDecimal(tick));
    Optional<Price> out =
        StopRatchet.tighten(
            ticked,
            Optional.ofNullable(stop).map(Price::of),
            new BigDecimal(candidate),
            Price.of(price));
    assertThat(out).isEqualTo(Optional.ofNullable(sent).map(Price::of));
  }

  @ParameterizedTest
  @CsvSource({
    "LONG,100,100.07,0.1,true", // the nearest tick that protects 100.07
    "LONG,99.9,100.07,0.1,false",
    "LONG,,100,0.1,false",
    "SHORT,100.1,100.07,0.1,true",
    "SHORT,100.2,100.07,0.1,false",
    "LONG,100.06,100.07,,false",
    "LONG,100.07,100.07,,true"
  })
  void secures_stopOnTheTick_asWellAsOneCould(
      Side side, String stop, String level, String tick, boolean secures) {
    Position p = Positions.bare(side, "100");
    Position ticked = tick == null ? p : p.withTickSize(new BigDecimal(tick));
    assertThat(
            StopRatchet.secures(
                ticked, Optional.ofNullable(stop).map(Price::of), new BigDecimal(level)))
        .isEqualTo(secures);
  }

  @Test
  void lock_withoutAPriceToStandAt_isNotProposed() {
    Theta rLock = Theta.DEFAULTS.with("lock_mode", "r_lock");
    // 100 · (1 − 1.5 · distance): 0.01 is the last one that has a price
    assertThat(lock(Side.SHORT, 0.6666, rLock)).isPresent();
    assertThat(lock(Side.SHORT, 0.7, rLock)).isEmpty();
    assertThat(lock(Side.SHORT, 1, rLock.with("lock_R", "1"))).isEmpty();
    assertThat(lock(Side.LONG, 1, rLock.with("lock_R", "1"))).hasValue(200);
    assertThat(lock(Side.LONG, 0.02, Theta.DEFAULTS.with("be_plus_pct", "1e308"))).isEmpty();
  }

  /**
   * It was 5 R in profit and is half an R: who follows the best price locks, who does not waits.
   */
  @Test
  void lock_isReachedByTheBestPriceWhereItFollowsThat_elseByThePresentOne() {
    for (String mode : new String[] {"be_plus", "r_lock", "ratchet"}) {
      Theta theta = Theta.DEFAULTS.with("lock_mode", mode);
      NetR fallen = NetR.of(100, 0.02, 1, theta);
      assertThat(
              ProfitLock.propose(Side.LONG, 100, fallen, 10, OptionalDouble.empty(), theta)
                  .isPresent())
          .as(mode)
          .isEqualTo(mode.equals("ratchet"));
    }
  }

  private static OptionalDouble lock(Side side, double distance, Theta theta) {
    NetR profit = NetR.of(100, distance, 1000, theta);
    return ProfitLock.propose(side, 100, profit, 1000, OptionalDouble.empty(), theta);
  }
}
