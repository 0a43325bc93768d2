package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import quantum.replay.Decision;
import quantum.replay.Journal;
import quantum.replay.PositionSummary;

/** Six processes decide what one thread without Redis decides. */
class DemoLockstepIT {
  @Test
  void demo_inLockstep_decidesWhatReplayDecides_andEveryCheckHolds() {
    RecordedMarket market =
        RecordedMarket.of("long-and-short", Map.of("LAYERUSDT", 45, "ETHUSDT", 130, "SUIUSDT", 60));
    Journal expected = market.backtest();
    assertThat(expected.positions(market.ticks()))
        .as("the market is worth the test: three tranches, and a locked stop that was hit")
        .extracting(PositionSummary::tranches)
        .anyMatch(tranches -> tranches.size() == 3);
    assertThat(expected.positions(market.ticks()))
        .extracting(PositionSummary::exitReason)
        .contains("STOP_HIT", PositionSummary.OPEN);

    LockstepRun run = LockstepRun.of("demo-lockstep", market);

    assertThat(run.violated()).as("see %s", run.logs()).isEmpty();
    // as printed: a stream carries R and K with twelve digits
    assertThat(run.journal().decisions())
        .as("see %s", run.logs())
        .extracting(Decision::json)
        .containsExactlyElementsOf(expected.decisions().stream().map(Decision::json).toList());
    assertThat(run.journal().decisions()).extracting(Decision::action).contains("PROFIT_LOCK_SL");
    assertThat(run.restarts()).isZero();
  }
}
