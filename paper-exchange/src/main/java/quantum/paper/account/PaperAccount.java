package quantum.paper.account;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;
import quantum.paper.refusal.Refusal;

/**
 * A USDT-margined futures account in one-way mode with cross margin. It knows no clock, no network
 * and no randomness: the same calls in the same order give the same orders, trades and ids.
 *
 * <p>Orders fill at once and completely at the mark price, as taker, without slippage. A LIMIT
 * order fills so if it is marketable; one that would have to rest is refused with -1020, because
 * there is no order book here. So no order is ever open, and the venue's rule that client ids are
 * unique among <em>open</em> orders never refuses one: a resend of a filled MARKET order trades
 * twice, exactly as on the venue. There is no funding and no liquidation.
 *
 * <p>Not safe for threads; the exchange serialises its calls.
 */
public final class PaperAccount {
  private static final long FIRST_ORDER_ID = 4_000_000_001L; // beyond int, as the venue's are
  private static final long FIRST_TRADE_ID = 700_000_001L;
  private static final int MONEY_SCALE = 8;
  private static final int MAX_CLIENT_ID_LENGTH = 36;
  private static final Pattern CLIENT_ID = Pattern.compile("[.A-Z:/a-z0-9_-]+");

  private final AccountTerms terms;
  private final SortedMap<Symbol, Holding> holdings = new TreeMap<>();
  private final Map<Symbol, Holding> holdingOf = new HashMap<>();
  private final List<PaperOrder> orders = new ArrayList<>();
  private final Map<String, PaperOrder> byClientId = new HashMap<>();
  private final List<PaperTrade> trades = new ArrayList<>();
  private BigDecimal wallet;

  public PaperAccount(AccountTerms terms, Collection<SymbolFilters> filters) {
    this.terms = terms;
    this.wallet = terms.balance();
    filters.forEach(this::rules);
  }

  /** Replaces a symbol's rules, or begins to trade it. */
  public void rules(SymbolFilters rules) {
    Holding holding = holdingOf.get(rules.symbol());
    if (holding == null) {
      Holding fresh = new Holding(rules, terms.leverage());
      holdings.put(rules.symbol(), fresh);
      holdingOf.put(rules.symbol(), fresh);
    } else {
      holding.filters = rules;
    }
  }

  /**
   * Takes the mark price that orders fill at and positions are valued at from now on.
   *
   * @throws IllegalArgumentException if the symbol is not traded here
   */
  public void mark(Symbol symbol, BigDecimal price) {
    Holding holding = holdingOf.get(symbol);
    if (holding == null) {
      throw new IllegalArgumentException(symbol + " is not traded here");
    }
    holding.mark = Optional.of(price);
  }

  public Optional<BigDecimal> mark(Symbol symbol) {
    return Optional.ofNullable(holdingOf.get(symbol)).flatMap(holding -> holding.mark);
  }

  public Optional<SymbolFilters> filters(Symbol symbol) {
    return Optional.ofNullable(holdingOf.get(symbol)).map(holding -> holding.filters);
  }

  /** Places an order that the market can fill completely. */
  public Placement place(OrderRequest request, long nowMillis) {
    return place(request, BigDecimal.ONE, nowMillis);
  }

  /**
   * Places an order of which the market can fill only a part; the rest expires, as the rest of a
   * MARKET order does.
   *
   * @param fillable fraction of the quantity, 0 to 1; the filled quantity is floored to the step
   * @param nowMillis replay time
   */
  public Placement place(OrderRequest request, BigDecimal fillable, long nowMillis) {
    Holding holding = holdingOf.get(request.symbol());
    if (holding == null) {
      return new Placement.Refused(Refusal.BAD_SYMBOL);
    }
    Optional<Refusal> refusal = refusalOf(request, holding);
    if (refusal.isPresent()) {
      return new Placement.Refused(refusal.get());
    }
    BigDecimal quantity =
        request.reduceOnly() ? request.quantity().min(holding.amount.abs()) : request.quantity();
    boolean waits = !marketable(request, holding.mark.orElseThrow());
    BigDecimal step = holding.filters.lotOf(request.type()).step();
    BigDecimal filled =
        waits
            ? BigDecimal.ZERO
            : fillable.compareTo(BigDecimal.ONE) >= 0
                ? quantity
                : quantity.multiply(fillable).divide(step, 0, RoundingMode.DOWN).multiply(step);
    if (!request.reduceOnly() && !affordable(holding, request.side(), filled)) {
      return new Placement.Refused(Refusal.MARGIN);
    }
    return execute(request, holding, quantity, filled, nowMillis);
  }

  /**
   * Moves a position to {@code target} base units as if its owner had traded by hand: at the mark
   * price, with a fee, an order and a trade, but past the filters and the margin check. Nothing
   * happens if it is there already.
   */
  public Placement adjust(Symbol symbol, BigDecimal target, long nowMillis) {
    Holding holding = holdingOf.get(symbol);
    if (holding == null) {
      return new Placement.Refused(Refusal.BAD_SYMBOL);
    }
    if (holding.mark.isEmpty()) {
      return new Placement.Refused(Refusal.NO_PRICE_YET);
    }
    BigDecimal difference = target.subtract(holding.amount);
    if (difference.signum() == 0) {
      return new Placement.Refused(Refusal.QUANTITY_NOT_POSITIVE);
    }
    OrderRequest byHand =
        OrderRequest.market(
            symbol,
            difference.signum() > 0 ? OrderSide.BUY : OrderSide.SELL,
            difference.abs(),
            false,
            "web_" + nextOrderId());
    return execute(byHand, holding, difference.abs(), difference.abs(), nowMillis);
  }

  /**
   * Sets a symbol's leverage.
   *
   * @return -1121, -4028 or -2028 if it was refused
   */
  public Optional<Refusal> leverage(Symbol symbol, int leverage) {
    Holding holding = holdingOf.get(symbol);
    if (holding == null) {
      return Optional.of(Refusal.BAD_SYMBOL);
    }
    if (leverage < 1 || leverage > AccountTerms.MAX_LEVERAGE) {
      return Optional.of(Refusal.leverage(Integer.toString(leverage)));
    }
    int before = holding.leverage;
    holding.leverage = leverage;
    if (leverage < before && !position(holding).isFlat() && available().signum() < 0) {
      holding.leverage = before;
      return Optional.of(Refusal.LEVERAGE_MARGIN);
    }
    return Optional.empty();
  }

  /** Deposits plus realized profit minus fees, USDT. */
  public BigDecimal wallet() {
    return wallet;
  }

  /** Unrealized profit of all positions, USDT. */
  public BigDecimal unrealizedPnl() {
    return sum(holdings.values().stream().map(h -> position(h).unrealizedPnl()).toList());
  }

  /** Margin that the open positions bind, USDT. */
  public BigDecimal initialMargin() {
    return sum(holdings.values().stream().map(h -> position(h).initialMargin()).toList());
  }

  /** wallet + unrealized profit − bound margin, USDT; what new positions can use. */
  public BigDecimal available() {
    return wallet.add(unrealizedPnl()).subtract(initialMargin());
  }

  public AccountTerms terms() {
    return terms;
  }

  /** The symbol's position, flat if there is none; empty if the symbol is not traded here. */
  public Optional<PaperPosition> position(Symbol symbol) {
    return Optional.ofNullable(holdingOf.get(symbol)).map(PaperAccount::position);
  }

  /** The positions that are not flat, by symbol. */
  public List<PaperPosition> positions() {
    return holdings.values().stream()
        .map(PaperAccount::position)
        .filter(position -> !position.isFlat())
        .toList();
  }

  public Optional<PaperOrder> order(long orderId) {
    long index = orderId - FIRST_ORDER_ID;
    return index >= 0 && index < orders.size()
        ? Optional.of(orders.get((int) index))
        : Optional.empty();
  }

  /** The latest order with this client id. */
  public Optional<PaperOrder> order(String clientOrderId) {
    return Optional.ofNullable(byClientId.get(clientOrderId));
  }

  /** Accepted orders in the order of their ids. */
  public List<PaperOrder> orders() {
    return Collections.unmodifiableList(orders);
  }

  /** Trades in the order of their ids. */
  public List<PaperTrade> trades() {
    return Collections.unmodifiableList(trades);
  }

  private Optional<Refusal> refusalOf(OrderRequest request, Holding holding) {
    return refusedId(request)
        .or(() -> holding.filters.lotOf(request.type()).check(request.quantity()))
        .or(() -> refusedLimit(request, holding))
        .or(() -> holding.mark.isEmpty() ? Optional.of(Refusal.NO_PRICE_YET) : Optional.empty())
        .or(() -> refusedTimeInForce(request, holding))
        .or(
            () ->
                request.reduceOnly()
                    ? refusedReduceOnly(request, holding)
                    : refusedNotional(request, holding));
  }

  private static Optional<Refusal> refusedId(OrderRequest request) {
    return request
        .clientOrderId()
        .flatMap(
            id -> {
              if (id.length() > MAX_CLIENT_ID_LENGTH) {
                return Optional.of(Refusal.CLIENT_ID_TOO_LONG);
              }
              return CLIENT_ID.matcher(id).matches()
                  ? Optional.empty()
                  : Optional.of(Refusal.CLIENT_ID_INVALID);
            });
  }

  private static Optional<Refusal> refusedLimit(OrderRequest request, Holding holding) {
    return switch (request.type()) {
      case MARKET -> Optional.empty();
      case LIMIT ->
          request
              .limit()
              .map(holding.filters::checkPrice)
              .orElse(Optional.of(Refusal.parameter("price")));
    };
  }

  private static Optional<Refusal> refusedTimeInForce(OrderRequest request, Holding holding) {
    if (request.type() == OrderType.MARKET) {
      return Optional.empty();
    }
    boolean marketable = marketable(request, holding.mark.orElseThrow());
    return switch (request.timeInForce()) {
      case IOC -> Optional.empty();
      case FOK -> marketable ? Optional.empty() : Optional.of(Refusal.FILL_OR_KILL);
      case GTX -> Optional.of(marketable ? Refusal.POST_ONLY : Refusal.NOT_SUPPORTED);
      case GTC -> marketable ? Optional.empty() : Optional.of(Refusal.NOT_SUPPORTED);
    };
  }

  private static Optional<Refusal> refusedReduceOnly(OrderRequest request, Holding holding) {
    boolean reduces = holding.amount.signum() * sign(request.side()) < 0;
    return reduces ? Optional.empty() : Optional.of(Refusal.REDUCE_ONLY);
  }

  private static Optional<Refusal> refusedNotional(OrderRequest request, Holding holding) {
    BigDecimal price = request.limit().orElse(holding.mark.orElseThrow());
    BigDecimal least = holding.filters.minNotional();
    return request.quantity().multiply(price).compareTo(least) < 0
        ? Optional.of(Refusal.minNotional(least))
        : Optional.empty();
  }

  private static boolean marketable(OrderRequest request, BigDecimal mark) {
    return request
        .limit()
        .map(limit -> limit.compareTo(mark) * sign(request.side()) >= 0)
        .orElse(true);
  }

  /** A fill that makes the position smaller is always affordable, even for a ruined account. */
  private boolean affordable(Holding holding, OrderSide side, BigDecimal quantity) {
    BigDecimal mark = holding.mark.orElseThrow();
    BigDecimal after = holding.amount.add(signed(side, quantity));
    if (after.abs().compareTo(holding.amount.abs()) <= 0) {
      return true;
    }
    // Filling at the mark turns unrealized into realized profit, so only margin and fee count.
    BigDecimal moreMargin =
        after
            .abs()
            .subtract(holding.amount.abs())
            .multiply(mark)
            .divide(BigDecimal.valueOf(holding.leverage), MathContext.DECIMAL64);
    BigDecimal fee = commission(quantity.multiply(mark));
    return available().subtract(moreMargin).subtract(fee).signum() >= 0;
  }

  private Placement execute(
      OrderRequest request,
      Holding holding,
      BigDecimal quantity,
      BigDecimal filled,
      long nowMillis) {
    long orderId = nextOrderId();
    BigDecimal price = holding.mark.orElseThrow();
    BigDecimal quote = price.multiply(filled);
    List<PaperTrade> fills = new ArrayList<>(1);
    if (filled.signum() > 0) {
      BigDecimal realized = holding.fill(signed(request.side(), filled), price, nowMillis);
      BigDecimal commission = commission(quote);
      wallet = wallet.add(realized).subtract(commission);
      fills.add(
          new PaperTrade(
              FIRST_TRADE_ID + trades.size(),
              orderId,
              request.symbol(),
              request.side(),
              price,
              filled,
              quote,
              realized,
              commission,
              nowMillis));
    }
    PaperOrder order =
        new PaperOrder(
            orderId,
            request.clientOrderId().orElse("paper_" + orderId),
            request.symbol(),
            request.side(),
            request.type(),
            request.timeInForce(),
            request.limit(),
            request.reduceOnly(),
            quantity,
            filled,
            filled.signum() > 0 ? price : BigDecimal.ZERO,
            quote,
            filled.compareTo(quantity) == 0 ? OrderStatus.FILLED : OrderStatus.EXPIRED,
            nowMillis);
    orders.add(order);
    byClientId.put(order.clientOrderId(), order);
    trades.addAll(fills);
    return new Placement.Accepted(order, fills);
  }

  private long nextOrderId() {
    return FIRST_ORDER_ID + orders.size();
  }

  private BigDecimal commission(BigDecimal quote) {
    return money(quote.multiply(terms.takerFee()));
  }

  private static PaperPosition position(Holding holding) {
    return new PaperPosition(
        holding.filters.symbol(),
        holding.amount,
        holding.entry,
        holding.mark.orElse(BigDecimal.ZERO),
        holding.leverage,
        holding.updatedMillis);
  }

  private static BigDecimal money(BigDecimal value) {
    return value.setScale(MONEY_SCALE, RoundingMode.HALF_UP);
  }

  private static BigDecimal sum(Collection<BigDecimal> values) {
    return values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal signed(OrderSide side, BigDecimal quantity) {
    return side == OrderSide.BUY ? quantity : quantity.negate();
  }

  private static int sign(OrderSide side) {
    return side == OrderSide.BUY ? 1 : -1;
  }

  /** One symbol's rules, mark, leverage and position. */
  private static final class Holding {
    private SymbolFilters filters;
    private Optional<BigDecimal> mark = Optional.empty();
    private BigDecimal amount = BigDecimal.ZERO;
    private BigDecimal entry = BigDecimal.ZERO;
    private int leverage;
    private long updatedMillis;

    Holding(SymbolFilters filters, int leverage) {
      this.filters = filters;
      this.leverage = leverage;
    }

    /**
     * Adds a signed quantity at a price. Closing leaves the entry price as it is; opening and
     * adding average it by quantity; what goes beyond flat opens the other side at the price.
     *
     * @return realized profit of the closed part, USDT
     */
    BigDecimal fill(BigDecimal signed, BigDecimal price, long nowMillis) {
      BigDecimal before = amount;
      BigDecimal after = before.add(signed);
      BigDecimal realized = BigDecimal.ZERO;
      if (before.signum() * signed.signum() >= 0) {
        entry =
            before
                .multiply(entry)
                .add(signed.multiply(price))
                .divide(after, MathContext.DECIMAL128);
      } else {
        BigDecimal closed = before.abs().min(signed.abs());
        realized = price.subtract(entry).multiply(before.signum() > 0 ? closed : closed.negate());
        if (after.signum() == 0) {
          entry = BigDecimal.ZERO;
        } else if (after.signum() != before.signum()) {
          entry = price;
        }
      }
      amount = after.signum() == 0 ? BigDecimal.ZERO : after;
      updatedMillis = nowMillis;
      return money(realized);
    }
  }
}
