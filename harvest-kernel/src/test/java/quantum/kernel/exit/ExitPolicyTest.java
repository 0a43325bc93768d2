package quantum.kernel.exit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.kernel.exit.ExitDecision.CloseAll;
import quantum.kernel.exit.ExitDecision.Hold;
import quantum.kernel.exit.ExitDecision.TakeTarget;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillRule;
import quantum.kernel.kill.KillScore;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Position;
import quantum.kernel.position.Positions;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

class ExitPolicyTest {
  private static final MarketConditions COLLAPSED =
      MarketConditions.of(new MarketState(0.05, 0.05, 0.1, 0.4, 0.5));

  @ParameterizedTest
  @CsvSource({
    "LONG,98.01,false", "LONG,98,true", "LONG,97,true",
    "SHORT,101.99,false", "SHORT,102,true", "SHORT,103,true"
  })
  void decide_priceAtOrBeyondTheStop_closes(Side side, String price, boolean closes) {
    Position p = Positions.of(side, "100", side == Side.LONG ? "98" : "102");
    ExitDecision decision = decide(policy(TargetMode.OFF, 0), p, price, MarketConditions.NEUTRAL);
    assertThat(decision)
        .isEqualTo(closes ? new CloseAll(ExitReason.STOP_HIT) : new Hold(HoldReason.WITHIN_LEVELS));
  }

  // ---- a stop is held only against what came after it, and the exchange acts first

  private static final Position STOPPED = Positions.of(Side.LONG, "100", "98");

  private static ExitAssessment judge(
      String price, StopTerms terms, Optional<Beyond> before, long atMillis) {
    return policy(TargetMode.OFF, 0)
        .decide(
            STOPPED,
            Price.of(price),
            MarketConditions.NEUTRAL,
            KillMemory.NONE,
            terms,
            before,
            Set.of(),
            atMillis);
  }

  private static StopTerms since(long millis, long graceMillis) {
    return new StopTerms(Optional.of(millis), graceMillis);
  }

  private static Optional<Beyond> beyond(String stop, long sinceMillis) {
    return Optional.of(new Beyond(Price.of(stop), sinceMillis));
  }

  @Test
  void stop_priceOlderThanIt_isNotHeldAgainstIt() {
    ExitAssessment older = judge("90", since(now() + 1, 0), Optional.empty(), now());
    assertThat(older.decision()).isEqualTo(new Hold(HoldReason.PRICE_BEFORE_STOP));
    assertThat(older.beyond()).isEmpty();
    assertThat(judge("99", since(now() + 1, 0), Optional.empty(), now()).decision())
        .isEqualTo(new Hold(HoldReason.WITHIN_LEVELS));
    assertThat(judge("90", since(now(), 0), Optional.empty(), now()).decision())
        .isEqualTo(new CloseAll(ExitReason.STOP_HIT));
  }

  @Test
  void stop_atTheExchange_countsAsHitOnceItsGraceIsOver() {
    StopTerms terms = new StopTerms(Optional.empty(), 1500);
    ExitAssessment first = judge("98", terms, Optional.empty(), now());
    assertThat(first.decision()).isEqualTo(new Hold(HoldReason.STOP_AT_EXCHANGE));
    assertThat(first.beyond()).isEqualTo(beyond("98", now()));
    ExitAssessment last = judge("97", terms, first.beyond(), now() + 1499);
    assertThat(last.decision()).isEqualTo(new Hold(HoldReason.STOP_AT_EXCHANGE));
    assertThat(last.beyond()).as("counted from the first").isEqualTo(beyond("98", now()));
    ExitAssessment over = judge("97", terms, last.beyond(), now() + 1500);
    assertThat(over.decision()).isEqualTo(new CloseAll(ExitReason.STOP_HIT));
    assertThat(over.beyond()).isEqualTo(beyond("98", now()));
  }

  @Test
  void stop_priceBackInside_beginsTheGraceAnew() {
    StopTerms terms = new StopTerms(Optional.empty(), 1500);
    assertThat(judge("98.1", terms, beyond("98", now()), now() + 1000).beyond()).isEmpty();
  }

  @Test
  void stop_thatMovedOrWasPlayedAgain_isCountedAnew() {
    StopTerms terms = new StopTerms(Optional.empty(), 1500);
    assertThat(judge("97", terms, beyond("97.5", now() - 5000), now()).beyond())
        .isEqualTo(beyond("98", now()));
    assertThat(judge("97", terms, beyond("98", now() + 1), now()).beyond())
        .as("a recording that began anew")
        .isEqualTo(beyond("98", now()));
    assertThat(judge("97", terms, beyond("98.0", now()), now()).beyond())
        .isEqualTo(beyond("98", now()));
  }

  @Test
  void stopTerms_negativeGrace_isRefused() {
    assertThatThrownBy(() -> new StopTerms(Optional.empty(), -1)).hasMessageContaining("-1");
  }

  @Test
  void decide_severalReasonsAtOnce_followsThePriority() {
    ExitPolicy policy = policy(TargetMode.FULL, 1);
    Position p = withTargets(Side.LONG);
    assertThat(decide(policy, p, "97", COLLAPSED)).isEqualTo(new CloseAll(ExitReason.STOP_HIT));
    assertThat(decide(policy, p, "120", COLLAPSED)).isEqualTo(new CloseAll(ExitReason.KILL_SCORE));
    assertThat(decide(policy, p, "120", MarketConditions.NEUTRAL))
        .isEqualTo(new CloseAll(ExitReason.TARGET_HIT));
    assertThat(decide(policy, p, "101", MarketConditions.NEUTRAL))
        .isEqualTo(new CloseAll(ExitReason.MAX_AGE));
  }

  @Test
  void decide_killReferenceOff_neverClosesOnTheScore() {
    ExitPolicy policy = new ExitPolicy(Theta.DEFAULTS, KillRule.OFF, TargetMode.OFF, 0);
    assertThat(decide(policy, Positions.of(Side.LONG, "100", "98"), "101", COLLAPSED))
        .isEqualTo(new Hold(HoldReason.WITHIN_LEVELS));
  }

  @ParameterizedTest
  @CsvSource({"LONG,112", "SHORT,88"})
  void decide_targetModeOff_ignoresTargets(Side side, String price) {
    assertThat(
            decide(policy(TargetMode.OFF, 0), withTargets(side), price, MarketConditions.NEUTRAL))
        .isEqualTo(new Hold(HoldReason.WITHIN_LEVELS));
  }

  @ParameterizedTest
  @CsvSource({
    "LONG,103.99,'',10,,",
    "LONG,104,'',10,tp1,3",
    "LONG,105,tp1,7,,",
    "LONG,108,tp1,7,tp2,3",
    "LONG,108,'',10,tp2,6",
    "LONG,112,tp2,4,tp3,4",
    "LONG,130,'',10,tp3,10",
    "LONG,130,tp3,4,,",
    "SHORT,92,tp1,7,tp2,3"
  })
  void decide_scheme_closesFractionsOfTheInitialQuantity(
      Side side, String price, String taken, String open, String level, String closed) {
    Position p = withTargets(side).withQty(Quantity.of(open));
    Set<String> takenTargets = taken.isEmpty() ? Set.of() : Set.of(taken);
    ExitDecision decision =
        policy(TargetMode.SCHEME, 0)
            .decide(
                p,
                Price.of(price),
                MarketConditions.NEUTRAL,
                KillMemory.NONE,
                StopTerms.ANY_PRICE,
                Optional.empty(),
                takenTargets,
                now())
            .decision();
    if (level == null) {
      assertThat(decision).isEqualTo(new Hold(HoldReason.WITHIN_LEVELS));
    } else {
      TakeTarget target = (TakeTarget) decision;
      assertThat(target.level()).isEqualTo(level);
      assertThat(p.qty().percent(target.percentOfOpen()).floorTo(new BigDecimal("0.001")))
          .hasToString(closed);
    }
  }

  @Test
  void decide_lastTargetOfAWholeScheme_closesTheRest() {
    Position harvestedElsewhere = withTargets(Side.LONG).withQty(Quantity.of("1.234"));
    assertThat(
            policy(TargetMode.SCHEME, 0)
                .decide(
                    harvestedElsewhere,
                    Price.of("112"),
                    MarketConditions.NEUTRAL,
                    KillMemory.NONE,
                    StopTerms.ANY_PRICE,
                    Optional.empty(),
                    Set.of("tp1", "tp2"),
                    now())
                .decision())
        .isEqualTo(new TakeTarget("tp3", BigDecimal.valueOf(100)));
  }

  @Test
  void decide_priceFromBeforeTheOpening_hitsNoStop() {
    assertThat(
            policy(TargetMode.FULL, 1)
                .decide(
                    Positions.of(Side.LONG, "100", "98"),
                    Price.of("90"),
                    COLLAPSED,
                    KillMemory.NONE,
                    StopTerms.ANY_PRICE,
                    Optional.empty(),
                    Set.of(),
                    Positions.OPENED_AT - 1)
                .decision())
        .isEqualTo(new Hold(HoldReason.PRICE_BEFORE_ENTRY));
  }

  @Test
  void decide_priceOfTheMomentOfTheOpening_hitsTheStop() {
    assertThat(
            policy(TargetMode.OFF, 0)
                .decide(
                    Positions.of(Side.LONG, "100", "98"),
                    Price.of("98"),
                    MarketConditions.NEUTRAL,
                    KillMemory.NONE,
                    StopTerms.ANY_PRICE,
                    Optional.empty(),
                    Set.of(),
                    Positions.OPENED_AT)
                .decision())
        .isEqualTo(new CloseAll(ExitReason.STOP_HIT));
  }

  @Test
  void decide_exactlyAtTheLargestAge_closes() {
    Position p = Positions.of(Side.LONG, "100", "98");
    assertThat(decide(policy(TargetMode.OFF, 60), p, "101", MarketConditions.NEUTRAL))
        .isEqualTo(new CloseAll(ExitReason.MAX_AGE));
    assertThat(decide(policy(TargetMode.OFF, 61), p, "101", MarketConditions.NEUTRAL))
        .isEqualTo(new Hold(HoldReason.WITHIN_LEVELS));
  }

  @ParameterizedTest
  @CsvSource({"LONG,119.99,120", "SHORT,80.01,80"})
  void decide_fullTarget_closesAtItAndNotBefore(Side side, String below, String at) {
    ExitPolicy policy = policy(TargetMode.FULL, 0);
    assertThat(decide(policy, withTargets(side), below, MarketConditions.NEUTRAL))
        .isEqualTo(new Hold(HoldReason.WITHIN_LEVELS));
    assertThat(decide(policy, withTargets(side), at, MarketConditions.NEUTRAL))
        .isEqualTo(new CloseAll(ExitReason.TARGET_HIT));
  }

  @Test
  void decide_fewerFractionsThanTargets_takesThoseThatHaveOne() {
    Position p = withTargets(Side.LONG);
    Position two = p.withTargets(p.takeProfit(), p.targets(), p.scheme().subList(0, 2));
    assertThat(decide(policy(TargetMode.SCHEME, 0), two, "130", MarketConditions.NEUTRAL))
        .isInstanceOfSatisfying(
            TakeTarget.class,
            target -> {
              assertThat(target.level()).isEqualTo("tp2");
              assertThat(target.percentOfOpen()).isEqualByComparingTo("60");
            });
  }

  @Test
  void assessment_price_carriesRAndScore() {
    ExitAssessment out =
        policy(TargetMode.OFF, 0)
            .decide(
                Positions.of(Side.LONG, "100", "98"),
                Price.of("105"),
                MarketConditions.NEUTRAL,
                KillMemory.NONE,
                StopTerms.ANY_PRICE,
                Optional.empty(),
                Set.of(),
                now());
    assertThat(out.rNet().value()).isCloseTo(2.45, within(1e-12));
    assertThat(out.kill()).isEqualTo(KillScore.of(MarketState.NEUTRAL, 60, Theta.DEFAULTS));
  }

  @Test
  void policy_negativeAge_isRefused() {
    assertThatThrownBy(() -> policy(TargetMode.OFF, -1)).hasMessageContaining("-1");
  }

  @ParameterizedTest
  @CsvSource({"off,OFF", "Scheme,SCHEME", " FULL ,FULL"})
  void targetMode_name_isReadInAnyCase(String text, TargetMode mode) {
    assertThat(TargetMode.parse(text)).isEqualTo(mode);
    assertThatThrownBy(() -> TargetMode.parse("half"))
        .hasMessage("target mode must be off, scheme or full, was 'half'");
  }

  @Test
  void decide_noStop_saysSo() {
    assertThat(
            decide(
                policy(TargetMode.FULL, 0),
                Positions.bare(Side.LONG, "100"),
                "50",
                MarketConditions.NEUTRAL))
        .isEqualTo(new Hold(HoldReason.NO_STOP));
  }

  /** Ten units: 30, 30, 40 % at 4, 8, 12 % from the entry; the whole at 20 %. */
  private static Position withTargets(Side side) {
    boolean isLong = side == Side.LONG;
    return Positions.of(
            side, "10", "100", isLong ? "98" : "102", Optional.empty(), Optional.empty())
        .withTargets(
            Optional.of(Price.of(isLong ? "120" : "80")),
            isLong
                ? List.of(Price.of("104"), Price.of("108"), Price.of("112"))
                : List.of(Price.of("96"), Price.of("92"), Price.of("88")),
            List.of(new BigDecimal("0.3"), new BigDecimal("0.3"), new BigDecimal("0.4")));
  }

  private static ExitPolicy policy(TargetMode mode, long maxAgeSec) {
    return new ExitPolicy(Theta.DEFAULTS, KillRule.FIXED, mode, maxAgeSec);
  }

  private static ExitDecision decide(
      ExitPolicy policy, Position position, String price, MarketConditions market) {
    return policy
        .decide(
            position,
            Price.of(price),
            market,
            KillMemory.NONE,
            StopTerms.ANY_PRICE,
            Optional.empty(),
            Set.of(),
            now())
        .decision();
  }

  private static long now() {
    return Positions.OPENED_AT + 60_000;
  }
}
