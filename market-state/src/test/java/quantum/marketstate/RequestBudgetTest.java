package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestBudgetTest {
  private static final long NOW = 1_000_000;

  private static int taken(RequestBudget budget, int limit, long now) {
    int taken = 0;
    while (budget.take(limit, now)) {
      taken++;
    }
    return taken;
  }

  @Test
  void weights_areThoseOfTheVenue() {
    assertThat(taken(new RequestBudget(NOW), 99, NOW)).isEqualTo(1000);
    assertThat(taken(new RequestBudget(NOW), 100, NOW)).isEqualTo(500);
    assertThat(taken(new RequestBudget(NOW), 499, NOW)).isEqualTo(500);
    assertThat(taken(new RequestBudget(NOW), 500, NOW)).isEqualTo(200);
    assertThat(taken(new RequestBudget(NOW), 1000, NOW)).isEqualTo(200);
    assertThat(taken(new RequestBudget(NOW), 1001, NOW)).isEqualTo(100);
    assertThat(taken(new RequestBudget(NOW), 1500, NOW)).isEqualTo(100);
  }

  @Test
  void budget_fillsUpAtHalfTheVenuesRate_andNotBeyondFull() {
    RequestBudget budget = new RequestBudget(NOW);
    taken(budget, 1, NOW);

    assertThat(budget.take(1, NOW + 49)).isFalse();
    assertThat(budget.take(1, NOW + 50)).as("1200 a minute are one in 50 ms").isTrue();
    assertThat(taken(budget, 1, NOW + 50 + 10_000)).isEqualTo(200);
    assertThat(taken(budget, 1, NOW + 3_600_000)).isEqualTo(1000);
  }

  @Test
  void requestThatIsTooHeavy_leavesTheRestToLighterOnes() {
    RequestBudget budget = new RequestBudget(NOW);
    for (int i = 0; i < 199; i++) {
      budget.take(1000, NOW);
    }
    assertThat(budget.take(1500, NOW)).isFalse();
    assertThat(budget.take(1000, NOW)).isTrue();
    assertThat(budget.take(1, NOW)).isFalse();
  }
}
