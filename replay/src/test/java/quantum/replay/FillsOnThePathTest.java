package quantum.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What happens inside a bar happens at its level, in the order in which the path meets them. */
class FillsOnThePathTest {

  @Test
  void wick_takesEachTrancheAtItsLevel_andTheLockedStopTheRest() {
    LabRun run = LabRun.onCase("i4_wick", "il.json");

    assertThat(run.err()).isEmpty();
    assertThat(run.story())
        .containsExactly(
            "ENTRY@100*1",
            "PROFIT_LOCK_SL@103.1",
            "PARTIAL_25@104.2*0.25", // at 104.1 R is 1.9999999999999998
            "PARTIAL_50@108.1*0.375",
            "PARTIAL_75@112.1*0.281",
            "EXCHANGE_STOP@100.2*0.094");
    assertThat(run.decisions().get(1).get("stop").asString()).isEqualTo("100.2");
    assertThat(run.summary().get("realized_pnl").asString()).isEqualTo("7.4026468");
    assertThat(run.summary().get("max_R").asDouble()).isEqualTo(30.0);
    assertThat(run.code()).isZero();
  }

  @Test
  void lockedStopInABar_fillsAtTheStop_notAtTheLow() {
    LabRun run = LabRun.onCase("tenbars", "tenbars/e.json");

    assertThat(run.story()).last().isEqualTo("EXCHANGE_STOP@100.2*0.094");
    // docs/backtest.md does this sum by hand
    assertThat(run.summary().get("realized_pnl").asString()).isEqualTo("7.4026468");
    assertThat(run.summary().get("realized_R").asDouble()).isEqualTo(3.7013234);
  }

  @Test
  void barThatOpensBeyondTheStop_fillsAtItsOpen() {
    LabRun run = LabRun.onCase("jump", "il.json");

    assertThat(run.story()).containsExactly("ENTRY@100*1", "EXCHANGE_STOP@90*1");
  }

  @Test
  void entryInsideABar_fillsAtThePathsPriceOfThatMoment() {
    LabRun run = LabRun.onCase("hr", "hr.json");

    // three quarters of the bar: a quarter of the way from 90 to 101, and up to the tick
    assertThat(run.story().getFirst()).isEqualTo("ENTRY@92.8*2");
  }
}
