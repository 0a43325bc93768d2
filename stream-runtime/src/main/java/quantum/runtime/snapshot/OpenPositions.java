package quantum.runtime.snapshot;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/** The open positions of the account as their writers left them. */
public final class OpenPositions {
  private final Keys keys;
  private final Names names;

  public OpenPositions(Redis redis, Names names, Unreadable unreadable) {
    this.keys = new Keys(redis, unreadable);
    this.names = names;
  }

  /** The symbols that {@code quantum:positions:open} names; empty if the key is no set. */
  public Optional<Set<Symbol>> symbols() {
    return keys.symbols(names.positionsOpen()).value();
  }

  /**
   * The positions of these symbols, empty where none is open. A symbol whose hash is unreadable is
   * left out: what was known of its position is better than nothing.
   */
  public Map<Symbol, Optional<OpenPosition>> load(Collection<Symbol> symbols) {
    Map<Symbol, Optional<OpenPosition>> positions = new HashMap<>();
    read(symbols).forEach((symbol, read) -> positions.put(symbol, read.map(Read::position)));
    return positions;
  }

  /**
   * As {@link #load}, with the evaluation fields of the same hashes. Unreadable evaluation fields
   * are named and left out; they cost nobody the position.
   */
  public Map<Symbol, Optional<EvaluatedPosition>> loadEvaluated(Collection<Symbol> symbols) {
    Map<Symbol, Optional<EvaluatedPosition>> positions = new HashMap<>();
    read(symbols)
        .forEach(
            (symbol, read) ->
                positions.put(
                    symbol,
                    read.map(
                        it ->
                            new EvaluatedPosition(
                                it.position(),
                                keys.record(
                                        names.position(symbol) + " (evaluation)",
                                        it.hash(),
                                        Evaluation::decode)
                                    .value()))));
    return positions;
  }

  private record Read(OpenPosition position, Found<Map<String, String>> hash) {}

  private Map<Symbol, Optional<Read>> read(Collection<Symbol> symbols) {
    List<Symbol> asked = List.copyOf(symbols);
    List<Found<Map<String, String>>> hashes =
        keys.hashes(asked.stream().map(names::position).toList());
    Map<Symbol, Optional<Read>> positions = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      Symbol symbol = asked.get(i);
      Found<Map<String, String>> hash = hashes.get(i);
      switch (position(symbol, hash)) {
        case Found.Absent<OpenPosition> none -> positions.put(symbol, Optional.empty());
        case Found.Known<OpenPosition>(OpenPosition open) ->
            positions.put(symbol, Optional.of(new Read(open, hash)));
        case Found.Garbled<OpenPosition> told -> {}
      }
    }
    return positions;
  }

  private Found<OpenPosition> position(Symbol symbol, Found<Map<String, String>> hash) {
    return keys.record(names.position(symbol), hash, fields -> decode(symbol, fields));
  }

  /** The position in the hash of {@code symbol}: one that is about another symbol is none. */
  public static Decoded<Optional<OpenPosition>> decode(Symbol symbol, Map<String, String> hash) {
    Decoded<Optional<OpenPosition>> decoded = OpenPosition.decode(hash);
    if (decoded instanceof Decoded.Ok<Optional<OpenPosition>>(Optional<OpenPosition> open, _)
        && open.map(o -> o.position().symbol()).filter(s -> !s.equals(symbol)).isPresent()) {
      return new Decoded.Bad<>(
          "symbol", open.get().position().symbol().name(), "the key is of " + symbol);
    }
    return decoded;
  }
}
