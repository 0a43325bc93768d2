package quantum.harvestproposal.decide;

import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.Symbol;

/** What was found under a key. */
public sealed interface Lookup<T> {
  record Found<T>(T value) implements Lookup<T> {}

  /** There is no such record. */
  record Missing<T>() implements Lookup<T> {}

  /** Something is there that cannot be read: nobody knows what it was to say. */
  record Unreadable<T>() implements Lookup<T> {}

  /** From records that leave the unreadable ones out. */
  static <T> Lookup<T> in(Map<Symbol, Optional<T>> records, Symbol symbol) {
    Optional<T> record = records.get(symbol);
    if (record == null) {
      return new Unreadable<>();
    }
    return record.<Lookup<T>>map(Found::new).orElseGet(Missing::new);
  }

  default Optional<T> found() {
    return this instanceof Found<T>(T value) ? Optional.of(value) : Optional.empty();
  }

  default boolean isUnreadable() {
    return this instanceof Unreadable<T>;
  }
}
