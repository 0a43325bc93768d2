package quantum.apply.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quantum.apply.venue.AccountEvent.OrderFilled;
import quantum.apply.venue.AccountEvent.PositionsChanged;
import quantum.apply.venue.AccountEvent.Resync;
import quantum.apply.venue.AccountEvent.StopChanged;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.runtime.Health;
import quantum.runtime.testing.Loop;

/** What {@link AccountStream} promises. */
abstract class AccountStreamKit extends VenueCompatibilityKit {
  private final BlockingQueue<AccountEvent> events = new LinkedBlockingQueue<>();
  private final List<AccountEvent> heard = new ArrayList<>();
  private AccountStream stream;
  private Loop loop;

  @BeforeEach
  void listen() {
    stream =
        venue.account(
            Clock.systemUTC(),
            new Health("venue-kit", Clock.systemUTC()).loop("account"),
            events::add);
    assertThat(stream.freshness().isFresh()).as("before it runs").isFalse();
    loop = new Loop(stream);
    assertThat(next(AccountEvent.class, event -> true)).as("first").isInstanceOf(Resync.class);
    await("fresh", () -> stream.freshness().isFresh());
  }

  @AfterEach
  void hangUp() {
    loop.close();
  }

  /** The next event of a kind that was not asked for yet: kinds come in any order. */
  private <T extends AccountEvent> T next(Class<T> kind, Predicate<T> which) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < until) {
      Optional<T> found =
          heard.stream().filter(kind::isInstance).map(kind::cast).filter(which).findFirst();
      if (found.isPresent()) {
        heard.remove(found.get());
        return found.get();
      }
      try {
        Optional.ofNullable(events.poll(100, TimeUnit.MILLISECONDS)).ifPresent(heard::add);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return fail("not told within 20 s: " + kind.getSimpleName());
  }

  private StopChanged next(StopOrder stop, StopChanged.Status status) {
    return next(
        StopChanged.class,
        event -> event.clientId().equals(stop.id().value()) && event.status() == status);
  }

  @Test
  void fill_isToldAsTheListOfTradesShowsIt() {
    OrderReport report = buys(BTC, "0.01");
    OrderFilled filled = next(OrderFilled.class, event -> true);
    assertThat(filled.order().clientId()).isEqualTo(report.id().value());
    assertThat(filled.order().orderId()).isEqualTo(report.orderId());
    assertThat(filled.order().side()).isEqualTo(OrderSide.BUY);
    assertThat(filled.order().status()).isEqualTo(OrderStatus.FILLED);
    assertThat(filled.order().executed()).isEqualTo(Quantity.of("0.01"));
    VenueTrade listed = value(venue.trades(BTC, report.orderId())).getFirst();
    assertThat(filled.trade())
        .usingComparatorForType(BigDecimal::compareTo, BigDecimal.class)
        .usingRecursiveComparison()
        .isEqualTo(listed);
  }

  @Test
  void position_isToldAsItIsNow() {
    buys(BTC, "0.03");
    assertHolding("0.03");
    value(reduces(BTC, OrderSide.SELL, "0.01"));
    assertHolding("0.02");
    sells(BTC, "0.05");
    assertHolding("-0.03");
    value(reduces(BTC, OrderSide.BUY, "0.03"));
    assertHolding("0");
  }

  private void assertHolding(String amount) {
    PositionsChanged changed = next(PositionsChanged.class, event -> !event.positions().isEmpty());
    assertThat(changed.reason()).isEqualTo(PositionsChanged.Reason.ORDER);
    assertThat(changed.positions())
        .singleElement()
        .satisfies(
            held -> {
              assertThat(held.symbol()).isEqualTo(BTC);
              assertThat(held.hedgeSide()).isEmpty();
              assertAmount(held.amount(), amount);
            });
  }

  @Test
  void hand_isToldLikeAnyOther_byANameThatIsNotOurs() {
    world.byHand(BTC, ONE_WAY, "-0.02");
    OrderFilled filled = next(OrderFilled.class, event -> true);
    assertThat(filled.order().clientId()).doesNotStartWith(ClientOrderId.PREFIX);
    assertThat(filled.order().side()).isEqualTo(OrderSide.SELL);
    assertHolding("-0.02");
  }

  @Test
  void legOfAHedgedAccount_isToldWithItsSide() {
    world.hedge();
    sells(BTC, "0.02");
    OrderFilled filled = next(OrderFilled.class, event -> true);
    assertThat(filled.trade().hedgeSide()).contains(Side.SHORT);
    PositionsChanged changed =
        next(
            PositionsChanged.class,
            event -> event.positions().stream().anyMatch(held -> held.amount().signum() != 0));
    assertThat(changed.positions())
        .filteredOn(held -> held.amount().signum() != 0)
        .singleElement()
        .satisfies(held -> assertThat(held.hedgeSide()).isEqualTo(Optional.of(Side.SHORT)));
  }

  @Test
  void stop_isToldFromItsBeginningToItsEnd() {
    buys(BTC, "0.02");
    StopOrder cancelled = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    StopChanged begun = next(cancelled, StopChanged.Status.NEW);
    assertThat(begun.symbol()).isEqualTo(BTC);
    assertThat(begun.trigger()).contains(cancelled.trigger());
    assertThat(begun.orderId()).isEmpty();
    value(venue.cancelStop(BTC, cancelled.id()));
    StopChanged ended = next(cancelled, StopChanged.Status.CANCELED);
    assertThat(ended.stopId()).isEqualTo(begun.stopId());
    assertThat(ended.status().isFinal()).isTrue();
  }

  @Test
  void stopThatFires_isTold_withTheOrderThatItBecame() {
    buys(BTC, "0.02");
    StopOrder stop = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    world.price(BTC, "97000");
    StopChanged fired = next(stop, StopChanged.Status.FINISHED);
    assertThat(fired.executed()).contains(Quantity.of("0.02"));
    await("its report", () -> asked(stop).childOrderId().isPresent());
    assertThat(fired.orderId()).isEqualTo(asked(stop).childOrderId());
  }

  @Test
  void fillOfAStop_bearsItsName() {
    buys(BTC, "0.02");
    StopOrder stop = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    world.price(BTC, "97000");
    OrderFilled filled =
        next(OrderFilled.class, event -> event.order().clientId().equals(stop.id().value()));
    assertThat(filled.trade().quantity()).isEqualTo(Quantity.of("0.02"));
    assertThat(filled.trade().side()).isEqualTo(OrderSide.SELL);
  }

  @Test
  void stopsThatEndByThemselves_areTold() {
    buys(BTC, "0.02");
    StopOrder whole = rests(BTC, Side.LONG, StopShape.WHOLE, "98000", "0.02");
    StopOrder part = rests(BTC, Side.LONG, StopShape.QUANTITY, "98500", "0.02");
    value(reduces(BTC, OrderSide.SELL, "0.02"));
    next(whole, StopChanged.Status.EXPIRED);
    world.price(BTC, "97000");
    next(part, StopChanged.Status.REJECTED);
  }

  @Test
  void leverage_isTold() {
    value(venue.leverage(BTC, 7));
    AccountEvent.LeverageChanged changed = next(AccountEvent.LeverageChanged.class, event -> true);
    assertThat(changed.symbol()).isEqualTo(BTC);
    assertThat(changed.leverage()).isEqualTo(7);
  }

  @Test
  void eachConnection_beginsWithAResync_andTellsOn() {
    world.cutStream();
    next(Resync.class, event -> true);
    await("fresh again", () -> stream.freshness().isFresh());
    OrderReport report = buys(BTC, "0.01");
    assertThat(next(OrderFilled.class, event -> true).order().orderId())
        .isEqualTo(report.orderId());
  }

  @Test
  void doubt_isNotFresh_untilItIsConnectedAnew() {
    stream.doubt("a fill was not told");
    next(Resync.class, event -> true);
    await("fresh again", () -> stream.freshness().isFresh());
    buys(BTC, "0.01");
    next(OrderFilled.class, event -> true);
  }
}
