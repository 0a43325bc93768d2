package quantum.runtime.snapshot;

import java.util.Optional;

/** What stood at a key. */
public sealed interface Found<T> {
  /** Nothing. */
  record Absent<T>() implements Found<T> {}

  record Known<T>(T held) implements Found<T> {}

  /**
   * Something else than it should be.
   *
   * @param why field, value found and what is allowed
   */
  record Garbled<T>(String why) implements Found<T> {}

  static <T> Found<T> absent() {
    return new Absent<>();
  }

  default Optional<T> value() {
    return this instanceof Known<T>(T held) ? Optional.of(held) : Optional.empty();
  }

  /** What is wrong with it, if anything. */
  default Optional<String> garbled() {
    return this instanceof Garbled<T>(String why) ? Optional.of(why) : Optional.empty();
  }

  default boolean isAbsent() {
    return this instanceof Absent<T>;
  }
}
