package quantum.apply.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import quantum.kernel.value.PlanId;

class ClientOrderIdTest {
  @Test
  void of_planOfSixteenHexDigits_readsAsPlanAndPart() {
    assertThat(ClientOrderId.of(new PlanId("5f070856a1b2c3d4"), 2).value())
        .isEqualTo("qh-5f070856a1b2c3d4-2");
  }

  @Test
  void of_longestPlan_fitsAndStaysTheSameAndDistinct() {
    PlanId one = new PlanId("a".repeat(31) + "1");
    PlanId other = new PlanId("a".repeat(31) + "2");
    assertThat(ClientOrderId.of(one, 12).value()).hasSizeLessThanOrEqualTo(36).startsWith("qh-");
    assertThat(ClientOrderId.of(one, 12)).isEqualTo(ClientOrderId.of(one, 12));
    assertThat(ClientOrderId.of(one, 12)).isNotEqualTo(ClientOrderId.of(other, 12));
    assertThat(ClientOrderId.of(one, 12)).isNotEqualTo(ClientOrderId.of(one, 13));
  }

  @Test
  void constructor_textTheVenueWouldRefuse_isRefused() {
    for (String text : new String[] {"", "a b", "ü", "x".repeat(37), "a&b"}) {
      assertThatThrownBy(() -> new ClientOrderId(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(text);
    }
  }
}
