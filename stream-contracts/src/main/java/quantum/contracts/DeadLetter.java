package quantum.contracts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An entry of {@code deadletter}: where an entry that nobody could use came from, why it was put
 * aside, and the entry itself.
 *
 * @param stream the stream it arrived on
 * @param id its id there
 * @param consumer who read it, as {@code group:consumer}
 * @param error one sentence, one line
 * @param original its fields; one that bears a name of the four above is kept as {@code
 *     original.<name>}
 */
public record DeadLetter(
    String stream, String id, String consumer, String error, Map<String, String> original) {

  private static final Field<String> STREAM = Field.text("where the entry came from", "stream");
  private static final Field<String> ID = Field.text("its id there", "id");
  private static final Field<String> CONSUMER =
      Field.text("group:consumer that read it", "consumer");
  private static final Field<String> ERROR =
      Field.text("field, value found and what is allowed", "error");

  static final List<Field<?>> FIELDS = List.of(STREAM, ID, CONSUMER, ERROR);

  /** The four own fields first, then the original ones in their order. */
  public Map<String, String> encode() {
    Map<String, String> letter =
        new LinkedHashMap<>(
            new FieldWriter()
                .put(STREAM, stream)
                .put(ID, id)
                .put(CONSUMER, consumer)
                .put(ERROR, error)
                .fields());
    original.forEach(
        (name, value) -> letter.put(letter.containsKey(name) ? "original." + name : name, value));
    return letter;
  }
}
