package quantum.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveriesTest {
  private final Deliveries deliveries = new Deliveries();

  @Test
  void entryBetweenTwoBatches_wasGivenToSomebodyElse() {
    deliveries.took("s", "10-0", "12-3");
    deliveries.took("s", "12-9", "20-0");
    assertThat(deliveries.has("s", "10-0")).isTrue();
    assertThat(deliveries.has("s", "12-3")).isTrue();
    assertThat(deliveries.has("s", "12-4")).isFalse();
    assertThat(deliveries.has("s", "12-9")).isTrue();
    assertThat(deliveries.has("s", "20-0")).isTrue();
    assertThat(deliveries.has("s", "20-1")).isFalse();
    assertThat(deliveries.has("other", "10-0")).isFalse();
  }

  @Test
  void idsAreNumbers_notText() {
    deliveries.took("s", "9-9", "100-1");
    assertThat(deliveries.has("s", "10-0")).isTrue();
    assertThat(deliveries.has("s", "9-10")).isTrue();
    assertThat(deliveries.has("s", "1000-0")).isFalse();
  }

  @Test
  void whatWasPendingAsItBegan_isKnown() {
    deliveries.upTo("s", "5-0");
    deliveries.upTo("s", "7-0");
    assertThat(deliveries.has("s", "1-1")).isTrue();
    assertThat(deliveries.has("s", "7-0")).isTrue();
    assertThat(deliveries.has("s", "7-1")).isFalse();
  }

  @Test
  void whatIsAcknowledged_isForgotten_andNothingElse() {
    deliveries.took("s", "1-0", "3-0");
    deliveries.took("s", "5-0", "9-0");
    deliveries.took("s", "12-0", "12-0");
    deliveries.forgetBefore("s", "7-0");
    assertThat(deliveries.has("s", "2-0")).isFalse();
    assertThat(deliveries.has("s", "8-0")).isTrue();
    assertThat(deliveries.has("s", "12-0")).isTrue();
    deliveries.forget("s");
    assertThat(deliveries.has("s", "12-0")).isFalse();
  }
}
