package quantum.kernel.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.kernel.position.PositionEvent.PriceTick;
import quantum.kernel.position.PositionEvent.StopMoved;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

class PositionFoldTest {

  @Test
  void fill_addAtAnotherPrice_averagesEntryAndKeepsRisk() {
    Position before = Positions.of(Side.LONG, "100", "98");
    FillOutcome out = fill(before, OrderSide.BUY, "3", "104", false);
    Position after = out.after().orElseThrow();
    assertThat(after.entry()).hasToString("103");
    assertThat(after.qty()).hasToString("4");
    assertThat(after.initialQty()).hasToString("4");
    assertThat(after.entryRisk().orElseThrow()).isEqualByComparingTo("2");
    assertThat(out.closedQty().isZero()).isTrue();
    assertThat(out.opened()).isFalse();
  }

  @Test
  void fill_partialClose_booksItsShareAndKeepsTheRest() {
    Position before =
        Positions.of(Side.SHORT, "2", "100", "102", Optional.empty(), Optional.empty());
    FillOutcome out = fill(before, OrderSide.BUY, "0.5", "96", true);
    assertThat(out.grossPnl()).isEqualByComparingTo("2");
    assertThat(out.closedQty()).hasToString("0.5");
    assertThat(out.after().orElseThrow().qty()).hasToString("1.5");
    assertThat(out.after().orElseThrow().initialQty()).hasToString("2");
  }

  @Test
  void fill_beyondFlat_booksTheCloseAndOpensTheRestUnderTheNewId() {
    Position before = Positions.of(Side.LONG, "100", "98");
    FillOutcome out =
        PositionFold.fill(
            Optional.of(before),
            Positions.fill(OrderSide.SELL, "3", "101", false),
            Positions.opening("p2"));
    Position after = out.after().orElseThrow();
    assertThat(out.flipped()).isTrue();
    assertThat(out.opened()).isTrue();
    assertThat(out.grossPnl()).isEqualByComparingTo("1");
    assertThat(after.side()).isEqualTo(Side.SHORT);
    assertThat(after.qty()).hasToString("2");
    assertThat(after.entry()).hasToString("101");
    assertThat(after.id()).hasToString("p2");
    assertThat(after.entryRisk()).isEmpty();
  }

  @Test
  void fill_reduceOnlyBeyondFlat_onlyCloses() {
    FillOutcome out = fill(Positions.of(Side.LONG, "100", "98"), OrderSide.SELL, "3", "101", true);
    assertThat(out.after()).isEmpty();
    assertThat(out.closedQty()).hasToString("1");
    assertThat(out.flipped()).isFalse();
  }

  @Test
  void fill_reduceOnlyWhenFlat_opensNothing() {
    FillOutcome out =
        PositionFold.fill(
            Optional.empty(),
            Positions.fill(OrderSide.SELL, "3", "101", true),
            Positions.opening("p2"));
    assertThat(out.after()).isEmpty();
    assertThat(out.opened()).isFalse();
  }

  @Test
  void fill_atItsOwnStop_opensWithoutKnownRisk() {
    assertThat(Positions.of(Side.LONG, "100", "100").entryRisk()).isEmpty();
  }

  @Test
  void stopMoved_tighter_movesStopAndLeavesRisk() {
    Position before = Positions.of(Side.LONG, "100", "98");
    Position after = PositionFold.stopMoved(before, new StopMoved(Price.of("100.2")));
    assertThat(after.stop()).contains(Price.of("100.2"));
    assertThat(after.entryRisk()).isEqualTo(before.entryRisk());
  }

  @Test
  void stopMoved_looser_changesNothing() {
    Position before = Positions.of(Side.SHORT, "100", "102");
    assertThat(PositionFold.stopMoved(before, new StopMoved(Price.of("103")))).isEqualTo(before);
  }

  @Test
  void stopMoved_firstStop_freezesRisk() {
    Position after =
        PositionFold.stopMoved(Positions.bare(Side.LONG, "100"), new StopMoved(Price.of("97.5")));
    assertThat(after.entryRisk().orElseThrow()).isEqualByComparingTo("2.5");
  }

  @Test
  void withEntryRisk_anotherRisk_isRefused() {
    Position position = Positions.of(Side.LONG, "100", "98");
    assertThatThrownBy(() -> position.withEntryRisk(BigDecimal.ONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("frozen at 2");
  }

  @Test
  void tick_beforeTheOpening_setsNoPeak() {
    Position position = Positions.of(Side.LONG, "100", "98");
    Excursion at = Excursion.at(Price.of("100"));
    PriceTick stale = new PriceTick(Price.of("150"), Positions.OPENED_AT - 1);
    PriceTick fresh = new PriceTick(Price.of("101"), Positions.OPENED_AT);
    assertThat(PositionFold.tick(position, at, stale)).isEqualTo(at);
    assertThat(PositionFold.tick(position, at, fresh).peak()).isEqualTo(Price.of("101"));
  }

  @Test
  void excursion_short_peakIsTheLowestPrice() {
    Excursion x =
        Excursion.at(Price.of("100"))
            .next(Side.SHORT, Price.of("97"))
            .next(Side.SHORT, Price.of("103"))
            .next(Side.SHORT, Price.of("99"));
    assertThat(x).isEqualTo(new Excursion(Price.of("99"), Price.of("97"), Price.of("103")));
  }

  private static FillOutcome fill(
      Position before, OrderSide side, String qty, String price, boolean reduceOnly) {
    return PositionFold.fill(
        Optional.of(before), Positions.fill(side, qty, price, reduceOnly), Positions.opening("p2"));
  }
}
