package quantum.bridge;

import java.util.Map;
import java.util.Optional;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.kernel.value.Symbol;

/** What Redis knew about the symbols of a batch before it was decided on. */
record Lookups(Map<Symbol, Ticker> tickers, Map<Symbol, OpenPosition> positions) {
  static final Lookups NONE = new Lookups(Map.of(), Map.of());

  Lookups {
    tickers = Map.copyOf(tickers);
    positions = Map.copyOf(positions);
  }

  Optional<Ticker> ticker(Symbol symbol) {
    return Optional.ofNullable(tickers.get(symbol));
  }

  Optional<OpenPosition> position(Symbol symbol) {
    return Optional.ofNullable(positions.get(symbol));
  }
}
