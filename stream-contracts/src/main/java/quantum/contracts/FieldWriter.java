package quantum.contracts;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import quantum.kernel.value.Decimals;

/** Builds the flat fields of one entry or hash; what is absent is left out. */
final class FieldWriter {
  private final Map<String, String> fields = new LinkedHashMap<>();

  FieldWriter put(String name, Object value) {
    fields.put(name, value.toString());
    return this;
  }

  // whole numbers would otherwise be widened to double
  FieldWriter put(String name, long value) {
    fields.put(name, Long.toString(value));
    return this;
  }

  FieldWriter put(String name, BigDecimal value) {
    fields.put(name, Decimals.plain(value));
    return this;
  }

  FieldWriter put(String name, double value) {
    fields.put(name, decimal(value));
    return this;
  }

  FieldWriter put(String name, Optional<?> value) {
    value.ifPresent(
        present -> {
          if (present instanceof BigDecimal decimal) {
            put(name, decimal);
          } else if (present instanceof Double number) {
            put(name, number.doubleValue());
          } else {
            put(name, present);
          }
        });
    return this;
  }

  FieldWriter time(String name, long millis) {
    return put(name, EventTime.format(millis));
  }

  FieldWriter list(String name, Collection<?> values) {
    return put(name, join(values));
  }

  Map<String, String> fields() {
    return fields;
  }

  static String join(Collection<?> values) {
    return values.stream()
        .map(
            value ->
                value instanceof BigDecimal decimal ? Decimals.plain(decimal) : value.toString())
        .collect(Collectors.joining(","));
  }

  /** At most 12 significant digits: enough to check a formula by hand, without float noise. */
  static String decimal(double value) {
    return Double.isFinite(value)
        ? Decimals.plain(new BigDecimal(value).round(new java.math.MathContext(12)))
        : "0";
  }
}
