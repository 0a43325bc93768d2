package quantum.contracts;

import java.math.BigDecimal;
import quantum.kernel.value.Decimals;
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
    if (reader.text("qty", "quantity").isPresent()) {
      Quantity qty = reader.require(Quantity::of, "qty", "quantity");
      if (qty.isZero()) {
        throw new BadField("qty", "0", "must be > 0");
      }
      return new Units(qty);
    }
    if (reader.text("position_usd").isPresent()) {
      return new Margin(
          reader.require(EntrySize::positive, "position_usd"),
          reader.leverage().orElse(Leverage.NONE));
    }
    if (reader.text("size").isPresent()) {
      return new Notional(
          reader.require(EntrySize::positive, "size"), reader.require(Price::of, "price"));
    }
    if (reader.text("position_size_usd").isPresent()) {
      return new Notional(
          reader.require(EntrySize::positive, "position_size_usd"),
          reader.require(Price::of, "entry_price", "price"));
    }
    throw new BadField(
        "qty",
        "",
        "is missing: give qty, position_usd with leverage, size with price, or position_size_usd"
            + " with entry_price");
  }

  private static BigDecimal positive(String text) {
    BigDecimal value = Decimals.parse(text);
    if (value.signum() <= 0) {
      throw new IllegalArgumentException("must be > 0");
    }
    return value;
  }

  default void write(FieldWriter writer) {
    switch (this) {
      case Units units -> writer.put("qty", units.qty());
      case Margin margin -> writer.put("position_usd", margin.usd());
      case Notional notional -> writer.put("size", notional.usd()).put("price", notional.price());
    }
  }
}
