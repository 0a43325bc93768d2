package quantum.apply.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.decide.Plans.RULES;
import static quantum.apply.decide.Plans.close;
import static quantum.apply.decide.Plans.open;
import static quantum.apply.decide.Plans.updateStop;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.contracts.ApplyPlan;
import quantum.contracts.OpenPosition;
import quantum.contracts.SkipReason;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;

class ExitGatesTest {

  private static CloseVerdict verdict(ApplyPlan.Close plan, OpenPosition open) {
    return ExitGates.close(plan, false, Optional.of(open), RULES);
  }

  private static List<String> partsOf(CloseVerdict verdict) {
    return ((CloseVerdict.Go) verdict).parts().stream().map(Quantity::toString).toList();
  }

  @Test
  void gates_answerInTheOrderOfTheSpecification() {
    ApplyPlan.Close plan = close("50", "position_id", "p1", "r_level", "4");
    assertThat(ExitGates.close(plan, true, Optional.empty(), RULES))
        .isEqualTo(Skip.of(SkipReason.SKIP_DUPLICATE));
    assertThat(verdict(plan, open("harvested", "2,4")))
        .isEqualTo(Skip.of(SkipReason.SKIP_DUPLICATE));
    assertThat(ExitGates.close(plan, false, Optional.empty(), RULES))
        .isEqualTo(Skip.of(SkipReason.SKIP_NO_POSITION));
    assertThat(verdict(plan, open("position_id", "p2", "harvested", "4")))
        .isEqualTo(Skip.of(SkipReason.SKIP_STALE_PLAN));
    assertThat(verdict(close("5"), open()))
        .isEqualTo(
            new Skip(
                SkipReason.SKIP_CLOSE_QTY_ZERO, "5 % of 0.01 is 0.0005, the least order 0.001"));
  }

  @Test
  void levelNotTakenYet_isNoDuplicate() {
    assertThat(verdict(close("50", "r_level", "4"), open("harvested", "2")))
        .isInstanceOf(CloseVerdict.Go.class);
    assertThat(verdict(close("50"), open("harvested", "2"))).isInstanceOf(CloseVerdict.Go.class);
  }

  @Test
  void planThatNobodyCarriesOut_saysWhichFieldWithholdsIt_orThatItsActionIsUnknown() {
    ApplyPlan.Unknown withheld = (ApplyPlan.Unknown) Plans.plan("PARTIAL_50", "dry_run", "true");
    assertThat(Skip.of(withheld))
        .satisfies(
            skip -> {
              assertThat(skip.code()).isEqualTo(SkipReason.SKIP_WITHHELD);
              assertThat(skip.detail()).contains("dry_run");
            });
    assertThat(Skip.of((ApplyPlan.Unknown) Plans.plan("DANCE")))
        .isEqualTo(Skip.of(SkipReason.SKIP_UNKNOWN_ACTION));
  }

  @Test
  void quantity_isFlooredAndNeverMoreThanOpen() {
    assertThat(partsOf(verdict(close("75"), open("qty", "0.0105", "initial_qty", "0.0105"))))
        .containsExactly("0.007");
    assertThat(partsOf(verdict(close("100"), open()))).containsExactly("0.01");
  }

  @Test
  void planWithoutPositionId_isForThePresentOne() {
    assertThat(verdict(close("50"), open("position_id", "p2"))).isInstanceOf(CloseVerdict.Go.class);
  }

  @Test
  void aboveTheLargestOrder_isSplit() {
    List<String> parts = partsOf(verdict(close("100"), open("qty", "250", "initial_qty", "250")));
    assertThat(parts).containsExactly("120", "120", "10");
  }

  @Test
  void remainderThatCouldNotBeTraded_isClosedWithTheRest() {
    var coarse =
        new quantum.apply.venue.SymbolRules(
            Plans.BTC,
            quantum.apply.venue.SymbolRules.TRADING,
            new BigDecimal("0.001"),
            Quantity.of("0.005"),
            Quantity.of("120"),
            new BigDecimal("0.1"),
            new BigDecimal("5"));
    CloseVerdict verdict = ExitGates.close(close("75"), false, Optional.of(open()), coarse);
    assertThat(partsOf(verdict)).containsExactly("0.01");
  }

  @Test
  void stop_isRoundedAwayFromThePrice_andOnlyTightens() {
    StopVerdict longMove =
        moved(updateStop("100200.19"), false, Optional.of(open("stop_loss", "98000")));
    assertThat(((StopVerdict.Move) longMove).to()).isEqualTo(Price.of("100200.1"));
    StopVerdict shortMove =
        moved(
            updateStop("99800.11"),
            false,
            Optional.of(open("side", "SHORT", "stop_loss", "102000")));
    assertThat(((StopVerdict.Move) shortMove).to()).isEqualTo(Price.of("99800.2"));
    assertThat(moved(updateStop("98000.05"), false, Optional.of(open("stop_loss", "98000"))))
        .isInstanceOfSatisfying(
            Skip.class, skip -> assertThat(skip.code()).isEqualTo(SkipReason.SKIP_NOT_TIGHTER));
    assertThat(moved(updateStop("0.05"), false, Optional.of(open()))).isInstanceOf(Skip.class);
  }

  /** A price is positive, so the lowest stop there is lies at one tick. */
  @Test
  void stopOfExactlyOneTick_isOne() {
    StopVerdict lowest = moved(updateStop("0.1"), false, Optional.of(open()));
    assertThat(((StopVerdict.Move) lowest).to()).isEqualTo(Price.of("0.1"));
  }

  @Test
  void stopOfASymbolWithoutATick_isTakenAsItIs() {
    StopVerdict move = moved(updateStop("98000.123"), false, Optional.of(open("tick_size", "")));
    assertThat(((StopVerdict.Move) move).to()).isEqualTo(Price.of("98000.123"));
  }

  @Test
  void stopBeyondThePresentPrice_ofAShort_isTheMirrorImage() {
    Optional<OpenPosition> sold = Optional.of(open("side", "SHORT"));
    Optional<Price> price = Optional.of(Price.of("99500"));
    assertThat(ExitGates.moveStop(updateStop("99500"), false, sold, price))
        .isInstanceOfSatisfying(
            Skip.class, skip -> assertThat(skip.code()).isEqualTo(SkipReason.SKIP_WOULD_TRIGGER));
    assertThat(ExitGates.moveStop(updateStop("99500.1"), false, sold, price))
        .isInstanceOf(StopVerdict.Move.class);
  }

  @Test
  void firstStop_freezesTheRisk_andLaterOnesDoNotChangeIt() {
    StopVerdict.Move first =
        (StopVerdict.Move) moved(updateStop("98000"), false, Optional.of(open()));
    assertThat(first.after().position().entryRisk().orElseThrow()).isEqualByComparingTo("2000");
    StopVerdict.Move second =
        (StopVerdict.Move) moved(updateStop("100200"), false, Optional.of(first.after()));
    assertThat(second.after().position().entryRisk().orElseThrow()).isEqualByComparingTo("2000");
  }

  @Test
  void stopOfNobody_isSkipped() {
    assertThat(moved(updateStop("1"), false, Optional.empty()))
        .isEqualTo(Skip.of(SkipReason.SKIP_NO_POSITION));
    assertThat(moved(updateStop("1"), true, Optional.of(open())))
        .isEqualTo(Skip.of(SkipReason.SKIP_DUPLICATE));
    assertThat(moved(updateStop("1", "position_id", "p0"), false, Optional.of(open())))
        .isEqualTo(Skip.of(SkipReason.SKIP_STALE_PLAN));
  }

  @Test
  void stopBeyondThePresentPrice_isSkipped_unlessThePlanInsists() {
    Optional<Price> price = Optional.of(Price.of("100500"));
    for (String beyond : new String[] {"100500", "101000"}) {
      assertThat(ExitGates.moveStop(updateStop(beyond), false, Optional.of(open()), price))
          .isInstanceOfSatisfying(
              Skip.class, skip -> assertThat(skip.code()).isEqualTo(SkipReason.SKIP_WOULD_TRIGGER));
      for (String unclear : new String[] {"false", "yes", "nan", "None"}) {
        assertThat(
                ExitGates.moveStop(
                    updateStop(beyond, "force", unclear), false, Optional.of(open()), price))
            .as(unclear)
            .isInstanceOf(Skip.class);
      }
      for (String clear : new String[] {"true", "True", "1"}) {
        assertThat(
                ExitGates.moveStop(
                    updateStop(beyond, "force", clear), false, Optional.of(open()), price))
            .as(clear)
            .isInstanceOf(StopVerdict.Move.class);
      }
    }
    assertThat(ExitGates.moveStop(updateStop("100400"), false, Optional.of(open()), price))
        .isInstanceOf(StopVerdict.Move.class);
  }

  @Test
  void sideThatClosesTheOtherSide_isStale_andAnUnclearOneSaysNothing() {
    assertThat(verdict(close("50", "side", "BUY"), open()))
        .isInstanceOfSatisfying(
            Skip.class, skip -> assertThat(skip.code()).isEqualTo(SkipReason.SKIP_STALE_PLAN));
    for (String side : new String[] {"SELL", "sell", "CLOSE", "None", ""}) {
      assertThat(verdict(close("50", "side", side), open()))
          .as(side)
          .isInstanceOf(CloseVerdict.Go.class);
    }
  }

  private static StopVerdict moved(
      ApplyPlan.UpdateStop plan, boolean done, Optional<OpenPosition> open) {
    return ExitGates.moveStop(plan, done, open, Optional.empty());
  }
}
