package quantum.contracts;

import java.util.function.Function;

/** What a codec made of an entry: a value, or the first field that is wrong with what was found. */
public sealed interface Decoded<T> {
  record Ok<T>(T value) implements Decoded<T> {}

  /**
   * @param field the field's name
   * @param found the text that stood there, empty if the field is missing
   * @param why what is allowed
   */
  record Bad<T>(String field, String found, String why) implements Decoded<T> {
    /** One sentence for a dead letter or a log line. */
    public String reason() {
      return field + "='" + found + "': " + why;
    }
  }

  /** Runs a decoder; the exceptions of value types become {@link Bad}. */
  static <T> Decoded<T> of(FieldReader reader, Function<FieldReader, T> decoder) {
    try {
      return new Ok<>(decoder.apply(reader));
    } catch (BadField e) {
      return new Bad<>(e.field(), e.found(), e.why());
    }
  }

  /** Reads an entry's fields (with the {@code payload} convention) and decodes them. */
  static <T> Decoded<T> of(java.util.Map<String, String> fields, Function<FieldReader, T> decoder) {
    try {
      return of(FieldReader.of(fields), decoder);
    } catch (BadField e) {
      return new Bad<>(e.field(), e.found(), e.why());
    }
  }
}
