package quantum.apply.venue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import quantum.apply.venue.Failure.Reason;
import quantum.apply.venue.Trouble.Call;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/** What {@link Venue} promises of stops that rest there. */
abstract class StopsKit extends VenueCompatibilityKit {

  // ---- they rest

  @Test
  void bothShapes_restBesideEachOther_asTheyWerePlaced() {
    buys(BTC, "0.02");
    StopOrder whole = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    StopOrder part = rests(BTC, Side.LONG, StopShape.QUANTITY, "99000", "0.02");
    assertThat(openStops(BTC)).containsExactlyInAnyOrder(whole.id(), part.id());
    assertThat(openStops(ETH)).isEmpty();
    assertThat(value(venue.openStops()))
        .extracting(StopReport::id)
        .containsExactlyInAnyOrder(whole.id(), part.id());
    StopReport quantity = asked(part);
    assertThat(quantity.order()).isEqualTo(part);
    assertThat(quantity.status()).isEqualTo(StopStatus.NEW);
    assertThat(quantity.childOrderId()).isEmpty();
    StopOrder shown = asked(whole).order();
    assertThat(shown.trigger()).isEqualTo(whole.trigger());
    assertThat(shown.shape()).isEqualTo(StopShape.WHOLE);
    assertThat(shown.side()).isEqualTo(Side.LONG);
    assertThat(shown.quantity()).isEqualTo(Quantity.ZERO);
  }

  @Test
  void aMove_byTheOtherShape_neverLeavesThePositionWithout() {
    buys(BTC, "0.02");
    StopOrder last = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    for (int i = 1; i <= 4; i++) {
      StopShape other = i % 2 == 0 ? StopShape.WHOLE : StopShape.QUANTITY;
      StopOrder next = rests(BTC, Side.LONG, other, (98000 + 100 * i) + "", "0.02");
      assertThat(openStops(BTC)).containsExactlyInAnyOrder(last.id(), next.id());
      assertThat(value(venue.cancelStop(BTC, last.id()))).isEqualTo(last.id());
      assertThat(openStops(BTC)).containsExactly(next.id());
      last = next;
    }
  }

  @Test
  void secondWholeOne_isRefusedForThat_untilTheFirstIsCancelled() {
    buys(BTC, "0.02");
    StopOrder first = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    StopOrder second = stop(BTC, Side.LONG, StopShape.WHOLE, "99000", "0.02");
    assertRefused(venue.placeStop(second), Reason.STOP_EXISTS);
    assertThat(openStops(BTC)).containsExactly(first.id());
    value(venue.cancelStop(BTC, first.id()));
    assertThat(value(venue.placeStop(second)).status()).isEqualTo(StopStatus.NEW);
  }

  @Test
  void secondOfAQuantity_isRefusedOrRests_butIsNeverLost() {
    buys(BTC, "0.02");
    StopOrder first = rests(BTC, Side.LONG, StopShape.QUANTITY, "98000", "0.02");
    StopOrder second = stop(BTC, Side.LONG, StopShape.QUANTITY, "99000", "0.02");
    switch (venue.placeStop(second)) {
      case Outcome.Ok<StopReport> rests ->
          assertThat(openStops(BTC)).containsExactlyInAnyOrder(first.id(), second.id());
      case Outcome.Failed<StopReport> refused -> {
        assertRefused(refused, Reason.STOP_EXISTS);
        assertThat(openStops(BTC)).containsExactly(first.id());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void stop_thatThePriceHasReached_isRefusedForThat(Side side) {
    world.byHand(BTC, ONE_WAY, side == Side.LONG ? "0.02" : "-0.02");
    for (StopShape shape : StopShape.values()) {
      String beyond = side == Side.LONG ? "100000.1" : "99999.9";
      for (String trigger : List.of("100000", beyond)) {
        assertRefused(
            venue.placeStop(stop(BTC, side, shape, trigger, "0.02")), Reason.WOULD_TRIGGER);
      }
    }
    assertThat(openStops(BTC)).isEmpty();
  }

  @Test
  void wholeOne_withoutAPosition_isRefusedForThat() {
    StopOrder stop = stop(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    assertRefused(venue.placeStop(stop), Reason.STOP_WITHOUT_POSITION);
    sells(BTC, "0.02");
    assertRefused(
        venue.placeStop(stop(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02")),
        Reason.STOP_WITHOUT_POSITION);
  }

  @Test
  void stop_offTheTick_isRefusedForThat() {
    buys(BTC, "0.02");
    assertRefused(
        venue.placeStop(stop(BTC, Side.LONG, StopShape.WHOLE, "98000.0001", "0.02")),
        Reason.PRECISION);
  }

  @Test
  void stopsOfASymbolThatIsNotListed_areNotFound() {
    assertNotFound(venue.openStops(NOWHERE));
    assertNotFound(venue.stop(BTC, newStopName()));
  }

  @Test
  void stopOfAnotherSymbol_isNotFoundUnderThisOne() {
    buys(BTC, "0.02");
    StopOrder stop = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    assertNotFound(venue.stop(ETH, stop.id()));
  }

  @Test
  void nameOfAStop_isNeverTwoStops() {
    buys(BTC, "0.02");
    StopOrder first = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    StopOrder second =
        new StopOrder(
            BTC, Side.LONG, StopShape.QUANTITY, first.trigger(), Quantity.of("0.02"), first.id());
    assertThat(venue.placeStop(second)).isInstanceOf(Outcome.Failed.class);
    assertThat(openStops(BTC)).containsExactly(first.id());
    assertThat(asked(first).order().shape()).isEqualTo(StopShape.WHOLE);
  }

  // ---- they go

  @Test
  void cancelledStop_isGone_andSaysSo() {
    buys(BTC, "0.02");
    StopOrder stop = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    assertThat(value(venue.cancelStop(BTC, stop.id()))).isEqualTo(stop.id());
    assertThat(openStops(BTC)).isEmpty();
    assertThat(asked(stop).status()).isEqualTo(StopStatus.CANCELED);
    assertNotFound(venue.cancelStop(BTC, stop.id()));
    world.price(BTC, "90000");
    assertAmount(held(BTC), "0.02");
  }

  @Test
  void stopThatNobodyPlaced_cannotBeCancelled() {
    assertNotFound(venue.cancelStop(BTC, newStopName()));
  }

  @Test
  void wholeOne_goesByItself_whenThePositionDoes() {
    buys(BTC, "0.02");
    StopOrder stop = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    value(reduces(BTC, OrderSide.SELL, "0.01"));
    assertThat(openStops(BTC)).containsExactly(stop.id());
    value(reduces(BTC, OrderSide.SELL, "0.01"));
    await("it is gone", () -> openStops(BTC).isEmpty());
    assertThat(asked(stop).status()).isEqualTo(StopStatus.EXPIRED);
    world.price(BTC, "90000");
    assertAmount(held(BTC), "0");
  }

  @Test
  void oneOfAQuantity_staysAtFlat_andDoesNothingWhenItIsMet() {
    buys(BTC, "0.02");
    StopOrder stop = rests(BTC, Side.LONG, StopShape.QUANTITY, "98000", "0.02");
    value(reduces(BTC, OrderSide.SELL, "0.02"));
    assertThat(openStops(BTC)).containsExactly(stop.id());
    world.price(BTC, "97000");
    await("it is gone", () -> openStops(BTC).isEmpty());
    assertThat(asked(stop).status()).isEqualTo(StopStatus.REJECTED);
    assertAmount(held(BTC), "0");
    assertNotFound(venue.order(BTC, stop.id()));
  }

  // ---- they fire

  @ParameterizedTest
  @EnumSource(Side.class)
  void wholeOne_atItsPrice_closesAllThatIsOpenThen(Side side) {
    boolean isLong = side == Side.LONG;
    world.byHand(BTC, ONE_WAY, isLong ? "0.02" : "-0.02");
    StopOrder stop = rests(BTC, side, StopShape.WHOLE, isLong ? "98000" : "102000", "0.02");
    world.byHand(BTC, ONE_WAY, isLong ? "0.05" : "-0.05");
    world.price(BTC, isLong ? "98000.1" : "101999.9");
    assertThat(openStops(BTC)).containsExactly(stop.id());
    world.price(BTC, isLong ? "98000" : "102000");
    await("flat", () -> held(BTC).signum() == 0);
    assertFired(stop, "0.05");
  }

  /** The order that it became is known by its id and by the stop's name, and so are its trades. */
  private void assertFired(StopOrder stop, String filled) {
    await("its order has ended", () -> asked(stop).status() == StopStatus.FINISHED);
    assertThat(openStops(stop.symbol())).doesNotContain(stop.id());
    VenueOrderId child = asked(stop).childOrderId().orElseThrow();
    assertThat(value(venue.nameOf(stop.symbol(), child))).isEqualTo(stop.id());
    OrderReport report = value(venue.order(stop.symbol(), stop.id()));
    assertThat(report.orderId()).isEqualTo(child);
    assertThat(report.executed()).isEqualTo(Quantity.of(filled));
    assertThat(report.side()).isEqualTo(stop.side().closing());
    List<VenueTrade> trades = value(venue.trades(stop.symbol(), child));
    assertThat(sum(trades)).isEqualTo(Quantity.of(filled));
    assertThat(trades).allMatch(trade -> trade.side() == stop.side().closing());
    assertNotFound(venue.cancelStop(stop.symbol(), stop.id()));
    assertThat(asked(stop).status().hasFired()).isTrue();
  }

  @Test
  void oneOfAQuantity_closesThatMuch() {
    buys(BTC, "0.05");
    StopOrder stop = rests(BTC, Side.LONG, StopShape.QUANTITY, "98000", "0.02");
    world.price(BTC, "97000");
    await("it has filled", () -> held(BTC).compareTo(Quantity.of("0.03").value()) == 0);
    assertFired(stop, "0.02");
  }

  @Test
  void oneOfAQuantityThatIsTooLarge_isCutToThePosition() {
    buys(BTC, "0.02");
    StopOrder stop = rests(BTC, Side.LONG, StopShape.QUANTITY, "98000", "0.02");
    value(reduces(BTC, OrderSide.SELL, "0.01"));
    world.price(BTC, "97000");
    await("flat", () -> held(BTC).signum() == 0);
    assertFired(stop, "0.01");
  }

  @Test
  void twoThatAreMetTogether_closeOnce() {
    buys(BTC, "0.02");
    rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    StopOrder nearer = rests(BTC, Side.LONG, StopShape.QUANTITY, "99000", "0.02");
    world.price(BTC, "97000");
    await("none rests", () -> openStops(BTC).isEmpty());
    assertAmount(held(BTC), "0");
    assertFired(nearer, "0.02");
  }

  @Test
  void stopThatHangs_isStillShown_andSaysSo() {
    buys(BTC, "0.02");
    StopOrder stop = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    world.hangTrigger();
    world.price(BTC, "97000");
    await("its price has come", () -> asked(stop).status() == StopStatus.TRIGGERING);
    assertThat(asked(stop).childOrderId()).isEmpty();
    assertThat(openStops(BTC)).containsExactly(stop.id());
    assertAmount(held(BTC), "0.02");
    assertNotFound(venue.cancelStop(BTC, stop.id()));
  }

  // ---- what goes wrong on the way

  @Test
  void stopWhoseRequestIsLost_isUnknown_andDoesNotRest() {
    buys(BTC, "0.02");
    StopOrder stop = stop(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    world.meets(Call.STOP, Trouble.REQUEST_LOST);
    assertUnknown(stop);
    assertNotFound(venue.stop(BTC, stop.id()));
    assertThat(openStops(BTC)).isEmpty();
  }

  @Test
  void stopWhoseAnswerIsLost_isUnknown_andRests() {
    buys(BTC, "0.02");
    StopOrder stop = stop(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    world.meets(Call.STOP, Trouble.ANSWER_LOST);
    assertUnknown(stop);
    assertThat(awaited("the stop", () -> venue.stop(BTC, stop.id())).status())
        .isEqualTo(StopStatus.NEW);
    assertThat(openStops(BTC)).containsExactly(stop.id());
  }

  private void assertUnknown(StopOrder stop) {
    assertThat(failure(venue.placeStop(stop)))
        .isInstanceOfSatisfying(
            Failure.Unknown.class, unknown -> assertThat(unknown.id()).isEqualTo(stop.id()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Trouble.class,
      names = {"MAINTENANCE", "KEY_REFUSED"})
  void stopThatIsNotTaken_doesNotRest(Trouble trouble) {
    buys(BTC, "0.02");
    StopOrder stop = stop(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    world.meets(Call.STOP, trouble);
    assertThat(failure(venue.placeStop(stop)))
        .isInstanceOf(
            trouble == Trouble.KEY_REFUSED ? Failure.Fatal.class : Failure.Retryable.class);
    assertThat(openStops(BTC)).isEmpty();
    assertThat(value(venue.placeStop(stop)).status()).isEqualTo(StopStatus.NEW);
  }

  @Test
  void cancelWithoutAnAnswer_isAskedAfter() {
    buys(BTC, "0.02");
    StopOrder stop = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    world.meets(Call.CANCEL, Trouble.REQUEST_LOST);
    assertThat(failure(venue.cancelStop(BTC, stop.id())))
        .isNotInstanceOf(Failure.NotFound.class)
        .isNotInstanceOf(Failure.Refused.class);
    assertThat(asked(stop).status()).isEqualTo(StopStatus.NEW);
    world.meets(Call.CANCEL, Trouble.ANSWER_LOST);
    assertThat(failure(venue.cancelStop(BTC, stop.id())))
        .isNotInstanceOf(Failure.NotFound.class)
        .isNotInstanceOf(Failure.Refused.class);
    await("cancelled", () -> asked(stop).status() == StopStatus.CANCELED);
  }

  // ---- hedge mode

  @Test
  void hedge_modeThatSomebodyChangedMeanwhile_isNoticedByAStop() {
    value(reduces(BTC, OrderSide.SELL, buys(BTC, "0.02").executed().toString()));
    world.hedge();
    world.byHand(BTC, Optional.of(Side.LONG), "0.02");
    StopOrder stop = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    assertThat(openStops(BTC)).containsExactly(stop.id());
  }

  @Test
  void hedge_eachLegHasItsWholeOne_whichClosesThatLegOnly() {
    world.hedge();
    world.byHand(BTC, Optional.of(Side.LONG), "0.02");
    world.byHand(BTC, Optional.of(Side.SHORT), "-0.03");
    StopOrder below = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    StopOrder above = rests(BTC, Side.SHORT, StopShape.WHOLE, "102000", "0.03");
    assertThat(openStops(BTC)).containsExactlyInAnyOrder(below.id(), above.id());
    world.price(BTC, "98000");
    await("the LONG leg is flat", () -> held(BTC, Side.LONG).signum() == 0);
    assertFired(below, "0.02");
    assertAmount(held(BTC, Side.SHORT), "-0.03");
    assertThat(openStops(BTC)).containsExactly(above.id());
    world.price(BTC, "102000");
    await("the SHORT leg is flat", () -> held(BTC, Side.SHORT).signum() == 0);
    assertFired(above, "0.03");
  }

  @Test
  void hedge_oneOfAQuantity_closesItsLegOnly() {
    world.hedge();
    world.byHand(BTC, Optional.of(Side.LONG), "0.02");
    world.byHand(BTC, Optional.of(Side.SHORT), "-0.03");
    StopOrder below = rests(BTC, Side.LONG, StopShape.QUANTITY, "98000", "0.01");
    world.price(BTC, "98000");
    await("it has filled", () -> held(BTC, Side.LONG).compareTo(Quantity.of("0.01").value()) == 0);
    assertFired(below, "0.01");
    assertAmount(held(BTC, Side.SHORT), "-0.03");
  }
}
