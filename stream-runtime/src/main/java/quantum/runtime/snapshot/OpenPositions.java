package quantum.runtime.snapshot;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/** The open positions of the account as their writers left them. */
public final class OpenPositions {
  private final Redis redis;
  private final Names names;
  private final Unreadable unreadable;

  public OpenPositions(Redis redis, Names names, Unreadable unreadable) {
    this.redis = redis;
    this.names = names;
    this.unreadable = unreadable;
  }

  /** The symbols that {@code quantum:positions:open} names; empty if the key is no set. */
  public Optional<Set<Symbol>> symbols() {
    String key = names.positionsOpen();
    Set<String> members;
    try {
      members = redis.commands().smembers(key);
    } catch (RedisCommandExecutionException e) {
      if (!Hashes.isWrongType(e)) {
        throw e;
      }
      unreadable.found(key, "is no set");
      return Optional.empty();
    }
    Set<Symbol> open = new TreeSet<>();
    boolean allNames = true;
    for (String name : members) {
      try {
        open.add(Symbol.of(name));
      } catch (IllegalArgumentException e) {
        unreadable.found(key, e.getMessage());
        allNames = false;
      }
    }
    if (allNames) {
      unreadable.readable(key);
    }
    return Optional.of(open);
  }

  /**
   * The positions of these symbols, empty where none is open. A symbol whose hash is unreadable is
   * left out: what was known of its position is better than nothing.
   */
  public Map<Symbol, Optional<OpenPosition>> load(Collection<Symbol> symbols) {
    Map<Symbol, Optional<OpenPosition>> positions = new HashMap<>();
    read(symbols)
        .forEach(
            (symbol, hash) -> {
              unreadable.readable(names.position(symbol));
              positions.put(symbol, hash.map(Read::position));
            });
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
            (symbol, hash) -> {
              String key = names.position(symbol);
              if (hash.isEmpty()) {
                unreadable.readable(key);
              }
              positions.put(
                  symbol,
                  hash.map(
                      read ->
                          new EvaluatedPosition(read.position(), evaluation(key, read.hash()))));
            });
    return positions;
  }

  private record Read(OpenPosition position, Map<String, String> hash) {}

  private Map<Symbol, Optional<Read>> read(Collection<Symbol> symbols) {
    List<Symbol> asked = List.copyOf(symbols);
    List<String> keys = asked.stream().map(names::position).toList();
    List<Optional<Map<String, String>>> hashes = Hashes.read(redis, keys);
    Map<Symbol, Optional<Read>> positions = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      Symbol symbol = asked.get(i);
      if (hashes.get(i).isEmpty()) {
        unreadable.found(keys.get(i), "is no hash");
        continue;
      }
      Map<String, String> hash = hashes.get(i).get();
      switch (OpenPosition.decode(hash)) {
        case Decoded.Ok<Optional<OpenPosition>>(Optional<OpenPosition> open, _) -> {
          if (open.map(o -> o.position().symbol()).filter(s -> !s.equals(symbol)).isPresent()) {
            unreadable.found(keys.get(i), "is about " + open.get().position().symbol());
          } else {
            positions.put(symbol, open.map(position -> new Read(position, hash)));
          }
        }
        case Decoded.Bad<Optional<OpenPosition>> bad -> unreadable.found(keys.get(i), bad.reason());
      }
    }
    return positions;
  }

  private Optional<Evaluation> evaluation(String key, Map<String, String> hash) {
    return switch (Evaluation.decode(hash)) {
      case Decoded.Ok<Optional<Evaluation>>(Optional<Evaluation> evaluation, _) -> {
        unreadable.readable(key); // the position was, or nobody would look here
        yield evaluation;
      }
      case Decoded.Bad<Optional<Evaluation>> bad -> {
        unreadable.found(key, bad.reason());
        yield Optional.empty();
      }
    };
  }
}
