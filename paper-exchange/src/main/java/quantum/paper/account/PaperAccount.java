package quantum.paper.account;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;
import quantum.paper.refusal.Refusal;

/**
 * A USDT-margined futures account with cross margin, in one-way or hedge mode. It knows no clock,
 * no network and no randomness: the same calls in the same order give the same orders, trades and
 * ids.
 *
 * <p>Orders fill at once and completely at the mark price, as taker, with the slippage of the
 * terms. A LIMIT order fills so if it is marketable; one that would have to rest is refused with
 * -1020, because there is no order book here. So no order is ever open, and the venue's rule that
 * client ids are unique among <em>open</em> orders never refuses one: a resend of a filled MARKET
 * order trades twice, exactly as on the venue.
 *
 * <p>Not safe for threads; the exchange serialises its calls.
 */
public final class PaperAccount {
  private static final Symbol BNBUSDT = Symbol.of("BNBUSDT");

  private final AccountTerms terms;
  private final SortedMap<Symbol, Holding> holdings = new TreeMap<>();
  private final Map<Symbol, Holding> holdingOf = new HashMap<>();
  private final Wallet wallet;
  private final Executions executions;
  private boolean hedge;

  public PaperAccount(AccountTerms terms, Collection<SymbolFilters> filters) {
    this.terms = terms;
    this.wallet = new Wallet(terms.balance());
    this.executions = new Executions(wallet, terms, () -> mark(BNBUSDT));
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
    Optional<Refusal> refusal = OrderRules.refusalOf(request, holding, hedge);
    if (refusal.isPresent()) {
      return new Placement.Refused(refusal.get());
    }
    BigDecimal held = holding.leg(request.positionSide()).amount().abs();
    BigDecimal quantity = request.reducesOnly() ? request.quantity().min(held) : request.quantity();
    boolean waits = !OrderRules.marketable(request, holding.mark.orElseThrow());
    BigDecimal step = holding.filters.lotOf(request.type()).step();
    BigDecimal filled =
        waits
            ? BigDecimal.ZERO
            : fillable.compareTo(BigDecimal.ONE) >= 0
                ? quantity
                : quantity.multiply(fillable).divide(step, 0, RoundingMode.DOWN).multiply(step);
    if (!request.reducesOnly()
        && !affordable(holding, request.positionSide(), request.side(), filled)) {
      return new Placement.Refused(Refusal.MARGIN);
    }
    BigDecimal price = holding.mark.orElseThrow();
    return executions.execute(
        request, Optional.empty(), holding, price, quantity, filled, nowMillis);
  }

  /**
   * Moves a position to {@code target} base units as if its owner had traded by hand: at the mark
   * price, with a fee, an order and a trade, but past the filters and the margin check. Nothing
   * happens if it is there already.
   *
   * @return -4061 if the account holds no such position, -4003 if there is nothing to do
   */
  public Placement adjust(Symbol symbol, PositionSide side, BigDecimal target, long nowMillis) {
    Holding holding = holdingOf.get(symbol);
    if (holding == null) {
      return new Placement.Refused(Refusal.BAD_SYMBOL);
    }
    if (holding.mark.isEmpty()) {
      return new Placement.Refused(Refusal.NO_PRICE_YET);
    }
    if (!side.fits(hedge) || !side.admits(target.signum())) {
      return new Placement.Refused(Refusal.POSITION_SIDE);
    }
    BigDecimal difference = target.subtract(holding.leg(side).amount());
    if (difference.signum() == 0) {
      return new Placement.Refused(Refusal.QUANTITY_NOT_POSITIVE);
    }
    OrderRequest byHand =
        OrderRequest.market(
            symbol,
            difference.signum() > 0 ? OrderSide.BUY : OrderSide.SELL,
            side,
            difference.abs(),
            false,
            "web_" + executions.nextOrderId());
    BigDecimal price = holding.mark.get();
    BigDecimal quantity = difference.abs();
    return executions.execute(
        byHand, Optional.empty(), holding, price, quantity, quantity, nowMillis);
  }

  /**
   * Makes and fills the child of a conditional order that was met: a MARKET order under the same
   * client id, of the whole position, or of the quantity cut to the position if it is reduce-only.
   *
   * @param price that it fills at
   * @return -2022 if there is nothing to reduce, -2019 if it opens more than the account can bear
   */
  Placement trigger(AlgoOrder algo, BigDecimal price, long nowMillis) {
    AlgoRequest request = algo.request();
    Holding holding = holdingOf.get(request.symbol());
    Leg leg = holding.leg(request.positionSide());
    BigDecimal reducible =
        OrderRules.reduces(request.side(), leg) ? leg.amount().abs() : BigDecimal.ZERO;
    BigDecimal quantity =
        switch (request.size()) {
          case AlgoRequest.Size.Position position -> reducible;
          case AlgoRequest.Size.Quantity(BigDecimal base, boolean reduceOnly) ->
              request.reducesOnly() ? base.min(reducible) : base;
        };
    if (quantity.signum() == 0) {
      return new Placement.Refused(Refusal.REDUCE_ONLY);
    }
    if (!request.reducesOnly()
        && !affordable(holding, request.positionSide(), request.side(), quantity)) {
      return new Placement.Refused(Refusal.MARGIN);
    }
    OrderRequest child =
        OrderRequest.market(
            request.symbol(),
            request.side(),
            request.positionSide(),
            quantity,
            request.reduceOnly(),
            algo.clientAlgoId());
    return executions.execute(
        child, Optional.of(request), holding, price, quantity, quantity, nowMillis);
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
    if (leverage < before && holding.open().findAny().isPresent() && available().signum() < 0) {
      holding.leverage = before;
      return Optional.of(Refusal.LEVERAGE_MARGIN);
    }
    return Optional.empty();
  }

  /** What is paid, and in what, from now on. */
  public void paidIn(PaidIn next) {
    wallet.paidIn(next);
  }

  public PaidIn paidIn() {
    return wallet.paidIn();
  }

  /** Deposits plus realized profit minus fees, with funding, USD; without BNB. */
  public BigDecimal wallet() {
    return wallet.balance();
  }

  /** What changed the balance, in the order in which it did. */
  public List<Income> incomes() {
    return wallet.incomes();
  }

  /**
   * Pays or takes funding for every position, from the marks that hold.
   *
   * @param rate fraction of the notional value that LONG pays to SHORT
   */
  public List<Income> fund(BigDecimal rate, long nowMillis) {
    return holdings.keySet().stream()
        .flatMap(symbol -> fund(symbol, rate, nowMillis).stream())
        .toList();
  }

  /** The same for one symbol, at a rate of its own. */
  public List<Income> fund(Symbol symbol, BigDecimal rate, long nowMillis) {
    return holdingOf
        .get(symbol)
        .open()
        .map(
            held ->
                wallet.add(
                    Income.Type.FUNDING_FEE,
                    Optional.of(symbol),
                    held.notional().multiply(rate).negate(),
                    nowMillis))
        .toList();
  }

  /**
   * Closes the position that needs the most margin, at its mark, by an order of the venue's own.
   */
  public Placement.Accepted liquidate(long nowMillis) {
    PaperPosition held = Liquidation.largest(this).orElseThrow();
    BigDecimal quantity = held.amount().abs();
    OrderRequest forced =
        OrderRequest.market(
            held.symbol(),
            held.amount().signum() > 0 ? OrderSide.SELL : OrderSide.BUY,
            held.side(),
            quantity,
            held.side() == PositionSide.BOTH,
            PaperOrder.LIQUIDATION_PREFIX + executions.nextOrderId());
    Holding holding = holdingOf.get(held.symbol());
    return executions.execute(
        forced, Optional.empty(), holding, held.markPrice(), quantity, quantity, nowMillis);
  }

  /** What is lost beyond the balance is paid by the venue's insurance, once nothing is open. */
  public Optional<Income> clearDebt(long nowMillis) {
    return wallet().signum() < 0 && positions().isEmpty()
        ? Optional.of(
            wallet.add(Income.Type.INSURANCE_CLEAR, Optional.empty(), wallet().negate(), nowMillis))
        : Optional.empty();
  }

  /** Money that comes in, or goes out. */
  public Income transfer(String asset, BigDecimal amount, long nowMillis) {
    return wallet.add(Income.Type.TRANSFER, Optional.empty(), asset, amount, nowMillis);
  }

  /** Unrealized profit of all positions, USDT. */
  public BigDecimal unrealizedPnl() {
    return sum(open().map(PaperPosition::unrealizedPnl).toList());
  }

  /** Margin that the open positions bind, USDT. */
  public BigDecimal initialMargin() {
    return sum(open().map(PaperPosition::initialMargin).toList());
  }

  /** wallet + unrealized profit − bound margin, USDT; what new positions can use. */
  public BigDecimal available() {
    return wallet().add(unrealizedPnl()).subtract(initialMargin());
  }

  /** Those that are traded here. */
  public Set<Symbol> symbols() {
    return Collections.unmodifiableSet(holdings.keySet());
  }

  /** That a symbol is set to. */
  public int leverage(Symbol symbol) {
    return holdingOf.get(symbol).leverage;
  }

  public AccountTerms terms() {
    return terms;
  }

  /** Whether a symbol has a LONG and a SHORT position side by side, instead of one. */
  public boolean isHedge() {
    return hedge;
  }

  /**
   * Changes the position mode; whoever asks sees to it that no order rests.
   *
   * @return -4059 if it is so already, -4068 while anything is open
   */
  public Optional<Refusal> hedge(boolean dual) {
    if (dual == hedge) {
      return Optional.of(Refusal.POSITION_MODE_UNCHANGED);
    }
    if (open().findAny().isPresent()) {
      return Optional.of(Refusal.MODE_WITH_POSITION);
    }
    hedge = dual;
    return Optional.empty();
  }

  /**
   * The symbol's position in one-way mode, flat if there is none; empty if the symbol is not traded
   * here.
   */
  public Optional<PaperPosition> position(Symbol symbol) {
    return position(symbol, PositionSide.BOTH);
  }

  /** One of the symbol's positions, flat if there is none; empty if it is not traded here. */
  public Optional<PaperPosition> position(Symbol symbol, PositionSide side) {
    return Optional.ofNullable(holdingOf.get(symbol)).map(holding -> holding.position(side));
  }

  /** The positions that are not flat, by symbol, LONG before SHORT. */
  public List<PaperPosition> positions() {
    return open().toList();
  }

  /** Whether more than one position is not flat. */
  public boolean holdsSeveral() {
    int open = 0;
    for (Holding holding : holdings.values()) {
      open += holding.openLegs();
    }
    return open > 1;
  }

  private Stream<PaperPosition> open() {
    return holdings.values().stream().flatMap(Holding::open);
  }

  public Optional<PaperOrder> order(long orderId) {
    return executions.order(orderId);
  }

  /** The latest order with this client id. */
  public Optional<PaperOrder> order(String clientOrderId) {
    return executions.order(clientOrderId);
  }

  /** Accepted orders in the order of their ids. */
  public List<PaperOrder> orders() {
    return executions.orders();
  }

  /** Trades in the order of their ids. */
  public List<PaperTrade> trades() {
    return executions.trades();
  }

  /** A fill that makes the position smaller is always affordable, even for a ruined account. */
  private boolean affordable(
      Holding holding, PositionSide held, OrderSide side, BigDecimal quantity) {
    BigDecimal mark = holding.mark.orElseThrow();
    BigDecimal before = holding.leg(held).amount();
    BigDecimal after = before.add(Executions.signed(side, quantity));
    if (after.abs().compareTo(before.abs()) <= 0) {
      return true;
    }
    // Filling at the mark turns unrealized into realized profit, so only margin and fee count.
    BigDecimal moreMargin =
        after
            .abs()
            .subtract(before.abs())
            .multiply(mark)
            .divide(BigDecimal.valueOf(holding.leverage), MathContext.DECIMAL64);
    BigDecimal fee = executions.commission(quantity.multiply(mark));
    return available().subtract(moreMargin).subtract(fee).signum() >= 0;
  }

  private static BigDecimal sum(Collection<BigDecimal> values) {
    return values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
