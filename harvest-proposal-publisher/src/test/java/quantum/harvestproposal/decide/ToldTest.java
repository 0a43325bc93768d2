package quantum.harvestproposal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.contracts.HarvestProposal;
import quantum.kernel.harvest.HarvestStep;
import quantum.kernel.market.MarketState;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

class ToldTest {
  private static final long T = 1_770_155_882_000L;

  @Test
  void first_isSaid() {
    assertThat(Told.isWorthALine(proposal(HarvestStep.NONE, 1, T), Optional.empty())).isTrue();
  }

  @Test
  void sameAction_isSaidAgainWhenRMovedOrTenMinutesPassed() {
    assertThat(isSaid(HarvestStep.NONE, 1.24, T + 599_999)).isFalse();
    assertThat(isSaid(HarvestStep.NONE, 1.25, T + 1)).isTrue();
    assertThat(isSaid(HarvestStep.NONE, 0.75, T + 1)).isTrue();
    assertThat(isSaid(HarvestStep.NONE, 1, T + 600_000)).isTrue();
    assertThat(isSaid(HarvestStep.NONE, 1, T - 600_000)).isTrue();
  }

  @Test
  void otherAction_isSaid() {
    assertThat(isSaid(HarvestStep.PARTIAL_25, 1, T)).isTrue();
  }

  private static boolean isSaid(HarvestStep action, double r, long atMillis) {
    return Told.isWorthALine(
        proposal(action, r, atMillis), Optional.of(Told.of(proposal(HarvestStep.NONE, 1, T))));
  }

  private static HarvestProposal proposal(HarvestStep action, double r, long atMillis) {
    return new HarvestProposal(
        Symbol.of("BTCUSDT"),
        action,
        Optional.empty(),
        r,
        2,
        0.1,
        new HarvestProposal.Kill(0.5, 0, 0, 0, 0),
        List.of(),
        MarketState.NEUTRAL,
        new HarvestProposal.Holding(
            Side.LONG, 0, Price.of("105"), Price.of("100"), BigDecimal.TEN, "redis_hash"),
        atMillis,
        atMillis);
  }
}
