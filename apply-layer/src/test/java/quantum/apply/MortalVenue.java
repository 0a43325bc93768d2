package quantum.apply;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.AccountStream;
import quantum.apply.venue.AccountTerms;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Legs;
import quantum.apply.venue.Margins;
import quantum.apply.venue.MarketOrder;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.PositionMode;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenueIncome;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenuePositions;
import quantum.apply.venue.VenueTerms;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.Symbol;
import quantum.runtime.systemd.Heartbeat;

/**
 * The exchange as a process has it until it dies: from then on no call of it goes out and no answer
 * comes in, though what is under way still arrives there. Before each order the exchange's clock is
 * moved on, since in truth no two orders are of the same instant.
 */
final class MortalVenue implements Venue {
  /** What the dead meet; nothing of the product catches it. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;

    Died() {
      super("killed", null, false, false);
    }
  }

  /** Whether this is how one ends that was killed. */
  static boolean isDeath(Throwable ended) {
    return ended instanceof Died || ended.getCause() instanceof Died;
  }

  private final Venue venue;
  private final Consumer<Symbol> beforeOrders;
  private volatile boolean dead;

  MortalVenue(Venue venue, Consumer<Symbol> beforeOrders) {
    this.venue = venue;
    this.beforeOrders = beforeOrders;
  }

  void die() {
    dead = true;
  }

  private <T> T alive(Supplier<T> call) {
    if (dead) {
      throw new Died();
    }
    T answer = call.get();
    if (dead) {
      throw new Died();
    }
    return answer;
  }

  private <T> T ordering(Symbol symbol, Supplier<T> call) {
    return alive(
        () -> {
          beforeOrders.accept(symbol);
          return call.get();
        });
  }

  @Override
  public Outcome<OrderReport> placeMarket(MarketOrder order) {
    return ordering(order.symbol(), () -> venue.placeMarket(order));
  }

  @Override
  public Outcome<StopReport> placeStop(StopOrder stop) {
    return ordering(stop.symbol(), () -> venue.placeStop(stop));
  }

  @Override
  public VenueTerms terms() {
    return venue.terms();
  }

  @Override
  public Outcome<SymbolRules> rules(Symbol symbol) {
    return alive(() -> venue.rules(symbol));
  }

  @Override
  public Outcome<Integer> refreshRules() {
    return alive(venue::refreshRules);
  }

  @Override
  public Outcome<Legs> legs(Symbol symbol) {
    return alive(() -> venue.legs(symbol));
  }

  @Override
  public Outcome<VenuePositions> positions() {
    return alive(venue::positions);
  }

  @Override
  public Margins margins() {
    return alive(venue::margins);
  }

  @Override
  public Outcome<BigDecimal> markPrice(Symbol symbol) {
    return alive(() -> venue.markPrice(symbol));
  }

  @Override
  public Outcome<BigDecimal> markPriceAt(Symbol symbol, long timeMillis) {
    return alive(() -> venue.markPriceAt(symbol, timeMillis));
  }

  @Override
  public Outcome<AccountTerms> accountTerms() {
    return alive(venue::accountTerms);
  }

  @Override
  public Outcome<PositionMode> positionMode() {
    return alive(venue::positionMode);
  }

  @Override
  public Outcome<Integer> leverage(Symbol symbol, int leverage) {
    return alive(() -> venue.leverage(symbol, leverage));
  }

  @Override
  public Outcome<OrderReport> order(Symbol symbol, ClientOrderId id) {
    return alive(() -> venue.order(symbol, id));
  }

  @Override
  public Outcome<ClientOrderId> nameOf(Symbol symbol, VenueOrderId order) {
    return alive(() -> venue.nameOf(symbol, order));
  }

  @Override
  public Outcome<StopReport> stop(Symbol symbol, ClientOrderId id) {
    return alive(() -> venue.stop(symbol, id));
  }

  @Override
  public Outcome<List<StopReport>> openStops() {
    return alive(venue::openStops);
  }

  @Override
  public Outcome<List<StopReport>> openStops(Symbol symbol) {
    return alive(() -> venue.openStops(symbol));
  }

  @Override
  public Outcome<ClientOrderId> cancelStop(Symbol symbol, ClientOrderId id) {
    return alive(() -> venue.cancelStop(symbol, id));
  }

  @Override
  public Outcome<List<VenueTrade>> trades(Symbol symbol, VenueOrderId order) {
    return alive(() -> venue.trades(symbol, order));
  }

  @Override
  public Outcome<List<VenueTrade>> tradesAfter(Symbol symbol, TradeCursor booked) {
    return alive(() -> venue.tradesAfter(symbol, booked));
  }

  @Override
  public Outcome<List<VenueTrade>> tradesSince(Symbol symbol, long sinceMillis) {
    return alive(() -> venue.tradesSince(symbol, sinceMillis));
  }

  @Override
  public Outcome<List<VenueIncome>> income(long fromMillis, long toMillis) {
    return alive(() -> venue.income(fromMillis, toMillis));
  }

  @Override
  public Outcome<Long> serverTime() {
    return alive(venue::serverTime);
  }

  @Override
  public AccountStream account(
      Clock clock, Heartbeat heartbeat, Consumer<? super AccountEvent> taker) {
    return venue.account(
        clock,
        heartbeat,
        event -> {
          if (!dead) {
            taker.accept(event);
          }
        });
  }
}
