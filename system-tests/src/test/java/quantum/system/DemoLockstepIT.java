package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quantum.replay.journal.Decision;
import quantum.replay.journal.Journal;
import quantum.replay.journal.PositionSummary;

/** Nine processes decide what one thread without Redis decides, on a market that is known. */
class DemoLockstepIT {
  @Test
  void demo_inLockstep_decidesWhatReplayDecides_andEveryCheckHolds() {
    RecordedMarket market = RecordedMarket.of("long-and-short", 230);
    Journal expected = market.backtest();
    assertThat(expected.positions(market.ticks()))
        .as("the market is worth the test: three tranches, a locked stop that was hit, a kill")
        .extracting(PositionSummary::tranches)
        .anyMatch(tranches -> tranches.size() == 3);
    assertThat(expected.positions(market.ticks()))
        .extracting(PositionSummary::exitReason)
        .contains("EXCHANGE_STOP", "FULL_CLOSE_PROPOSED", PositionSummary.OPEN);

    LockstepRun run = LockstepRun.of("demo-lockstep", market);

    assertThat(run.violated()).as("see %s", run.logs()).isEmpty();
    // as printed: a stream carries R and K with twelve digits
    assertThat(run.journal().decisions())
        .as("see %s", run.logs())
        .extracting(Decision::json)
        .containsExactlyElementsOf(expected.decisions().stream().map(Decision::json).toList());
    assertThat(run.journal().decisions())
        .extracting(Decision::action)
        .contains("PROFIT_LOCK_SL", "EXCHANGE_STOP")
        .as("nobody asks for what the exchange has closed")
        .doesNotContain("STOP_HIT", "SKIP_NO_POSITION");
    assertThat(run.restarts()).isZero();
  }
}
