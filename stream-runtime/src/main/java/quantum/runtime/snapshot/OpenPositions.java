package quantum.runtime.snapshot;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import quantum.contracts.Decoded;
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

  /** The symbols that {@code quantum:positions:open} names. */
  public Set<Symbol> symbols() {
    Set<Symbol> open = new TreeSet<>();
    for (String name : redis.commands().smembers(names.positionsOpen())) {
      try {
        open.add(Symbol.of(name));
      } catch (IllegalArgumentException e) {
        unreadable.found(names.positionsOpen(), e.getMessage());
      }
    }
    return open;
  }

  /** The positions of these symbols, empty where none is open or the hash is unreadable. */
  public Map<Symbol, Optional<OpenPosition>> load(Collection<Symbol> symbols) {
    List<Symbol> asked = List.copyOf(symbols);
    List<String> keys = asked.stream().map(names::position).toList();
    List<Optional<Map<String, String>>> hashes = Hashes.read(redis, keys);
    Map<Symbol, Optional<OpenPosition>> positions = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      positions.put(asked.get(i), decode(keys.get(i), hashes.get(i)));
    }
    return positions;
  }

  private Optional<OpenPosition> decode(String key, Optional<Map<String, String>> hash) {
    if (hash.isEmpty()) {
      unreadable.found(key, "is no hash");
      return Optional.empty();
    }
    return switch (OpenPosition.decode(hash.get())) {
      case Decoded.Ok<Optional<OpenPosition>>(Optional<OpenPosition> open) -> open;
      case Decoded.Bad<Optional<OpenPosition>> bad -> {
        unreadable.found(key, bad.reason());
        yield Optional.empty();
      }
    };
  }
}
