package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.brain.decide.Desk.ID;
import static quantum.brain.decide.Desk.OPENED;
import static quantum.brain.decide.Desk.SYMBOL;
import static quantum.brain.decide.Desk.position;
import static quantum.brain.decide.Desk.types;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.brain.decide.BrainEffect.Evaluated;
import quantum.brain.decide.BrainEffect.FreezeRisk;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.Hand;
import quantum.contracts.PriceUpdate;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Position;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * Entry 100, risk 2, costs 0.1 per unit: R_net 2 is reached above 104.1, 4 at 108.1, 6 at 112.1,
 * the lock's 1.5 at 103.1.
 */
class FeedDeciderTest {
  private final Desk live = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));

  @Test
  void stalePrice_updatesTheStateAndDecidesNothing() {
    live.fresh(false);
    assertThat(live.price("112.2", 60)).isEmpty();
    assertThat(live.tracked().asked()).isEqualTo(Asked.NOTHING);
    assertThat(live.tracked().excursion().orElseThrow().peak()).isEqualTo(Price.of("112.2"));
    assertThat(live.fresh(true).price("101", 61)).isEmpty();
    assertThat(live.tracked().evaluation().orElseThrow().peak()).isEqualTo(Price.of("112.2"));
  }

  @Test
  void priceFromBeforeTheEntry_isIgnored() {
    assertThat(live.allOf("112.2", -1)).isEmpty();
    assertThat(live.tracked().excursion()).isEmpty();
    assertThat(live.state().touchedEvaluations()).isEmpty();
    assertThat(live.price("104.2", 0)).isNotEmpty();
  }

  @Test
  void priceOfASymbolWithoutPosition_isIgnored() {
    assertThat(live.priceOf(Symbol.of("ETHUSDT"), "104.2", 60)).isEmpty();
  }

  @Test
  void movedStop_leavesRAsItWas() {
    live.price("103.2", 60);
    double before = live.tracked().assessed().orElseThrow().rNet();
    live.answer("UPDATE_SL", "FILLED", 61);
    live.applied(position(Side.LONG).withStop(Price.of("100.2")));
    assertThat(live.price("103.2", 62)).isEmpty();
    assertThat(live.tracked().assessed().orElseThrow().rNet()).isEqualTo(before);
  }

  @Test
  void positionWithoutAFirstStop_getsTheFallbackOnce() {
    Desk desk = Desk.kernel(HarvestMode.LIVE).holds(Desk.withoutStop());
    List<BrainEffect> first = desk.allOf("101", 60);
    assertThat(first)
        .filteredOn(FreezeRisk.class::isInstance)
        .singleElement()
        .satisfies(
            e -> {
              assertThat(((FreezeRisk) e).entryRisk()).isEqualByComparingTo("2");
              assertThat(((FreezeRisk) e).origin()).isEqualTo(FreezeRisk.Origin.FALLBACK);
            });
    assertThat(desk.allOf("102", 61)).noneMatch(FreezeRisk.class::isInstance);
    desk.restarted();
    assertThat(desk.allOf("103", 62)).noneMatch(FreezeRisk.class::isInstance);
  }

  @Test
  void evaluation_isSaidWhenTheActionChanges_RMovesOrTimePasses() {
    assertThat(said(live.allOf("100.1", 60))).isTrue();
    assertThat(said(live.allOf("100.59", 61))).isFalse();
    assertThat(said(live.allOf("100.6", 62))).as("R moved by 0.25").isTrue();
    assertThat(said(live.allOf("100.7", 62 + 599))).isFalse();
    assertThat(said(live.allOf("100.7", 62 + 600))).as("600 s").isTrue();
    assertThat(said(live.allOf("104.0", 700))).isTrue();
    assertThat(said(live.allOf("104.2", 701))).as("the action changed").isTrue();
  }

  private static boolean said(List<BrainEffect> effects) {
    return effects.stream().anyMatch(Evaluated.class::isInstance);
  }

  @Test
  void marketState_thatIsGone_isNeutral() {
    MarketConditions dead = MarketConditions.of(new MarketState(0.05, 0, 0.1, 0.5, 0.4));
    live.market(dead);
    live.state().loadMarkets(Map.of());
    assertThat(live.price("101", 301)).isEmpty();
    live.market(dead);
    assertThat(types(live.price("101", 302))).containsExactly("FULL_CLOSE_PROPOSED");
  }

  @Test
  void restart_rebuildsWhatWasAskedFor() {
    live.price("108.2", 60);
    live.answer("PARTIAL_50", "ERROR", 61, "r_level", "4");
    live.answer("UPDATE_SL", "ERROR", 61);
    Asked before = live.tracked().asked();
    live.restarted();
    assertThat(live.tracked().asked()).isEqualTo(before);
    assertThat(live.price("108.2", 61)).isEmpty();
    assertThat(types(live.price("108.2", 62))).containsExactly("PROFIT_LOCK_SL");
    assertThat(types(live.price("108.2", 961))).containsExactly("HARVEST_PARTIAL_50");
  }

  @Test
  void resultBeforeTheFirstPriceAfterARestart_isNotForgottenByTheNextRestart() {
    Desk desk = Desk.closing();
    desk.price("101", 60);
    desk.restarted();
    desk.answer("FULL_CLOSE_PROPOSED", "ERROR", 61);
    assertThat(desk.state().touchedEvaluations().get(SYMBOL).closeEmitted()).isFalse();
    desk.restarted();
    assertThat(types(desk.price("101", 62))).containsExactly("FULL_CLOSE_PROPOSED");
  }

  @Test
  void evaluationOfAnEarlierPosition_isNotTakenForThePresentOne() {
    live.price("104.11", 60);
    var stale = live.tracked().evaluation();
    BrainState next = new BrainState().draft();
    Position p = position(Side.LONG);
    Position renewed =
        new Position(
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
            0,
            p.tickSize());
    next.load(SYMBOL, Optional.of(live.tracked().open().with(renewed)), stale);
    assertThat(next.position(SYMBOL).orElseThrow().asked()).isEqualTo(Asked.NOTHING);
  }

  @Test
  void draft_leavesTheSettledStateAsItWas() {
    BrainState settled = live.state().settled();
    FeedDecider decider = new FeedDecider(live.rules());
    var price = new PriceUpdate(SYMBOL, Price.of("104.2"), OPENED + 60_000);
    List<BrainEffect> first = decider.onPrice(settled.draft(), price, true, Hand.FREE);
    assertThat(decider.onPrice(settled.draft(), price, true, Hand.FREE))
        .isEqualTo(first)
        .isNotEmpty();
  }

  @Test
  void priceOlderThanTheNewest_movesNothing_alsoAfterARestart() {
    Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));
    desk.price("101", 60);
    assertThat(desk.allOf("104.5", 59)).isEmpty();
    assertThat(desk.tracked().excursion().orElseThrow().peak()).isEqualTo(Price.of("101"));
    desk.restarted();
    assertThat(desk.allOf("104.5", 59)).isEmpty();
    assertThat(types(desk.price("104.5", 60))).contains("HARVEST_PARTIAL_25");
  }

  @Test
  void recordingThatBeginsAnew_isJudgedAgain() {
    Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));
    desk.price("101", 7_300);
    assertThat(desk.price("104.5", 3_600)).hasSize(2);
  }

  @Test
  void hashThatLosesWhatWasKnown_losesNothingHere() {
    Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG), "2");
    desk.price("104.5", 60);
    // the same position, and all that is optional is gone
    desk.applied(Desk.withoutStop());
    Position kept = desk.tracked().position();
    assertThat(kept.stop()).contains(Price.of("98"));
    assertThat(kept.entryRisk().orElseThrow()).isEqualByComparingTo("2");
    assertThat(types(desk.price("104.6", 61))).isEmpty();
    assertThat(desk.tracked().open().harvested()).containsExactly("2");
  }

  @Test
  void riskThatTheHashLost_isWrittenThereAgainOnce() {
    Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));
    desk.price("101", 60);
    desk.applied(Desk.withoutStop());
    assertThat(desk.allOf("101", 61))
        .contains(new FreezeRisk(SYMBOL, ID, new BigDecimal("2"), FreezeRisk.Origin.EARLIER));
    assertThat(desk.allOf("101", 62)).noneMatch(FreezeRisk.class::isInstance);
  }

  @Test
  void unreadableHash_isJudgedAsItWasKnown_andNothingIsWrittenThere() {
    Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));
    desk.price("101", 60);
    desk.state().unreadablePosition(SYMBOL, "a string");
    assertThat(types(desk.price("104.5", 61))).contains("HARVEST_PARTIAL_25");
    assertThat(desk.state().touchedEvaluations()).isEmpty();
  }

  @Test
  void openingAheadOfTheClock_orUnknown_isTheFirstPrice() {
    for (long opened : new long[] {0, OPENED + 3_600_000}) {
      BrainState state = new BrainState().draft();
      Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG).withOpenedAt(opened));
      state.load(SYMBOL, Optional.of(desk.tracked().open()), Optional.empty(), OPENED);
      List<BrainEffect> effects =
          new FeedDecider(desk.rules())
              .onPrice(
                  state,
                  new PriceUpdate(SYMBOL, Price.of("104.5"), OPENED + 1_000),
                  true,
                  Hand.FREE);
      assertThat(types(effects)).contains("HARVEST_PARTIAL_25");
      assertThat(state.position(SYMBOL).orElseThrow().position().openedAtMillis())
          .isEqualTo(OPENED + 1_000);
    }
  }

  @Test
  void pauseCountedFromATimeThatNeverCame_isVoid() {
    Asked asked = Asked.NOTHING.emitClose().failClose(OPENED + 86_400_000L);
    assertThat(asked.closeBackOff().holds(OPENED)).isFalse();
    assertThat(Asked.NOTHING.emitClose().failClose(OPENED).closeBackOff().holds(OPENED)).isTrue();
    BigDecimal level = new BigDecimal("2");
    assertThat(asked.fail(level, OPENED + 86_400_000L).isBlocked(level, OPENED, Desk.TTL))
        .isFalse();
    long most = OPENED + 2 * Desk.TTL;
    assertThat(asked.fail(level, most + 1).isBlocked(level, OPENED, Desk.TTL)).isFalse();
    assertThat(asked.fail(level, most).isBlocked(level, OPENED, Desk.TTL)).isTrue();
  }
}
