package quantum.apply.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;

class ClientOrderIdTest {
  private static final ClientIds BROAD = new ClientIds(36, ".:/_-");
  private static final ClientIds NARROW = new ClientIds(32, "-_");
  private static final PlanId SHORT = new PlanId("5f070856a1b2c3d4");

  @Test
  void order_planOfSixteenHexDigits_readsAsPlanAndPart() {
    assertThat(BROAD.order(SHORT, 2).value()).isEqualTo("qh-5f070856a1b2c3d4-2");
    assertThat(BROAD.order(SHORT, 2).plan()).contains(SHORT);
  }

  @Test
  void order_longestPlan_fitsAndStaysTheSameAndDistinct() {
    for (ClientIds ids : new ClientIds[] {BROAD, NARROW}) {
      PlanId one = new PlanId("a".repeat(31) + "1");
      PlanId other = new PlanId("a".repeat(31) + "2");
      assertThat(ids.order(one, 12).value()).startsWith("qh-").matches(ids::takes);
      assertThat(ids.order(one, 12)).isEqualTo(ids.order(one, 12));
      assertThat(ids.order(one, 12)).isNotEqualTo(ids.order(other, 12));
      assertThat(ids.order(one, 12)).isNotEqualTo(ids.order(one, 13));
      assertThat(ids.order(one, 12).plan()).as("it is not shown").isEmpty();
    }
  }

  @Test
  void order_longPlan_hasTheNameThatItAlwaysHad() {
    assertThat(BROAD.order(new PlanId("a".repeat(31) + "1"), 0).value())
        .isEqualTo("qh-sha:4604c1bc500e89e6-0");
  }

  @Test
  void stop_ofWhateverPosition_isAName() {
    for (String position : new String[] {"5f070856a1b2c3d4", "a|b", "x".repeat(60), "a.b"}) {
      for (ClientIds ids : new ClientIds[] {BROAD, NARROW}) {
        ClientOrderId stop = ids.stop(new PositionId(position), 1_746_372_780_000L);
        assertThat(ids.takes(stop.value())).as(stop.value()).isTrue();
        assertThat(stop.isStop()).isTrue();
        assertThat(stop.plan()).isEmpty();
      }
    }
  }

  @Test
  void takes_whatTheVenueWouldRefuse_isNot() {
    for (String text : new String[] {"", "a b", "ü", "x".repeat(37), "a&b"}) {
      assertThat(BROAD.takes(text)).as(text).isFalse();
    }
    assertThat(NARROW.takes("a:b")).isFalse();
  }

  @Test
  void venueThatTakesNoNameOfOurs_isRefused() {
    assertThatThrownBy(() -> new ClientIds(31, "-_")).hasMessageContaining("31");
    assertThatThrownBy(() -> new ClientIds(36, "_")).hasMessageContaining("'_'");
    assertThatThrownBy(() -> new ClientIds(36, "-")).hasMessageContaining("'-'");
  }

  @Test
  void constructor_textThatWouldBreakAList_isRefused() {
    for (String text : new String[] {"", "a b", "ü", "x".repeat(65), "a,b", "a|b"}) {
      assertThatThrownBy(() -> new ClientOrderId(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(text);
      assertThatThrownBy(() -> new VenueOrderId(text)).hasMessageContaining("order id");
      assertThatThrownBy(() -> new TradeId(text)).hasMessageContaining("trade id");
    }
  }
}
