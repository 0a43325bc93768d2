package quantum.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopShape;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.paper.account.AlgoRequest;
import quantum.paper.account.AlgoType;
import quantum.paper.account.OrderRequest;
import quantum.paper.account.PositionSide;
import quantum.paper.account.TimeInForce;
import quantum.paper.account.WorkingType;
import quantum.paper.exchange.Command;
import quantum.paper.exchange.CommandLog;
import quantum.paper.exchange.Exchange;
import quantum.paper.exchange.ExchangeListener;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleSeries;
import quantum.paper.prices.Tick;
import quantum.paper.prices.TickSequence;
import quantum.paper.rules.ExchangeInfo;

/** A stop fills in a replay when, where and for what it fills at the paper exchange. */
class ReplayExchangeTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final long START = 1_746_770_000_000L;
  private static final Quantity QTY = Quantity.of("0.5");

  /** What a stop traded. */
  private record Traded(
      long timeMillis, BigDecimal price, BigDecimal qty, BigDecimal pnl, BigDecimal fee) {}

  /** Forty minutes that wander and jump between their bars. */
  private static SortedMap<Symbol, CandleSeries> prices(Random random) {
    List<Candle> bars = new ArrayList<>();
    double price = 10_000;
    for (int i = 0; i < 40; i++) {
      double open = price + random.nextGaussian() * 20;
      double close = open + random.nextGaussian() * 40;
      double high = Math.max(open, close) + Math.abs(random.nextGaussian()) * 30;
      double low = Math.min(open, close) - Math.abs(random.nextGaussian()) * 30;
      bars.add(
          new Candle(
              START + i * 60_000L, tick(open), tick(high), tick(low), tick(close), BigDecimal.ONE));
      price = close;
    }
    return new TreeMap<>(Map.of(BTC, CandleSeries.of(BTC, bars)));
  }

  private static BigDecimal tick(double price) {
    return BigDecimal.valueOf(Math.round(price * 10), 1);
  }

  @Test
  void stops_tradeAsAtThePaperExchange_onAnyPath() {
    int fired = 0;
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      SortedMap<Symbol, CandleSeries> prices = prices(random);
      Side side = random.nextBoolean() ? Side.LONG : Side.SHORT;
      StopShape shape = StopShape.values()[random.nextInt(2)];
      int begin = random.nextInt(8);
      double distance = 20 + random.nextInt(80);

      Optional<Traded> here = inAReplay(prices, side, shape, begin, distance);

      assertThat(here)
          .as("seed %d", seed)
          .isEqualTo(atThePaperExchange(prices, side, shape, begin, distance));
      fired += here.isPresent() ? 1 : 0;
    }
    assertThat(fired).as("stops that fired").isGreaterThan(200);
  }

  private static BigDecimal trigger(Side side, BigDecimal price, double distance) {
    return price.subtract(BigDecimal.valueOf(side.direction() * distance)).setScale(1);
  }

  private static Optional<Traded> inAReplay(
      SortedMap<Symbol, CandleSeries> prices,
      Side side,
      StopShape shape,
      int begin,
      double distance) {
    ReplayExchange exchange =
        new ReplayExchange(ExchangeInfo.of(prices.values(), Map.of()), AccountTerms.DEFAULTS);
    int count = 0;
    for (Tick tick : new TickSequence(prices.values())) {
      List<ReplayExchange.Fired> fired = exchange.priced(tick);
      if (!fired.isEmpty()) {
        assertThat(exchange.held(BTC)).isEmpty();
        var trade = fired.getFirst().trades().getFirst();
        return Optional.of(
            new Traded(
                trade.timeMillis(),
                trade.price().value(),
                trade.quantity().value(),
                trade.realizedPnl(),
                trade.commission()));
      }
      if (count++ == begin) {
        exchange.send(
            new PlanId("entry"), BTC, side.opening(), List.of(QTY), false, tick.timeMillis());
        Price trigger = new Price(trigger(side, tick.price(), distance));
        var id = ReplayExchange.TERMS.clientIds().stop(new PositionId("position"), 1);
        assertThat(exchange.place(new StopOrder(BTC, side, shape, trigger, QTY, id))).isTrue();
      }
    }
    return Optional.empty();
  }

  private static Optional<Traded> atThePaperExchange(
      SortedMap<Symbol, CandleSeries> prices,
      Side side,
      StopShape shape,
      int begin,
      double distance) {
    Exchange exchange =
        new Exchange(
            prices,
            ExchangeInfo.of(prices.values(), Map.of()).filters().values(),
            AccountTerms.DEFAULTS,
            CommandLog.NONE,
            ExchangeListener.NONE);
    for (int count = 0; ; count++) {
      var event = exchange.advance();
      if (event.isEmpty()) {
        return Optional.empty();
      }
      var trades = exchange.ask(account -> List.copyOf(account.trades()));
      if (trades.size() > 1) {
        var trade = trades.get(1);
        return Optional.of(
            new Traded(
                trade.timeMillis(),
                trade.price(),
                trade.quantity(),
                trade.realizedPnl(),
                trade.commission()));
      }
      if (count == begin) {
        exchange.place(
            new Command.Place(
                OrderRequest.market(BTC, side.opening(), QTY.value(), false, "entry"),
                BigDecimal.ONE,
                ""));
        exchange.place(
            new Command.PlaceAlgo(
                new AlgoRequest(
                    BTC,
                    side.closing(),
                    PositionSide.BOTH,
                    AlgoType.STOP_MARKET,
                    trigger(side, event.get().price(), distance),
                    shape == StopShape.WHOLE
                        ? new AlgoRequest.Size.Position()
                        : new AlgoRequest.Size.Quantity(QTY.value(), true),
                    WorkingType.MARK_PRICE,
                    false,
                    TimeInForce.GTC,
                    Optional.of("stop"))));
      }
    }
  }
}
