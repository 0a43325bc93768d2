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

class PublishRuleTest {
  private static final long T = 1_770_155_882_000L;
  private static final PublishRule RULE = new PublishRule(0.001, 60_000);

  private static HarvestProposal proposal(
      HarvestStep action, Optional<String> stop, double kill, long atMillis) {
    return new HarvestProposal(
        Symbol.of("BTCUSDT"),
        action,
        stop.map(Price::of),
        2.45,
        2,
        0.1,
        new HarvestProposal.Kill(kill, 0, 0, 0, 0),
        List.of(),
        MarketState.NEUTRAL,
        new HarvestProposal.Holding(
            Side.LONG, 0, Price.of("105"), Price.of("100"), BigDecimal.TEN, "redis_hash"),
        atMillis,
        atMillis);
  }

  private static final Optional<HarvestProposal> BEFORE =
      Optional.of(proposal(HarvestStep.NONE, Optional.of("100"), 0.5, T));

  private static boolean isNews(HarvestStep action, String stop, double kill, long atMillis) {
    return RULE.isNews(proposal(action, Optional.ofNullable(stop), kill, atMillis), BEFORE);
  }

  @Test
  void first_isNews() {
    assertThat(RULE.isNews(BEFORE.orElseThrow(), Optional.empty())).isTrue();
  }

  @Test
  void unchanged_isNoNewsUntilItIsOld() {
    assertThat(isNews(HarvestStep.NONE, "100", 0.5, T + 59_999)).isFalse();
    assertThat(isNews(HarvestStep.NONE, "100", 0.5, T + 60_000)).isTrue();
    assertThat(isNews(HarvestStep.NONE, "100", 0.5, T - 1)).isTrue();
  }

  @Test
  void change_countsAboveTheFraction() {
    assertThat(isNews(HarvestStep.PARTIAL_25, "100", 0.5, T)).isTrue();
    assertThat(isNews(HarvestStep.NONE, "100.09", 0.5004, T)).isFalse();
    assertThat(isNews(HarvestStep.NONE, "100.11", 0.5, T)).isTrue();
    assertThat(isNews(HarvestStep.NONE, "99.89", 0.5, T)).isTrue();
    assertThat(isNews(HarvestStep.NONE, "100", 0.5006, T)).isTrue();
    assertThat(isNews(HarvestStep.NONE, null, 0.5, T)).isTrue();
  }

  /** Halves are exact in binary, so the boundary is one. */
  @Test
  void changeOfExactlyTheFraction_isNoNews() {
    PublishRule half = new PublishRule(0.5, 60_000);
    HarvestProposal up = proposal(HarvestStep.NONE, Optional.of("150"), 0.75, T);
    HarvestProposal down = proposal(HarvestStep.NONE, Optional.of("50"), 0.25, T);
    assertThat(half.isNews(up, BEFORE)).isFalse();
    assertThat(half.isNews(down, BEFORE)).isFalse();
  }

  @Test
  void stopThatAppears_isNews_andNoStopAgainIsNot() {
    Optional<HarvestProposal> without =
        Optional.of(proposal(HarvestStep.NONE, Optional.empty(), 0.5, T));
    assertThat(RULE.isNews(BEFORE.orElseThrow(), without)).isTrue();
    assertThat(RULE.isNews(without.orElseThrow(), without)).isFalse();
  }
}
