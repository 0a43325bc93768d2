package quantum.apply.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** What the parts of the kit begin with, and say in one word. */
public abstract class VenueCompatibilityKit {
  public static final Symbol BTC = Symbol.of("BTCUSDT");
  public static final Symbol ETH = Symbol.of("ETHUSDT");

  /** Listed nowhere. */
  static final Symbol NOWHERE = Symbol.of("NOWHEREUSDT");

  private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(20);

  VenueWorld world;
  Venue venue;
  private int number;

  /** A world of its own for each test. */
  abstract VenueWorld begin() throws Exception;

  @BeforeEach
  void open() throws Exception {
    world = begin();
    venue = world.venue();
  }

  @AfterEach
  void close() {
    world.close();
  }

  // ---- answers

  static <T> T value(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Ok<T>(T value) -> value;
      case Outcome.Failed<T>(Failure failure) -> fail("the venue answered " + failure);
    };
  }

  static Failure failure(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Ok<?>(Object value) -> fail("the venue answered " + value);
      case Outcome.Failed<?>(Failure failure) -> failure;
    };
  }

  static void assertRefused(Outcome<?> outcome, Failure.Reason reason) {
    assertThat(failure(outcome))
        .isInstanceOfSatisfying(
            Failure.Refused.class,
            refused -> assertThat(refused.reason()).as(refused.message()).isEqualTo(reason));
  }

  static void assertNotFound(Outcome<?> outcome) {
    assertThat(failure(outcome)).isInstanceOf(Failure.NotFound.class);
  }

  static void await(String what, BooleanSupplier reached) {
    long until = System.nanoTime() + SOON_NANOS;
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > until) {
        fail("not within 20 s: " + what);
      }
      Thread.onSpinWait();
    }
  }

  /** The first answer that is one, within the time that a venue may take to show what it knows. */
  static <T> T awaited(String what, Supplier<Outcome<T>> question) {
    long until = System.nanoTime() + SOON_NANOS;
    while (true) {
      Outcome<T> answer = question.get();
      if (answer instanceof Outcome.Ok<T>(T value)) {
        return value;
      }
      if (System.nanoTime() > until) {
        fail("not within 20 s: " + what + ", but " + answer);
      }
    }
  }

  // ---- orders

  ClientOrderId newName() {
    return new ClientOrderId(ClientOrderId.PREFIX + "kit" + ++number + "-0");
  }

  ClientOrderId newStopName() {
    return new ClientOrderId(ClientOrderId.STOP_PREFIX + "kit-" + ++number);
  }

  static MarketOrder order(
      Symbol symbol, OrderSide side, String qty, boolean reduceOnly, ClientOrderId id) {
    return new MarketOrder(symbol, side, Quantity.of(qty), reduceOnly, id);
  }

  OrderReport buys(Symbol symbol, String qty) {
    return value(venue.placeMarket(order(symbol, OrderSide.BUY, qty, false, newName())));
  }

  OrderReport sells(Symbol symbol, String qty) {
    return value(venue.placeMarket(order(symbol, OrderSide.SELL, qty, false, newName())));
  }

  Outcome<OrderReport> reduces(Symbol symbol, OrderSide side, String qty) {
    return venue.placeMarket(order(symbol, side, qty, true, newName()));
  }

  /** Base units held, negative for SHORT; of one-way mode. */
  BigDecimal held(Symbol symbol) {
    return value(venue.legs(symbol)).open().stream()
        .map(VenueCompatibilityKit::signed)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  BigDecimal held(Symbol symbol, Side leg) {
    return value(venue.legs(symbol))
        .of(leg)
        .map(VenueCompatibilityKit::signed)
        .orElse(BigDecimal.ZERO);
  }

  private static BigDecimal signed(VenuePosition held) {
    return held.quantity().value().multiply(BigDecimal.valueOf(held.side().direction()));
  }

  static void assertAmount(BigDecimal amount, String expected) {
    assertThat(amount).isEqualByComparingTo(expected);
  }

  static Quantity sum(List<VenueTrade> trades) {
    return trades.stream().map(VenueTrade::quantity).reduce(Quantity.ZERO, Quantity::plus);
  }

  // ---- stops

  StopOrder stop(Symbol symbol, Side side, StopShape shape, String trigger, String qty) {
    return new StopOrder(symbol, side, shape, Price.of(trigger), Quantity.of(qty), newStopName());
  }

  /** Lets one rest that is expected to. */
  StopOrder rests(Symbol symbol, Side side, StopShape shape, String trigger, String qty) {
    StopOrder stop = stop(symbol, side, shape, trigger, qty);
    assertThat(value(venue.placeStop(stop)).status()).isEqualTo(StopStatus.NEW);
    return stop;
  }

  List<ClientOrderId> openStops(Symbol symbol) {
    return value(venue.openStops(symbol)).stream().map(StopReport::id).toList();
  }

  StopReport asked(StopOrder stop) {
    return value(venue.stop(stop.symbol(), stop.id()));
  }

  static final Optional<Side> ONE_WAY = Optional.empty();
}
