package quantum.apply.venue;

import java.util.function.Function;

/** What a call to a venue came to. */
public sealed interface Outcome<T> {

  /** The venue answered, and said this. */
  record Ok<T>(T value) implements Outcome<T> {}

  /** It did not; {@link Failure} says what to do next. */
  record Failed<T>(Failure failure) implements Outcome<T> {}

  static <T> Outcome<T> ok(T value) {
    return new Ok<>(value);
  }

  static <T> Outcome<T> failed(Failure failure) {
    return new Failed<>(failure);
  }

  /** The same outcome with its value converted; a failure stays as it is. */
  default <U> Outcome<U> map(Function<? super T, ? extends U> conversion) {
    return switch (this) {
      case Ok<T>(T value) -> new Ok<>(conversion.apply(value));
      case Failed<T>(Failure failure) -> new Failed<>(failure);
    };
  }

  /** The next call, made only if this one went well. */
  default <U> Outcome<U> then(Function<? super T, Outcome<U>> next) {
    return switch (this) {
      case Ok<T>(T value) -> next.apply(value);
      case Failed<T>(Failure failure) -> new Failed<>(failure);
    };
  }
}
