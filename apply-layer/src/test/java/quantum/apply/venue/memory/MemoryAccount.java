package quantum.apply.venue.memory;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.IncomeId;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.OrderStatus;
import quantum.apply.venue.TradeId;
import quantum.apply.venue.VenueIncome;
import quantum.apply.venue.VenueIncome.Kind;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** What is held, ordered and traded. Everything fills at the mark, at once. */
final class MemoryAccount {
  static final int MAX_LEVERAGE = 50;
  private static final BigDecimal DEPOSIT = new BigDecimal("10000");
  private static final BigDecimal FEE = new BigDecimal("0.0004");
  private static final int FIRST_LEVERAGE = 10;

  /** Spreads the ids of trades, so that they tell no order. */
  private static final int SPREAD = 0x9E3779B1;

  /** A position: of a symbol, or of one side of it in hedge mode. */
  record Leg(Symbol symbol, Optional<Side> side) {}

  private record Held(BigDecimal amount, BigDecimal entry, long millis) {
    private static final Held NOTHING = new Held(BigDecimal.ZERO, BigDecimal.ZERO, 0);
  }

  /** An order that was executed, as far as the market could fill it. */
  record Executed(OrderReport report, Optional<Side> hedgeSide, Optional<VenueTrade> trade) {}

  private final Map<Leg, Held> held = new LinkedHashMap<>();
  private final Map<Symbol, BigDecimal> marks = new LinkedHashMap<>();
  private final Map<Symbol, Integer> leverages = new LinkedHashMap<>();
  private final List<Executed> orders = new ArrayList<>();
  private final List<VenueIncome> incomes = new ArrayList<>();
  private BigDecimal wallet = DEPOSIT;
  private boolean hedge;

  boolean isHedge() {
    return hedge;
  }

  /**
   * @throws IllegalStateException while anything is held
   */
  void hedge() {
    if (held.values().stream().anyMatch(one -> one.amount().signum() != 0)) {
      throw new IllegalStateException("the mode changes at flat only");
    }
    hedge = true;
  }

  Leg leg(Symbol symbol, Side side) {
    return new Leg(symbol, hedge ? Optional.of(side) : Optional.empty());
  }

  void mark(Symbol symbol, BigDecimal price) {
    marks.put(symbol, price);
  }

  Optional<BigDecimal> mark(Symbol symbol) {
    return Optional.ofNullable(marks.get(symbol));
  }

  void leverage(Symbol symbol, int leverage) {
    leverages.put(symbol, leverage);
  }

  /** Base units, negative for SHORT. */
  BigDecimal amount(Leg leg) {
    return held.getOrDefault(leg, Held.NOTHING).amount();
  }

  /** How much an order of this side could close, base units. */
  BigDecimal reducible(Leg leg, OrderSide side) {
    BigDecimal amount = amount(leg);
    return amount.signum() * sign(side) < 0 ? amount.abs() : BigDecimal.ZERO;
  }

  /** Whether there is margin for an order that opens. */
  boolean affords(Leg leg, OrderSide side, BigDecimal quantity) {
    BigDecimal after = amount(leg).add(signed(side, quantity));
    return after.abs().compareTo(amount(leg).abs()) <= 0
        || after
                .multiply(marks.get(leg.symbol()))
                .abs()
                .divide(BigDecimal.valueOf(leverageOf(leg.symbol())), MathContext.DECIMAL64)
                .compareTo(wallet)
            <= 0;
  }

  private int leverageOf(Symbol symbol) {
    return leverages.getOrDefault(symbol, FIRST_LEVERAGE);
  }

  /**
   * @param filled of the quantity, as far as the market goes; the rest expires
   */
  Executed execute(
      Leg leg,
      OrderSide side,
      BigDecimal quantity,
      BigDecimal filled,
      boolean reduceOnly,
      ClientOrderId id,
      long nowMillis) {
    VenueOrderId orderId = new VenueOrderId("o-" + Integer.toString(orders.size() + 1, 36));
    Optional<VenueTrade> trade =
        filled.signum() == 0
            ? Optional.empty()
            : Optional.of(fill(leg, side, filled, orderId, nowMillis));
    Executed executed =
        new Executed(
            new OrderReport(
                leg.symbol(),
                orderId,
                id,
                side,
                filled.compareTo(quantity) == 0 ? OrderStatus.FILLED : OrderStatus.EXPIRED,
                new Quantity(quantity),
                new Quantity(filled),
                trade.map(VenueTrade::price),
                reduceOnly && !hedge,
                nowMillis),
            leg.side(),
            trade);
    orders.add(executed);
    return executed;
  }

  private VenueTrade fill(
      Leg leg, OrderSide side, BigDecimal filled, VenueOrderId orderId, long nowMillis) {
    BigDecimal price = marks.get(leg.symbol());
    Held before = held.getOrDefault(leg, Held.NOTHING);
    BigDecimal closed = filled.min(reducible(leg, side));
    BigDecimal realized =
        price
            .subtract(before.entry())
            .multiply(closed)
            .multiply(BigDecimal.valueOf(before.amount().signum()));
    BigDecimal after = before.amount().add(signed(side, filled));
    BigDecimal entry =
        after.signum() == 0
            ? BigDecimal.ZERO
            : closed.compareTo(filled) == 0
                ? before.entry()
                : closed.signum() > 0
                    ? price // turned
                    : before
                        .entry()
                        .multiply(before.amount().abs())
                        .add(price.multiply(filled))
                        .divide(after.abs(), MathContext.DECIMAL64);
    held.put(leg, new Held(after, entry, nowMillis));
    BigDecimal fee = price.multiply(filled).multiply(FEE);
    int nth = trades(trade -> trade.timeMillis() == nowMillis).size();
    TradeId id = new TradeId("t" + Integer.toHexString((orders.size() + 1) * SPREAD));
    if (realized.signum() != 0) {
      earned(Kind.REALIZED_PNL, "profit", realized, Optional.of(leg), Optional.of(id), nowMillis);
    }
    earned(Kind.COMMISSION, "fee", fee.negate(), Optional.of(leg), Optional.of(id), nowMillis);
    return new VenueTrade(
        leg.symbol(),
        id,
        new MemoryTerms.Place(nowMillis, nth),
        orderId,
        side,
        leg.side(),
        new Price(price),
        new Quantity(filled),
        realized,
        fee,
        "USDT",
        nowMillis);
  }

  /** Lets every position pay, or be paid. */
  List<VenueIncome> fund(BigDecimal rate, long nowMillis) {
    return held.entrySet().stream()
        .filter(one -> one.getValue().amount().signum() != 0)
        .map(
            one ->
                earned(
                    Kind.FUNDING,
                    "carry",
                    one.getValue()
                        .amount()
                        .multiply(marks.get(one.getKey().symbol()))
                        .multiply(rate)
                        .negate(),
                    Optional.of(one.getKey()),
                    Optional.empty(),
                    nowMillis))
        .toList();
  }

  VenueIncome transfer(BigDecimal amount, long nowMillis) {
    return earned(Kind.TRANSFER, "wire", amount, Optional.empty(), Optional.empty(), nowMillis);
  }

  private VenueIncome earned(
      Kind kind,
      String word,
      BigDecimal amount,
      Optional<Leg> of,
      Optional<TradeId> trade,
      long nowMillis) {
    VenueIncome income =
        new VenueIncome(
            new IncomeId(word + '-' + Integer.toHexString((incomes.size() + 1) * SPREAD)),
            kind,
            word,
            "USDT",
            amount,
            of.map(Leg::symbol),
            trade,
            nowMillis);
    incomes.add(income);
    wallet = wallet.add(amount);
    return income;
  }

  /** Oldest first. */
  List<VenueIncome> incomes() {
    return incomes;
  }

  BigDecimal wallet() {
    return wallet;
  }

  /** The latest order that meets a condition. */
  Optional<Executed> order(Predicate<OrderReport> which) {
    return orders.reversed().stream().filter(order -> which.test(order.report())).findFirst();
  }

  /** Oldest first. */
  List<VenueTrade> trades(Predicate<VenueTrade> which) {
    return orders.stream().flatMap(order -> order.trade().stream()).filter(which).toList();
  }

  List<VenuePosition> positions() {
    return held.entrySet().stream()
        .filter(one -> one.getValue().amount().signum() != 0)
        .map(one -> position(one.getKey(), one.getValue()))
        .toList();
  }

  private VenuePosition position(Leg leg, Held now) {
    return new VenuePosition(
        leg.symbol(),
        now.amount().signum() > 0 ? Side.LONG : Side.SHORT,
        leg.side().isPresent(),
        new Quantity(now.amount().abs()),
        Optional.of(new Price(now.entry())),
        mark(leg.symbol()).map(Price::new),
        Optional.of(new Leverage(leverageOf(leg.symbol()))),
        Optional.empty(),
        now.millis());
  }

  static BigDecimal signed(OrderSide side, BigDecimal quantity) {
    return side == OrderSide.BUY ? quantity : quantity.negate();
  }

  private static int sign(OrderSide side) {
    return side == OrderSide.BUY ? 1 : -1;
  }
}
