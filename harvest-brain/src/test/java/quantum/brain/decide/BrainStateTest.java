package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.brain.decide.Desk.ID;
import static quantum.brain.decide.Desk.OPENED;
import static quantum.brain.decide.Desk.SECOND;
import static quantum.brain.decide.Desk.SYMBOL;
import static quantum.brain.decide.Desk.position;
import static quantum.brain.decide.Desk.types;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.Evaluation;
import quantum.contracts.Hand;
import quantum.contracts.Ledger;
import quantum.contracts.PriceUpdate;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

/** What the service asks of the state: what to read again, what to write, what is known. */
class BrainStateTest {
  private static final long EVERY = 5 * SECOND;

  private final Desk desk = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));
  private final BrainState state = desk.state();

  @Test
  void whatWasNeverRead_isDue_andDueAgainOnceTheIntervalHasPassed() {
    assertThat(state.isDueForPositions(OPENED, EVERY)).isTrue();
    state.positionsRead(OPENED);
    assertThat(state.isDueForPositions(OPENED + EVERY - 1, EVERY)).isFalse();
    assertThat(state.isDueForPositions(OPENED + EVERY, EVERY)).isTrue();

    assertThat(state.isDueForMarkets(OPENED, EVERY)).isTrue();
    state.marketsRead(OPENED);
    assertThat(state.isDueForMarkets(OPENED + EVERY - 1, EVERY)).isFalse();
    assertThat(state.isDueForMarkets(OPENED + EVERY, EVERY)).isTrue();

    assertThat(state.isDueForRules(OPENED, EVERY)).isTrue();
    state.rulesRead(OPENED);
    assertThat(state.isDueForRules(OPENED + EVERY - 1, EVERY)).isFalse();
    assertThat(state.isDueForRules(OPENED + EVERY, EVERY)).isTrue();
  }

  @Test
  void symbol_isOpenUntilItsPositionIsGone() {
    assertThat(state.openSymbols()).containsExactly(SYMBOL);
    desk.closed();
    assertThat(state.openSymbols()).isEmpty();
  }

  @Test
  void rulesOfASymbol_areKnownOnceAskedFor_untilItsPositionIsGone() {
    assertThat(state.knowsRules(SYMBOL)).isFalse();
    desk.overridden();
    assertThat(state.knowsRules(SYMBOL)).isTrue();
    desk.closed();
    assertThat(state.knowsRules(SYMBOL)).isFalse();
  }

  @Test
  void risk_isMissingUntilTheFirstPriceFreezesIt() {
    assertThat(state.symbolsWithoutRisk()).isEmpty();
    Desk bare = Desk.kernel(HarvestMode.LIVE).holds(Desk.withoutStop());
    assertThat(bare.state().symbolsWithoutRisk()).containsExactly(SYMBOL);
    bare.price("101", 60);
    assertThat(bare.state().symbolsWithoutRisk()).isEmpty();
  }

  @Test
  void lastPrice_leavesItsTimeItsRAndItsEvaluation() {
    assertThat(state.pricedAtMillis(SYMBOL)).isEmpty();
    assertThat(state.lastR(SYMBOL)).isEmpty();
    desk.price("102.1", 90);
    assertThat(state.pricedAtMillis(SYMBOL)).hasValue(OPENED + 90 * SECOND);
    // (2.1 − 0.1) / 2
    assertThat(state.lastR(SYMBOL).orElseThrow()).isEqualTo(1.0);
    Evaluation written = state.touchedEvaluations().get(SYMBOL);
    assertThat(written.positionId()).isEqualTo(ID);
    assertThat(written.ageSeconds()).isEqualTo(90);
  }

  @Test
  void ledger_isKnownOnceLoaded_andWrittenOnceSomethingIsBooked() {
    assertThat(state.knowsLedger(SYMBOL)).isFalse();
    state.load(SYMBOL, Ledger.EMPTY);
    assertThat(state.knowsLedger(SYMBOL)).isTrue();
    assertThat(state.touchedLedgers()).isEmpty();
    desk.answer("", "FILLED", 1, "funding", "-0.01", "source", "funding");
    assertThat(state.touchedLedgers()).containsOnlyKeys(SYMBOL);
    assertThat(state.settled().touchedLedgers()).isEmpty();
  }

  /** The clock that decides is the newest price's; a time ahead of every clock is not one. */
  @Test
  void evaluationAfterARestart_makesOlderPricesLate_unlessItsTimeCannotBeYet() {
    desk.price("101", 60);
    long noted = OPENED + 60 * SECOND;
    assertThat(types(afterRestart(noted, noted - 1))).isEmpty();
    assertThat(types(afterRestart(noted, noted))).contains("HARVEST_PARTIAL_25");
    assertThat(types(afterRestart(noted - 1, noted - 1))).contains("HARVEST_PARTIAL_25");
  }

  private List<BrainEffect> afterRestart(long latestMillis, long priceMillis) {
    BrainState next = new BrainState().draft();
    next.load(
        SYMBOL, Optional.of(desk.tracked().open()), desk.tracked().evaluation(), latestMillis);
    return new FeedDecider(desk.rules())
        .onPrice(next, new PriceUpdate(SYMBOL, Price.of("104.5"), priceMillis), true, Hand.FREE);
  }
}
