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

  FieldWriter put(Field<?> field, Object value) {
    return put(field.name(), value);
  }

  FieldWriter put(String name, Object value) {
    switch (value) {
      case Optional<?> maybe -> maybe.ifPresent(present -> put(name, present));
      case BigDecimal decimal -> fields.put(name, Decimals.plain(decimal));
      case Double number -> fields.put(name, decimal(number));
      default -> fields.put(name, value.toString());
    }
    return this;
  }

  FieldWriter time(Field<?> field, long millis) {
    return put(field, EventTime.format(millis));
  }

  FieldWriter list(Field<?> field, Collection<?> values) {
    return put(field, join(values));
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
