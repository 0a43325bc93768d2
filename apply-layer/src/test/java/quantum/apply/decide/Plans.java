package quantum.apply.decide;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.TradeId;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTerms;
import quantum.apply.venue.VenueTrade;
import quantum.apply.venue.binance.BinanceTerms;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Decoded;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** Plans, positions and trades as the streams and the exchange would bring them. */
final class Plans {
  static final Symbol BTC = Symbol.of("BTCUSDT");
  static final long T0 = 1_746_372_780_000L;
  static final VenueTerms TERMS = new BinanceTerms(5_000);
  static final SymbolRules RULES =
      new SymbolRules(
          BTC,
          SymbolRules.TRADING,
          new BigDecimal("0.001"),
          Quantity.of("0.001"),
          Quantity.of("120"),
          new BigDecimal("0.1"),
          new BigDecimal("100"));

  private Plans() {}

  static ApplyPlan.Entry entry(String... fields) {
    return (ApplyPlan.Entry)
        plan(
            "ENTRY_PROPOSED",
            concat(
                List.of("side", "LONG", "qty", "0.0109", "entry_price", "100000", "leverage", "5"),
                fields));
  }

  static ApplyPlan.Close close(String percent, String... fields) {
    return (ApplyPlan.Close)
        plan(
            "PARTIAL_50",
            concat(
                List.of("steps", "[{\"type\":\"market_reduce_only\",\"pct\":" + percent + "}]"),
                fields));
  }

  static ApplyPlan.UpdateStop updateStop(String stop, String... fields) {
    return (ApplyPlan.UpdateStop) plan("UPDATE_SL", concat(List.of("stop_loss", stop), fields));
  }

  static ApplyPlan plan(String action, String... fields) {
    Map<String, String> all = new java.util.HashMap<>();
    all.put("plan_id", "0123456789abcdef");
    all.put("action", action);
    all.put("symbol", "BTCUSDT");
    all.put("timestamp", Long.toString(T0 / 1000));
    for (int i = 0; i < fields.length; i += 2) {
      all.put(fields[i], fields[i + 1]);
    }
    return switch (ApplyPlan.decode(all, T0 + "-0")) {
      case Decoded.Ok<ApplyPlan>(ApplyPlan plan, _) -> plan;
      case Decoded.Bad<ApplyPlan> bad -> throw new IllegalArgumentException(bad.reason());
    };
  }

  private static String[] concat(List<String> base, String... more) {
    String[] all = base.toArray(new String[base.size() + more.length]);
    System.arraycopy(more, 0, all, base.size(), more.length);
    return all;
  }

  /** A position opened by {@link #entry} at 100000, or as the further fields say. */
  static OpenPosition open(String... fields) {
    Map<String, String> hash = new java.util.HashMap<>();
    hash.put("symbol", "BTCUSDT");
    hash.put("side", "LONG");
    hash.put("qty", "0.01");
    hash.put("initial_qty", "0.01");
    hash.put("entry_price", "100000");
    hash.put("position_id", "p1");
    hash.put("opened_at", Long.toString(T0 / 1000));
    hash.put("tick_size", "0.1");
    hash.put("last_trade_id", "10");
    for (int i = 0; i < fields.length; i += 2) {
      hash.put(fields[i], fields[i + 1]);
    }
    return switch (OpenPosition.decode(hash)) {
      case Decoded.Ok<Optional<OpenPosition>>(var open, _) -> open.orElseThrow();
      case Decoded.Bad<Optional<OpenPosition>> bad ->
          throw new IllegalArgumentException(bad.reason());
    };
  }

  static VenuePosition held(Side side, String qty) {
    return new VenuePosition(
        BTC,
        side,
        Quantity.of(qty),
        Optional.of(Price.of("100500")),
        Optional.empty(),
        Optional.of(new Leverage(5)),
        T0 + 60_000);
  }

  static TradeCursor place(long number) {
    return TERMS.cursor(Long.toString(number)).orElseThrow();
  }

  static VenueOrderId orderId(long number) {
    return new VenueOrderId(Long.toString(number));
  }

  static VenueTrade trade(long id, OrderSide side, String qty, String price, String realized) {
    return new VenueTrade(
        BTC,
        new TradeId(Long.toString(id)),
        place(id),
        orderId(id * 10),
        side,
        Price.of(price),
        Quantity.of(qty),
        new BigDecimal(realized),
        new BigDecimal("0.4"),
        "USDT",
        T0 + id);
  }
}
