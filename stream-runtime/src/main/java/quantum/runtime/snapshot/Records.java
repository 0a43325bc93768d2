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
  private final Redis redis;
  private final Function<Symbol, String> key;
  private final BiFunction<Symbol, Map<String, String>, Decoded<Optional<T>>> decoder;
  private final Unreadable unreadable;

  /**
   * @param key of a symbol's hash
   * @param decoder gives empty for a hash that holds no such record
   */
  public Records(
      Redis redis,
      Function<Symbol, String> key,
      BiFunction<Symbol, Map<String, String>, Decoded<Optional<T>>> decoder,
      Unreadable unreadable) {
    this.redis = redis;
    this.key = key;
    this.decoder = decoder;
    this.unreadable = unreadable;
  }

  /**
   * The records of these symbols, empty where there is none. A symbol whose hash is unreadable is
   * left out, which tells it from one without a hash.
   */
  public Map<Symbol, Optional<T>> load(Collection<Symbol> symbols) {
    List<Symbol> asked = List.copyOf(symbols);
    List<String> keys = asked.stream().map(key).toList();
    List<Optional<Map<String, String>>> hashes = Hashes.read(redis, keys);
    Map<Symbol, Optional<T>> records = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      if (hashes.get(i).isEmpty()) {
        unreadable.found(keys.get(i), "is no hash");
        continue;
      }
      switch (decoder.apply(asked.get(i), hashes.get(i).get())) {
        case Decoded.Ok<Optional<T>>(Optional<T> record, _) -> {
          unreadable.readable(keys.get(i));
          records.put(asked.get(i), record);
        }
        case Decoded.Bad<Optional<T>> bad -> unreadable.found(keys.get(i), bad.reason());
      }
    }
    return records;
  }
}
