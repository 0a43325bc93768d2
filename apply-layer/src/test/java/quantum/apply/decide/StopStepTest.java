package quantum.apply.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.StopShape;
import quantum.apply.venue.StopStatus;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

class StopStepTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final StopStep.Wanted LONG_98 = wanted(Side.LONG, "98", "4");

  private static StopStep.Wanted wanted(Side side, String trigger, String qty) {
    return new StopStep.Wanted(side, Price.of(trigger), Quantity.of(qty));
  }

  private static StopReport stop(
      String id, Side side, StopShape shape, String trigger, String qty, StopStatus status) {
    return new StopReport(
        new StopOrder(
            BTC, side, shape, Price.of(trigger), Quantity.of(qty), new ClientOrderId("qs-" + id)),
        status,
        Optional.empty());
  }

  private static StopReport whole(String id, String trigger) {
    return stop(id, Side.LONG, StopShape.WHOLE, trigger, "0", StopStatus.NEW);
  }

  private static StopReport part(String id, String trigger, String qty) {
    return stop(id, Side.LONG, StopShape.QUANTITY, trigger, qty, StopStatus.NEW);
  }

  private static StopStep next(StopReport... ours) {
    return StopStep.next(Optional.of(LONG_98), List.of(ours));
  }

  private static StopStep cancel(String id) {
    return new StopStep.Cancel(new ClientOrderId("qs-" + id));
  }

  private static StopStep rests(String id) {
    return new StopStep.Rests(new ClientOrderId("qs-" + id));
  }

  @Test
  void nothingWanted_everythingGoes() {
    assertThat(StopStep.next(Optional.empty(), List.of())).isEqualTo(new StopStep.Done());
    assertThat(StopStep.next(Optional.empty(), List.of(whole("a", "98")))).isEqualTo(cancel("a"));
  }

  @Test
  void firstStop_isOfTheWholePosition() {
    assertThat(next()).isEqualTo(new StopStep.Place(StopShape.WHOLE));
  }

  @Test
  void fittingStop_rests_andLeftoversGo() {
    assertThat(next(whole("a", "98"))).isEqualTo(rests("a"));
    assertThat(next(whole("a", "98.00"))).isEqualTo(rests("a"));
    assertThat(next(part("a", "98", "4"))).isEqualTo(rests("a"));
    assertThat(next(part("b", "98", "4"), whole("a", "98"))).isEqualTo(cancel("b"));
    assertThat(next(whole("old", "97"), part("b", "98", "4"))).isEqualTo(cancel("old"));
  }

  @Test
  void move_placesTheOtherShapeFirst() {
    assertThat(next(whole("a", "97"))).isEqualTo(new StopStep.Place(StopShape.QUANTITY));
    assertThat(next(part("a", "97", "4"))).isEqualTo(new StopStep.Place(StopShape.WHOLE));
  }

  @Test
  void stopOfAnotherSize_isReplacedByAWholeOne() {
    assertThat(next(part("a", "98", "3"))).isEqualTo(new StopStep.Place(StopShape.WHOLE));
    assertThat(next(part("a", "98", "5"))).isEqualTo(new StopStep.Place(StopShape.WHOLE));
  }

  @Test
  void bothShapesTaken_theOneThatProtectsLessGoes() {
    assertThat(next(whole("near", "97"), part("far", "96", "4"))).isEqualTo(cancel("far"));
    assertThat(next(whole("far", "96"), part("near", "97", "4"))).isEqualTo(cancel("far"));
    assertThat(
            StopStep.next(
                Optional.of(wanted(Side.SHORT, "102", "4")),
                List.of(
                    stop("near", Side.SHORT, StopShape.WHOLE, "103", "0", StopStatus.NEW),
                    stop("far", Side.SHORT, StopShape.QUANTITY, "104", "4", StopStatus.NEW))))
        .isEqualTo(cancel("far"));
    StopReport other = stop("other", Side.SHORT, StopShape.WHOLE, "98", "0", StopStatus.NEW);
    assertThat(next(part("own", "97", "4"), other)).isEqualTo(cancel("other"));
    assertThat(next(other, part("own", "97", "4"))).isEqualTo(cancel("other"));
  }

  @Test
  void stopOfTheOtherSide_protectsNothing() {
    assertThat(next(stop("a", Side.SHORT, StopShape.QUANTITY, "98", "4", StopStatus.NEW)))
        .isEqualTo(new StopStep.Place(StopShape.WHOLE));
  }

  @Test
  void whatHasFiredOrGone_doesNotRest() {
    for (StopStatus status : StopStatus.values()) {
      StopStep step = next(stop("a", Side.LONG, StopShape.WHOLE, "98", "0", status));
      assertThat(step)
          .as(status.name())
          .isEqualTo(status == StopStatus.NEW ? rests("a") : new StopStep.Place(StopShape.WHOLE));
    }
  }

  /** Whatever is wanted in whatever order, carried out step by step as the exchange would. */
  @Property(tries = 500)
  void anyMoves_neverNaked_neverMoreThanTwo_andOneInTheEnd(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 80, max = 99) Integer> triggers,
      @ForAll @Size(min = 12, max = 12) List<@IntRange(min = 1, max = 5) Integer> sizes,
      @ForAll @IntRange(min = 0, max = 3) int stepsBeforeTheNext) {
    List<StopReport> resting = new ArrayList<>();
    int number = 0;
    boolean begun = false;
    for (int i = 0; i < triggers.size(); i++) {
      StopStep.Wanted wanted =
          wanted(Side.LONG, triggers.get(i).toString(), sizes.get(i).toString());
      boolean last = i == triggers.size() - 1;
      for (int step = 0; last ? step < 6 : step < stepsBeforeTheNext; step++) {
        StopStep next = StopStep.next(Optional.of(wanted), resting);
        switch (next) {
          case StopStep.Place(StopShape shape) -> {
            assertThat(resting).noneMatch(stop -> stop.order().shape() == shape);
            resting.add(
                stop(
                    "n" + number++,
                    Side.LONG,
                    shape,
                    wanted.trigger().toString(),
                    wanted.quantity().toString(),
                    StopStatus.NEW));
            begun = true;
          }
          case StopStep.Cancel(ClientOrderId id) ->
              assertThat(resting.removeIf(stop -> stop.id().equals(id))).isTrue();
          case StopStep.Rests rests -> {}
          case StopStep.Done done -> throw new AssertionError("a stop is wanted");
        }
        if (begun) {
          assertThat(resting).hasSizeBetween(1, 2);
        }
      }
      if (last) {
        assertThat(resting).hasSize(1);
        assertThat(wanted.isMetBy(resting.getFirst().order())).isTrue();
      }
    }
  }
}
