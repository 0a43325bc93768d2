package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.contracts.Bookings.Settled;
import quantum.kernel.value.PositionId;

class BookingsTest {
  private static final BigDecimal TEN = BigDecimal.TEN;
  private static final BigDecimal NINE = BigDecimal.valueOf(9);

  @Test
  void fillThenBooking_countTheExchangesProfitOnce() {
    Settled fill = Bookings.NONE.fill("7", TEN);
    assertThat(fill.profit()).isEqualTo(TEN);
    assertThat(fill.first()).isTrue();
    assertThat(fill.bookings().settling()).containsEntry("7", Optional.of(TEN));
    Settled booking = fill.bookings().booking("7", NINE);
    assertThat(booking.profit()).isEqualByComparingTo("-1");
    assertThat(booking.first()).isFalse();
    assertThat(booking.bookings()).isEqualTo(Bookings.NONE);
  }

  @Test
  void bookingThenFill_countTheExchangesProfitOnce() {
    Settled booking = Bookings.NONE.booking("7", NINE);
    assertThat(booking.profit()).isEqualTo(NINE);
    assertThat(booking.first()).isTrue();
    Settled fill = booking.bookings().fill("7", TEN);
    assertThat(fill.profit()).isZero();
    assertThat(fill.first()).isFalse();
    assertThat(fill.bookings()).isEqualTo(Bookings.NONE);
  }

  @Test
  void twoBookingsOfOneOrder_countBoth_ofAnother_nothing() {
    Bookings after = Bookings.NONE.fill("7", TEN).bookings();
    assertThat(after.booking("8", NINE).profit()).isEqualTo(NINE);
    Bookings half = after.booking("7", NINE).bookings();
    assertThat(half.booking("7", NINE).profit()).isEqualTo(NINE);
    assertThat(half.booking("7", NINE).bookings().booking("7", NINE).profit()).isEqualTo(NINE);
  }

  @Test
  void orders_areKeptToABound_theOldestGoesFirst() {
    Bookings many = Bookings.NONE;
    for (int i = 0; i <= Bookings.ORDERS_KEPT; i++) {
      many = many.fill("o" + i, TEN).bookings();
    }
    assertThat(many.settling())
        .hasSize(Bookings.ORDERS_KEPT)
        .doesNotContainKey("o0")
        .containsKeys("o1", "o" + Bookings.ORDERS_KEPT);
  }

  @Test
  void endedPosition_isKnown() {
    PositionId id = new PositionId("p1");
    Bookings ended = Bookings.NONE.fill("7", TEN).bookings().ended(id, NINE);
    assertThat(ended.closedNet()).isEqualTo(NINE);
    assertThat(ended.settling()).containsKey("7");
    assertThat(ended.isOfEnded(Optional.of(id))).isTrue();
    assertThat(ended.isOfEnded(Optional.of(new PositionId("p2")))).isFalse();
    assertThat(Bookings.NONE.isOfEnded(Optional.empty())).isFalse();
    assertThat(ended.fill("8", TEN).bookings().closed()).contains(id);
    assertThat(ended.booking("7", TEN).bookings().closedNet()).isEqualTo(NINE);
  }
}
