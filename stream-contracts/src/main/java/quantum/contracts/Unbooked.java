package quantum.contracts;

import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * One field of {@code quantum:apply:unbooked}, by order id: a fill whose result is published and
 * whose trades, fees and profit are not known yet.
 *
 * @param side of the position
 * @param qty base units that its trades will show together
 */
public record Unbooked(
    String orderId,
    Symbol symbol,
    PlanId plan,
    PositionId position,
    Side side,
    boolean reduceOnly,
    Quantity qty) {
  private static final String SEPARATOR = "|";
  private static final int PARTS = 6;

  /** Empty if the text tells of no fill. */
  public static Optional<Unbooked> decode(String orderId, String text) {
    String[] parts = text.split("\\|", -1);
    if (parts.length != PARTS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Unbooked(
              Fields.venueText(orderId),
              Symbol.of(parts[0]),
              new PlanId(parts[1]),
              new PositionId(parts[2]),
              Side.parse(parts[3]),
              Boolean.parseBoolean(parts[4]),
              Quantity.of(parts[5])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public Map<String, String> encode() {
    return Map.of(
        orderId,
        String.join(
            SEPARATOR,
            symbol.name(),
            plan.value(),
            position.value(),
            side.name(),
            Boolean.toString(reduceOnly),
            qty.toString()));
  }
}
