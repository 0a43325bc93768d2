package quantum.contracts;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * {@code quantum:liquidation}: at which mark price the exchange takes over each open position,
 * everything else of the account as it is; what the exchange said last, of positions made by hand
 * too. A field {@code SYMBOL:SIDE} for each, which no price reaches left out.
 *
 * @param updatedAtMillis wall clock, epoch milliseconds
 */
public record Liquidations(Map<Leg, Price> prices, long updatedAtMillis) {
  /** It moves with every other position: what is older says nothing, milliseconds. */
  private static final long SAYS_NOTHING_AFTER_MILLIS = 300_000;

  private static final String UPDATED_AT = "updated_at";
  private static final Field<Long> UPDATED =
      Field.optional(EventTime::parseMillis, Fields.TIME, "wall clock", UPDATED_AT);

  /** A position; of a hedged account LONG and SHORT of a symbol are two. */
  public record Leg(Symbol symbol, Side side) {}

  public Liquidations {
    prices = Map.copyOf(prices);
  }

  /** Empty where the exchange told none, or not lately. */
  public Optional<Price> of(Symbol symbol, Side side, long nowMillis) {
    return nowMillis - updatedAtMillis > SAYS_NOTHING_AFTER_MILLIS
        ? Optional.empty()
        : Optional.ofNullable(prices.get(new Leg(symbol, side)));
  }

  /** Empty if there is no such key; fields that are no position's price are left out. */
  public static Decoded<Optional<Liquidations>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    Map<Leg, Price> prices = new HashMap<>();
    hash.forEach(
        (field, text) -> {
          String[] leg = field.split(":", -1);
          try {
            if (leg.length == 2) {
              prices.put(new Leg(Symbol.of(leg[0]), Side.parse(leg[1])), Price.of(text));
            }
          } catch (IllegalArgumentException _) {
            // somebody else's: it is only shown to people
          }
        });
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader -> Optional.of(new Liquidations(prices, reader.read(UPDATED, 0L))));
  }

  public Map<String, String> encode() {
    Map<String, String> fields = new LinkedHashMap<>();
    prices.forEach((leg, price) -> fields.put(leg.symbol() + ":" + leg.side(), price.toString()));
    fields.put(UPDATED_AT, EventTime.format(updatedAtMillis));
    return fields;
  }
}
