package quantum.apply.venue.binance;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.AccountStream;
import quantum.apply.venue.AccountTerms;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Legs;
import quantum.apply.venue.Margins;
import quantum.apply.venue.MarketOrder;
import quantum.apply.venue.OddRow;
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
import quantum.apply.venue.binance.Diagnosis.Remedy;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;
import quantum.runtime.systemd.Heartbeat;
import tools.jackson.databind.JsonNode;

/**
 * An account at Binance USDⓈ-M futures.
 *
 * <p>Three refusals are certain to have executed nothing and are mended here, once per call: a
 * clock that is off (measured and signed again), a position mode that is not the one assumed
 * (detected again), rules that changed (read again; fitting the quantity is the caller's). A POST
 * that places an order is otherwise sent exactly once, whatever becomes of its answer.
 */
public final class BinanceVenue implements Venue, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BinanceVenue.class);
  private static final long MINUTE_MILLIS = 60_000;

  private final Endpoints endpoints;
  private final Credentials credentials;
  private final Timeouts timeouts;
  private final BinanceTerms terms;
  private final Calls calls;
  private final Modes modes;
  private final Stops stops;
  private final OwnTrades trades;
  private final Incomes incomes;
  private final Margins margins;
  private final TradingRules rules;

  /** One that nobody else acts at for the same service. */
  public BinanceVenue(Endpoints endpoints, Credentials credentials, Timeouts timeouts) {
    this(endpoints, credentials, timeouts, () -> true);
  }

  /**
   * Connects lazily: nothing is sent before the first call.
   *
   * @param mayAct asked right before anything is sent that changes the account: whether it is our
   *     turn
   */
  public BinanceVenue(
      Endpoints endpoints, Credentials credentials, Timeouts timeouts, BooleanSupplier mayAct) {
    this(
        endpoints,
        credentials,
        timeouts,
        System::currentTimeMillis,
        () -> System.nanoTime() / 1_000_000,
        mayAct);
  }

  /**
   * @param wallMillis our clock, epoch milliseconds
   * @param monotonicMillis a clock that nobody sets, for pauses
   */
  BinanceVenue(
      Endpoints endpoints,
      Credentials credentials,
      Timeouts timeouts,
      LongSupplier wallMillis,
      LongSupplier monotonicMillis,
      BooleanSupplier mayAct) {
    this.endpoints = endpoints;
    this.credentials = credentials;
    this.timeouts = timeouts;
    this.terms = BinanceTerms.of(timeouts.recvWindow());
    this.calls = new Calls(endpoints, credentials, timeouts, wallMillis, monotonicMillis, mayAct);
    this.modes = new Modes(calls);
    this.stops = new Stops(calls, modes);
    this.trades = new OwnTrades(calls);
    this.incomes = new Incomes(calls);
    this.margins = new BinanceMargins(calls, monotonicMillis);
    this.rules = new TradingRules(calls, monotonicMillis);
  }

  @Override
  public VenueTerms terms() {
    return terms;
  }

  @Override
  public Outcome<SymbolRules> rules(Symbol symbol) {
    return rules.of(symbol);
  }

  @Override
  public Outcome<Integer> refreshRules() {
    return rules.refresh();
  }

  // ---- positions and market

  @Override
  public Outcome<Legs> legs(Symbol symbol) {
    return positions(Request.get("/fapi/v3/positionRisk").with("symbol", symbol))
        .then(
            rows -> {
              Optional<OddRow> odd =
                  rows.unreadable().stream().filter(row -> row.mayBeOf(symbol)).findFirst();
              if (odd.isPresent()) {
                return Outcome.failed(
                    new Failure.Retryable(
                        Diagnosis.SOON_MILLIS, "position cannot be read: " + odd.get()));
              }
              return Outcome.ok(rows.legs(symbol));
            });
  }

  @Override
  public Outcome<VenuePositions> positions() {
    return positions(Request.get("/fapi/v3/positionRisk"));
  }

  private Outcome<VenuePositions> positions(Request request) {
    return calls.ask(request, rows -> Models.positions(rows, calls.now()));
  }

  @Override
  public Outcome<BigDecimal> markPrice(Symbol symbol) {
    return calls.ask(
        Request.open("/fapi/v1/premiumIndex").with("symbol", symbol),
        index -> Models.price(index.path("markPrice")));
  }

  @Override
  public Outcome<BigDecimal> markPriceAt(Symbol symbol, long timeMillis) {
    long minute = timeMillis - Math.floorMod(timeMillis, MINUTE_MILLIS);
    return calls
        .ask(
            Request.open("/fapi/v1/markPriceKlines")
                .with("symbol", symbol)
                .with("interval", "1m")
                .with("startTime", minute)
                .with("limit", 1),
            // the first one from there on may be a later one
            candles ->
                Answers.list(candles)
                    .valueStream()
                    .filter(candle -> Models.openTime(candle) == minute)
                    .findFirst()
                    .map(Models::close))
        .then(
            close ->
                close
                    .map(Outcome::ok)
                    .orElseGet(
                        () ->
                            Outcome.failed(
                                new Failure.NotFound("no mark price of " + symbol + " then"))));
  }

  @Override
  public Margins margins() {
    return margins;
  }

  @Override
  public Outcome<PositionMode> positionMode() {
    return modes.detect();
  }

  @Override
  public Outcome<AccountTerms> accountTerms() {
    return calls.ask(
        Request.get("/fapi/v1/accountConfig"),
        answer ->
            new AccountTerms(
                Modes.read(answer),
                Answers.flag(answer, "canTrade"),
                Answers.flag(answer, "multiAssetsMargin")));
  }

  @Override
  public Outcome<Integer> leverage(Symbol symbol, int leverage) {
    return calls.ask(
        Request.post("/fapi/v1/leverage").with("symbol", symbol).with("leverage", leverage),
        answer -> (int) Answers.integer(answer, "leverage"));
  }

  @Override
  public Outcome<Long> serverTime() {
    return calls.serverTime();
  }

  // ---- orders

  @Override
  public Outcome<OrderReport> placeMarket(MarketOrder order) {
    return modes
        .send(
            mode ->
                calls.signed(
                    placing(order, mode), answer -> reportOf(order.symbol(), order.id(), answer)))
        .then(verdict -> placed(order, verdict));
  }

  private Outcome<OrderReport> placed(MarketOrder order, Calls.Verdict<OrderReport> verdict) {
    return switch (verdict) {
      case Calls.Verdict.Good<OrderReport>(OrderReport report) -> Outcome.ok(report);
      case Calls.Verdict.Bad<OrderReport>(Diagnosis bad) -> {
        if (bad.remedy() == Remedy.REFRESH_RULES) {
          rules.refreshIfStale();
        }
        yield bad.remedy() == Remedy.LOOK_UP
                && order(order.symbol(), order.id()) instanceof Outcome.Ok<OrderReport> found
            ? found
            : Outcome.failed(bad.failure());
      }
    };
  }

  /** The parameters of a MARKET order in either position mode. */
  private static Request placing(MarketOrder order, PositionMode mode) {
    Request request =
        Request.place("/fapi/v1/order", order.id())
            .with("symbol", order.symbol())
            .with("side", order.side());
    request =
        switch (mode) {
          case ONE_WAY -> request.with("type", "MARKET").with("quantity", order.quantity());
          // an order against one side of a hedged account cannot open the other one, which is why
          // the exchange takes no reduceOnly here
          case HEDGE ->
              request
                  .with("positionSide", heldSide(order))
                  .with("type", "MARKET")
                  .with("quantity", order.quantity());
        };
    if (mode == PositionMode.ONE_WAY && order.reduceOnly()) {
      request = request.with("reduceOnly", "true");
    }
    return request.with("newClientOrderId", order.id()).with("newOrderRespType", "RESULT");
  }

  private static String heldSide(MarketOrder order) {
    OrderSide opening = order.reduceOnly() ? order.side().opposite() : order.side();
    return opening.opens().name();
  }

  @Override
  public Outcome<OrderReport> order(Symbol symbol, ClientOrderId id) {
    return calls.ask(
        Request.get("/fapi/v1/order").with("symbol", symbol).with("origClientOrderId", id),
        answer -> reportOf(symbol, id, answer));
  }

  /** The report, if it is of this order: an answer about another one is none. */
  private static OrderReport reportOf(Symbol symbol, ClientOrderId id, JsonNode answer) {
    OrderReport report = Models.order(answer);
    if (!report.symbol().equals(symbol) || !report.id().equals(id)) {
      throw new Answers.Unreadable(
          "report of " + report.symbol() + " " + report.id() + ", asked for " + symbol + " " + id);
    }
    return report;
  }

  @Override
  public Outcome<ClientOrderId> nameOf(Symbol symbol, VenueOrderId order) {
    return calls.ask(
        Request.get("/fapi/v1/order").with("symbol", symbol).with("orderId", order),
        answer -> new ClientOrderId(Answers.text(answer, "clientOrderId")));
  }

  // ---- stops

  @Override
  public Outcome<StopReport> placeStop(StopOrder stop) {
    return stops.place(stop);
  }

  @Override
  public Outcome<StopReport> stop(Symbol symbol, ClientOrderId id) {
    return stops.one(symbol, id);
  }

  @Override
  public Outcome<List<StopReport>> openStops() {
    return stops.open();
  }

  @Override
  public Outcome<List<StopReport>> openStops(Symbol symbol) {
    return stops.open(symbol);
  }

  @Override
  public Outcome<ClientOrderId> cancelStop(Symbol symbol, ClientOrderId id) {
    return stops.cancel(id);
  }

  // ---- trades

  @Override
  public Outcome<List<VenueTrade>> trades(Symbol symbol, VenueOrderId order) {
    return trades.of(symbol, order);
  }

  @Override
  public Outcome<List<VenueTrade>> tradesAfter(Symbol symbol, TradeCursor booked) {
    return trades.after(symbol, booked);
  }

  @Override
  public Outcome<List<VenueTrade>> tradesSince(Symbol symbol, long sinceMillis) {
    return trades.since(symbol, sinceMillis);
  }

  @Override
  public Outcome<List<VenueIncome>> income(long fromMillis, long toMillis) {
    return incomes.between(fromMillis, toMillis);
  }

  @Override
  public AccountStream account(
      Clock wall, Heartbeat heartbeat, Consumer<? super AccountEvent> taker) {
    return new UserStream(
        endpoints, credentials, timeouts, StreamTiming.DEFAULT, wall, heartbeat, taker);
  }

  /** Gives up calls under way and closes the connections. */
  @Override
  public void close() {
    calls.close();
  }
}
