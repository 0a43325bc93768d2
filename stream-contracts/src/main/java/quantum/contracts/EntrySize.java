package quantum.contracts;

import java.math.BigDecimal;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;

/** The size forms of an entry intent (SPEC §5). */
public sealed interface EntrySize {
  /** {@code qty} or {@code quantity}: base units, &gt; 0. */
  record Units(Quantity qty) implements EntrySize {}

  /** {@code position_usd} with {@code leverage}: margin; qty = usd · leverage / market price. */
  record Margin(BigDecimal usd, Leverage leverage) implements EntrySize {}

  /**
   * {@code size}+{@code price} or {@code position_size_usd}+{@code entry_price}: qty = usd / price.
   */
  record Notional(BigDecimal usd, Price price) implements EntrySize {}

  static EntrySize read(FieldReader reader) {
    if (reader.has(Fields.QTY)) {
      return new Units(reader.require(Fields.QTY));
    }
    if (reader.has(Fields.POSITION_USD)) {
      return new Margin(
          reader.require(Fields.POSITION_USD),
          reader.readClearly(Fields.LEVERAGE).orElse(Leverage.NONE));
    }
    if (reader.has(Fields.SIZE)) {
      return new Notional(reader.require(Fields.SIZE), reader.require(Fields.SIZE_PRICE));
    }
    if (reader.has(Fields.POSITION_SIZE_USD)) {
      return new Notional(
          reader.require(Fields.POSITION_SIZE_USD), reader.require(Fields.ENTRY_PRICE));
    }
    throw new BadField(
        Fields.QTY.name(),
        reader.found(Fields.QTY),
        "is missing: give qty, position_usd with leverage, size with price, or position_size_usd"
            + " with entry_price");
  }

  default void write(FieldWriter writer) {
    switch (this) {
      case Units units -> writer.put(Fields.QTY, units.qty());
      case Margin margin -> writer.put(Fields.POSITION_USD, margin.usd());
      case Notional notional ->
          writer.put(Fields.SIZE, notional.usd()).put(Fields.SIZE_PRICE, notional.price());
    }
  }
}
