package quantum.contracts;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a codec made of an entry: a value, or the core field that is wrong with what was found. */
public sealed interface Decoded<T> {
  /**
   * @param oddities optional fields that were there and could not be read: they count as missing
   */
  record Ok<T>(T value, List<Oddity> oddities) implements Decoded<T> {
    public Ok {
      oddities = List.copyOf(oddities);
    }

    public Ok(T value) {
      this(value, List.of());
    }
  }

  /**
   * @param field the field's name
   * @param found the text that stood there, empty if the field is missing
   * @param why what is allowed
   * @param exit whether the message may have meant to close or protect a position: then somebody
   *     has to look at it
   */
  record Bad<T>(String field, String found, String why, boolean exit) implements Decoded<T> {
    public Bad(String field, String found, String why) {
      this(field, found, why, false);
    }

    /** One sentence for a dead letter or a log line. */
    public String reason() {
      return field + "='" + found + "': " + why;
    }

    /** The same for a reader of something else. */
    public <U> Bad<U> as() {
      return new Bad<>(field, found, why, exit);
    }
  }

  /** The same of what becomes of the value. */
  default <U> Decoded<U> map(Function<T, U> next) {
    return switch (this) {
      case Ok<T>(T value, List<Oddity> oddities) -> new Ok<>(next.apply(value), oddities);
      case Bad<T> bad -> bad.as();
    };
  }

  /** Runs a decoder; the exceptions of value types become {@link Bad}. */
  static <T> Decoded<T> of(FieldReader reader, Function<FieldReader, T> decoder) {
    try {
      T value = decoder.apply(reader);
      return new Ok<>(value, reader.oddities());
    } catch (BadField e) {
      return new Bad<>(e.field(), e.found(), e.why());
    }
  }

  /** Reads an entry's fields (with the {@code payload} convention) and decodes them. */
  static <T> Decoded<T> of(Map<String, String> fields, Function<FieldReader, T> decoder) {
    try {
      return of(FieldReader.of(fields), decoder);
    } catch (BadField e) {
      return new Bad<>(e.field(), e.found(), e.why());
    }
  }
}
