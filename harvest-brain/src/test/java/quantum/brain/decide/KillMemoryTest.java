package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.brain.decide.Desk.OPENED;
import static quantum.brain.decide.Desk.SYMBOL;
import static quantum.brain.decide.Desk.position;
import static quantum.brain.decide.Desk.types;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.contracts.Evaluation;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillRule;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Position;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Side;

/** What a position remembers of the kill score: armed by a trend, confirmed over 900 s. */
class KillMemoryTest {
  private static final MarketReferences USUAL = usual(-2);
  private static final MarketConditions TREND =
      new MarketConditions(new MarketState(0.001, 0.06, 0.4, 0.3, 0.3), Optional.of(USUAL));
  private static final MarketConditions CHOP =
      new MarketConditions(new MarketState(0.001, 0.06, 0.1, 0.4, 0.5), Optional.of(USUAL));

  private final Desk desk = Desk.judging(KillRule.ADAPTIVE).holds(position(Side.LONG));

  /** Of a market that moved by {@code drift} usual moves; −2 is against a LONG. */
  private static MarketReferences usual(double drift) {
    return new MarketReferences(0.001, 0.06, 0.2, 0.3, drift);
  }

  private KillMemory memory() {
    return desk.tracked().killMemory();
  }

  @Test
  void trendThenChop_closesAfterTheConfirmation() {
    desk.market(TREND).price("101", 60);
    desk.market(CHOP);
    assertThat(desk.price("101", 120)).isEmpty();
    watched(120, 1_019);
    assertThat(types(desk.price("101", 1_020))).containsExactly("FULL_CLOSE_PROPOSED");
  }

  @Test
  void confirmedScore_closesOnceTheMarketIsAgainstThePosition() {
    desk.market(TREND).price("101", 60);
    desk.market(new MarketConditions(CHOP.state(), Optional.of(usual(2)))).price("101", 120);
    watched(120, 1_020);
    assertThat(memory().aboveSinceMillis()).hasValue(OPENED + 120_000);
    desk.market(CHOP);
    assertThat(types(desk.price("101", 1_080))).containsExactly("FULL_CLOSE_PROPOSED");
  }

  @Test
  void chopWithoutATrendSinceTheEntry_hasNothingToFlipFrom() {
    desk.market(CHOP).price("101", 60);
    assertThat(memory().flipArmed()).isFalse();
    assertThat(memory().aboveSinceMillis()).isEmpty();
    watched(60, 9_000);
  }

  @Test
  void restart_keepsTheArmingAndTheConfirmation() {
    desk.market(TREND).price("101", 60);
    desk.market(CHOP).price("101", 120);
    KillMemory before = memory();
    assertThat(before.flipArmed()).isTrue();
    assertThat(before.aboveSinceMillis()).hasValue(OPENED + 120_000);

    desk.restarted().market(CHOP);
    assertThat(memory()).isEqualTo(before);
    watched(120, 1_019);
    assertThat(types(desk.price("101", 1_020))).containsExactly("FULL_CLOSE_PROPOSED");
  }

  @Test
  void restartAfterAnHour_beginsTheConfirmationAnew() {
    desk.market(TREND).price("101", 60);
    desk.market(CHOP).price("101", 120);

    desk.restarted().market(CHOP);
    assertThat(desk.price("101", 3_720)).isEmpty();
    assertThat(memory().aboveSinceMillis()).hasValue(OPENED + 3_720_000);
    watched(3_720, 4_619);
    assertThat(types(desk.price("101", 4_620))).containsExactly("FULL_CLOSE_PROPOSED");
  }

  @Test
  void pricesAnHourApart_confirmNothing() {
    desk.market(TREND).price("101", 60);
    desk.market(CHOP).price("101", 120);
    assertThat(desk.price("101", 3_720)).isEmpty();
    assertThat(desk.price("101", 7_320)).isEmpty();
  }

  @Test
  void newPosition_startsAfresh_fromMemoryAndFromRedis() {
    desk.market(TREND).price("101", 60);
    desk.market(CHOP).price("101", 120);
    Optional<Evaluation> earlier = desk.tracked().evaluation();
    Position next = renewed(position(Side.LONG));

    desk.applied(next).market(CHOP);
    assertThat(memory()).isEqualTo(KillMemory.NONE);
    assertThat(desk.price("101", 2_000)).isEmpty();

    BrainState afterRestart = new BrainState().draft();
    afterRestart.load(SYMBOL, Optional.of(desk.tracked().open()), earlier);
    assertThat(afterRestart.position(SYMBOL).orElseThrow().killMemory()).isEqualTo(KillMemory.NONE);
  }

  @Test
  void killSwitch_foldsOn_soThatTheScoreIsConfirmedWhenItIsCleared() {
    desk.killed(true).market(TREND).price("101", 60);
    desk.market(CHOP).price("101", 120);
    watched(120, 1_020);
    assertThat(memory().aboveSinceMillis()).hasValue(OPENED + 120_000);
    desk.killed(false);
    assertThat(types(desk.price("101", 1_021))).containsExactly("FULL_CLOSE_PROPOSED");
  }

  @Test
  void stalePrices_areNotWatched_soTheyConfirmNothing() {
    desk.market(TREND).price("101", 60);
    desk.market(CHOP).price("101", 120);
    desk.fresh(false);
    watched(120, 1_080);
    desk.fresh(true);
    assertThat(desk.price("101", 1_081)).isEmpty();
    assertThat(memory().aboveSinceMillis()).hasValue(OPENED + 1_081_000);
  }

  @Test
  void crashWhileStalePricesAreRead_doesNotHideTheHole() {
    desk.market(TREND).price("101", 60);
    desk.market(CHOP).price("101", 120);
    desk.fresh(false);
    watched(120, 3_690);
    desk.restarted().fresh(true).market(CHOP);
    assertThat(desk.price("101", 3_691)).isEmpty();
  }

  @Test
  void scoreBelowItsThreshold_beginsTheConfirmationAnew() {
    desk.market(TREND).price("101", 60);
    desk.market(CHOP).price("101", 120);
    desk.market(TREND).price("101", 600);
    assertThat(memory().flipArmed()).isTrue();
    assertThat(memory().aboveSinceMillis()).isEmpty();
    desk.market(CHOP).price("101", 700);
    watched(700, 1_599);
    assertThat(types(desk.price("101", 1_600))).containsExactly("FULL_CLOSE_PROPOSED");
  }

  /** A price every 30 s, none of which closes. */
  private void watched(long fromSeconds, long toSeconds) {
    for (long at = fromSeconds + 30; at <= toSeconds; at += 30) {
      assertThat(desk.price("101", at)).isEmpty();
    }
  }

  private static Position renewed(Position p) {
    return new Position(
        p.symbol(),
        p.side(),
        new PositionId("00000000000000a2"),
        p.qty(),
        p.initialQty(),
        p.entry(),
        p.entryRisk(),
        p.stop(),
        p.takeProfit(),
        p.targets(),
        p.scheme(),
        p.leverage(),
        p.atr(),
        p.openedAtMillis(),
        p.attempts(),
        p.tickSize());
  }
}
