package quantum.contracts;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * A position as another executor tells it: in {@code quantum:state:positions:{SYMBOL}}, or by an
 * entry of {@code quantum:stream:execution}. Read only, by those who look and do not trade; field
 * names are taken in the spellings that such executors use.
 */
public sealed interface ForeignPosition {
  Symbol symbol();

  /** Nothing is open. */
  record Flat(Symbol symbol) implements ForeignPosition {}

  /**
   * Something is open.
   *
   * @param current the price its teller saw last
   * @param entryRisk frozen risk per base unit, quote currency, &gt; 0
   * @param openedAtMillis event time, epoch milliseconds
   * @param ageSeconds at the time it was told, where no opening time is told
   * @param toldAtMillis event time, epoch milliseconds
   */
  record Open(
      Symbol symbol,
      Side side,
      Quantity qty,
      Price entry,
      Optional<Price> current,
      Optional<Price> stop,
      Optional<BigDecimal> entryRisk,
      Optional<Leverage> leverage,
      Optional<Long> openedAtMillis,
      Optional<Long> ageSeconds,
      Optional<Long> toldAtMillis)
      implements ForeignPosition {}

  /**
   * Reads the hash; a quantity of 0 is flat, a missing one counts as 1 base unit.
   *
   * @param symbol of the key
   * @return empty if the hash does not exist
   */
  static Decoded<Optional<ForeignPosition>> decode(Symbol symbol, Map<String, String> hash) {
    return ForeignCodec.decode(symbol, hash);
  }

  /**
   * Reads an execution: the position is what the fill opened, or what it left.
   *
   * @param streamId the entry's id; its time stands in for a missing {@code timestamp}
   * @return empty if the entry tells of no fill
   */
  static Decoded<Optional<ForeignPosition>> decodeExecution(
      Map<String, String> fields, String streamId) {
    return ForeignCodec.decodeExecution(fields, streamId);
  }
}
