package quantum.kernel.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import quantum.kernel.position.PositionEvent.Fill;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

class PositionFoldPropertyTest {

  @Property
  void fold_anyFills_conserveQuantity(@ForAll("fills") List<Fill> fills) {
    BigDecimal signed = BigDecimal.ZERO;
    Optional<Position> open = Optional.empty();
    for (Fill fill : fills) {
      FillOutcome out = apply(open, fill);
      BigDecimal moved = signed(out.after()).subtract(signed(open));
      BigDecimal ordered = fill.qty().value().multiply(direction(fill.side()));
      if (fill.reduceOnly()) {
        assertThat(moved.abs()).isEqualByComparingTo(out.closedQty().value());
      } else {
        assertThat(moved).isEqualByComparingTo(ordered);
      }
      signed = signed.add(moved);
      open = out.after();
      assertThat(signed(open)).isEqualByComparingTo(signed);
    }
  }

  @Property
  void fold_plainFills_profitIsCashPlusValueOfWhatIsOpen(@ForAll("fills") List<Fill> fills) {
    BigDecimal cash = BigDecimal.ZERO;
    BigDecimal gross = BigDecimal.ZERO;
    Optional<Position> open = Optional.empty();
    for (Fill fill : fills) {
      Fill plain = new Fill(fill.side(), fill.qty(), fill.price(), false, fill.timeMillis());
      FillOutcome out = apply(open, plain);
      cash =
          cash.subtract(
              plain
                  .price()
                  .value()
                  .multiply(plain.qty().value())
                  .multiply(direction(plain.side())));
      gross = gross.add(out.grossPnl());
      open = out.after();
    }
    Price mark = Price.of("100");
    BigDecimal worth = cash.add(signed(open).multiply(mark.value()));
    BigDecimal booked = gross.add(open.map(p -> p.unrealizedPnl(mark)).orElse(BigDecimal.ZERO));
    assertThat(booked.subtract(worth).abs()).isLessThan(new BigDecimal("1e-12"));
  }

  @Property
  void fold_anyFills_entryRiskOfALifeNeverChanges(@ForAll("fills") List<Fill> fills) {
    Optional<Position> open =
        Optional.of(Positions.of(Side.LONG, "5", "100", "98", Optional.empty(), Optional.empty()));
    for (Fill fill : fills) {
      FillOutcome out = apply(open, fill);
      if (open.isPresent() && out.after().isPresent() && !out.opened()) {
        assertThat(out.after().get().entryRisk()).isEqualTo(open.get().entryRisk());
        assertThat(out.after().get().id()).isEqualTo(open.get().id());
      }
      open = out.after();
    }
  }

  @Property
  void fold_reduceOnlyFill_neverGrowsOrFlips(@ForAll("fills") List<Fill> fills) {
    Optional<Position> open = Optional.empty();
    for (Fill fill : fills) {
      FillOutcome out = apply(open, fill);
      if (fill.reduceOnly()) {
        assertThat(out.opened() || out.flipped()).isFalse();
        assertThat(signed(out.after()).abs()).isLessThanOrEqualTo(signed(open).abs());
        assertThat(signed(out.after()).signum() * signed(open).signum()).isNotNegative();
      }
      assertThat(out.closedQty()).isLessThanOrEqualTo(new Quantity(signed(open).abs()));
      open = out.after();
    }
  }

  @Provide
  Arbitrary<List<Fill>> fills() {
    Arbitrary<BigDecimal> qty =
        Arbitraries.bigDecimals().between(new BigDecimal("0.001"), BigDecimal.TEN).ofScale(3);
    Arbitrary<BigDecimal> price =
        Arbitraries.bigDecimals().between(BigDecimal.ONE, new BigDecimal("500")).ofScale(2);
    return Combinators.combine(
            Arbitraries.of(OrderSide.class), qty, price, Arbitraries.of(true, false))
        .as((side, q, p, reduce) -> new Fill(side, new Quantity(q), new Price(p), reduce, 1L))
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
  }

  private static FillOutcome apply(Optional<Position> open, Fill fill) {
    return PositionFold.fill(open, fill, Positions.opening("next"));
  }

  private static BigDecimal signed(Optional<Position> open) {
    return open.map(p -> p.qty().value().multiply(BigDecimal.valueOf(p.side().direction())))
        .orElse(BigDecimal.ZERO);
  }

  private static BigDecimal direction(OrderSide side) {
    return BigDecimal.valueOf(side.opens().direction());
  }
}
