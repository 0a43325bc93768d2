package quantum.runtime.snapshot;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import quantum.contracts.Decoded;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/**
 * The records of many symbols, each in a hash of its own.
 *
 * @param <T> what a hash is decoded to
 */
public final class Records<T> {
  private final Keys keys;
  private final Function<Symbol, String> key;
  private final BiFunction<Symbol, Map<String, String>, Decoded<Optional<T>>> decoder;

  /**
   * @param key of a symbol's hash
   * @param decoder gives empty for a hash that holds no such record
   */
  public Records(
      Redis redis,
      Function<Symbol, String> key,
      BiFunction<Symbol, Map<String, String>, Decoded<Optional<T>>> decoder,
      Unreadable unreadable) {
    this.keys = new Keys(redis, unreadable);
    this.key = key;
    this.decoder = decoder;
  }

  /**
   * The records of these symbols, empty where there is none. A symbol whose hash is unreadable is
   * left out, which tells it from one without a hash.
   */
  public Map<Symbol, Optional<T>> load(Collection<Symbol> symbols) {
    List<Symbol> asked = List.copyOf(symbols);
    List<String> names = asked.stream().map(key).toList();
    List<Found<Map<String, String>>> hashes = keys.hashes(names);
    Map<Symbol, Optional<T>> records = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Symbol symbol = asked.get(i);
      Found<T> found =
          keys.record(names.get(i), hashes.get(i), hash -> decoder.apply(symbol, hash));
      if (found.garbled().isEmpty()) {
        records.put(symbol, found.value());
      }
    }
    return records;
  }
}
