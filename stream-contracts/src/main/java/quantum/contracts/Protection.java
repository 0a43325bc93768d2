package quantum.contracts;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a position's stop beside its price.
 *
 * @param sinceMillis event time from which on the stop holds: no older price is held against it;
 *     absent where nobody noted it
 * @param order client id of the stop that rests at the exchange, or rested there last
 */
public record Protection(Optional<Long> sinceMillis, StopState state, Optional<String> order) {
  public static final Protection NONE =
      new Protection(Optional.empty(), StopState.OFF, Optional.empty());

  private static final Field<Long> SINCE =
      Field.optional(
          EventTime::parseMillis,
          Fields.TIME,
          "event time of the last move of stop_loss: older prices are not held against it",
          "stop_since");
  private static final Field<String> ORDER =
      Field.text("client id of the stop that rests at the exchange", "stop_order", "stop_order_id");
  private static final Field<StopState> STATE =
      Field.optional(
          StopState::parse,
          "",
          "resting, pending, missing (nothing rests although it should) or off",
          "stop_state");

  static final List<Field<?>> FIELDS = List.of(SINCE, ORDER, STATE);

  /** The same stop, held against prices from this event time on. */
  public Protection since(long millis) {
    return new Protection(Optional.of(millis), state, order);
  }

  public Protection resting(String id) {
    return new Protection(sinceMillis, StopState.RESTING, Optional.of(id));
  }

  /** In another state; what rested last stays known. */
  public Protection in(StopState now) {
    return new Protection(sinceMillis, now, order);
  }

  static Protection read(FieldReader reader) {
    return new Protection(
        reader.read(SINCE), reader.read(STATE, StopState.OFF), reader.read(ORDER));
  }

  /** These fields alone, to be written into a hash that is there. */
  public Map<String, String> encode() {
    FieldWriter writer = new FieldWriter();
    write(writer);
    return writer.fields();
  }

  void write(FieldWriter writer) {
    sinceMillis.ifPresent(since -> writer.time(SINCE, since));
    writer.put(ORDER, order).put(STATE, state);
  }
}
