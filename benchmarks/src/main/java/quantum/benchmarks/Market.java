package quantum.benchmarks;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.contracts.PriceUpdate;
import quantum.contracts.Protection;
import quantum.contracts.Unsettled;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.StreamProbe;

/** Fifty open positions, entry 100 and risk 2 each, and prices for them. */
final class Market {
  static final int SYMBOLS = 50;

  private Market() {}

  static List<Symbol> symbols() {
    return IntStream.range(0, SYMBOLS).mapToObj(i -> Symbol.of("COIN" + i + "USDT")).toList();
  }

  static void open(StreamProbe probe, Names names, Symbol symbol, String id, long openedAtMillis) {
    Position position =
        new Position(
            symbol,
            Side.LONG,
            new PositionId(id),
            Quantity.of("1.5"),
            Quantity.of("1.5"),
            Price.of("100"),
            Optional.of(new BigDecimal("2")),
            Optional.of(Price.of("98")),
            Optional.empty(),
            List.of(),
            List.of(),
            new Leverage(5),
            Optional.of(new BigDecimal("0.8")),
            openedAtMillis,
            0,
            Optional.of(new BigDecimal("0.01")));
    OpenPosition open =
        new OpenPosition(
            position,
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            BigDecimal.ZERO,
            Optional.empty(),
            Protection.NONE,
            Unsettled.NOTHING,
            OpenPosition.SOURCE_APPLY_LAYER);
    probe.commands().del(names.position(symbol));
    probe.commands().hset(names.position(symbol), open.encode());
    probe.commands().sadd(names.positionsOpen(), symbol.name());
  }

  /** A slow wave of 0.5 R around the entry and a long way up to 3 R: most prices decide nothing. */
  static List<Map<String, String>> prices(int count, long fromMillis) {
    List<Symbol> symbols = symbols();
    List<Map<String, String>> prices = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      double way = (double) i / count;
      double price = 100 + 6.1 * way + Math.sin(i / 700.0);
      prices.add(
          new HashMap<>(
              new PriceUpdate(
                      symbols.get(i % SYMBOLS),
                      Price.of(Double.toString(Math.round(price * 10_000) / 10_000.0)),
                      fromMillis + i / SYMBOLS)
                  .encode()));
    }
    return prices;
  }
}
