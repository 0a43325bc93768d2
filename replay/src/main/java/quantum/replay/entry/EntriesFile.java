package quantum.replay.entry;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import quantum.contracts.EntryLevels;
import quantum.contracts.EntrySize;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Entries as a JSON array of objects: {@code symbol side at (epoch ms) position_usd or qty
 * leverage}, optionally {@code stop_loss take_profit atr_value volatility_factor}.
 */
public final class EntriesFile {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<String> KNOWN =
      Set.of(
          "symbol",
          "side",
          "at",
          "position_usd",
          "qty",
          "leverage",
          "stop_loss",
          "take_profit",
          "atr_value",
          "volatility_factor");

  private EntriesFile() {}

  /**
   * The entries in the order of the file, at least one.
   *
   * @throws BadEntries listing every wrong field of every entry with its value
   * @throws IOException if the file cannot be read
   */
  public static List<EntryOrder> read(Path file) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (JacksonException e) {
      throw new BadEntries(file + " is not JSON: " + e.getOriginalMessage());
    }
    if (!root.isArray() || root.isEmpty()) {
      throw new BadEntries(file + " must hold a JSON array with at least one entry");
    }
    List<EntryOrder> entries = new ArrayList<>();
    List<String> violations = new ArrayList<>();
    for (int i = 0; i < root.size(); i++) {
      Fields fields = new Fields(root.get(i), "entry " + (i + 1) + ": ", violations);
      fields.entry().ifPresent(entries::add);
    }
    if (!violations.isEmpty()) {
      throw new BadEntries(file + ":\n  " + String.join("\n  ", violations));
    }
    return entries;
  }

  /** Reads one object and notes what is wrong with it. */
  private record Fields(JsonNode object, String where, List<String> violations) {

    Optional<EntryOrder> entry() {
      int before = violations.size();
      if (!object.isObject()) {
        violations.add(where + "must be an object, was " + object);
        return Optional.empty();
      }
      object
          .propertyNames()
          .forEach(
              name -> {
                if (!KNOWN.contains(name)) {
                  violations.add(where + "unknown field '" + name + "'");
                }
              });
      Optional<Symbol> symbol = required("symbol", Symbol::of);
      Optional<Side> side = required("side", Side::parse);
      Optional<Long> at = required("at", EntriesFile::epochMillis);
      Leverage leverage =
          read("leverage", text -> new Leverage(Decimals.parse(text).doubleValue()))
              .orElse(Leverage.NONE);
      Optional<EntrySize> size = size(leverage);
      EntryLevels levels =
          new EntryLevels(
              read("stop_loss", Price::of), read("take_profit", Price::of), List.of(), List.of());
      Optional<BigDecimal> atr = read("atr_value", EntriesFile::notNegative);
      Optional<BigDecimal> volatility = read("volatility_factor", EntriesFile::notNegative);
      if (violations.size() > before) {
        return Optional.empty();
      }
      return Optional.of(
          new EntryOrder(
              symbol.orElseThrow(),
              side.orElseThrow(),
              at.orElseThrow(),
              size.orElseThrow(),
              leverage,
              levels,
              atr,
              volatility));
    }

    private Optional<EntrySize> size(Leverage leverage) {
      boolean usd = has("position_usd");
      if (usd == has("qty")) {
        violations.add(where + "needs either position_usd or qty");
        return Optional.empty();
      }
      return usd
          ? read("position_usd", EntriesFile::positive)
              .map(value -> new EntrySize.Margin(value, leverage))
          : read("qty", EntriesFile::positive)
              .map(value -> new EntrySize.Units(new Quantity(value)));
    }

    private boolean has(String name) {
      return object.hasNonNull(name);
    }

    private <T> Optional<T> required(String name, Function<String, T> parser) {
      if (!has(name)) {
        violations.add(where + name + " is missing");
        return Optional.empty();
      }
      return read(name, parser);
    }

    private <T> Optional<T> read(String name, Function<String, T> parser) {
      if (!has(name)) {
        return Optional.empty();
      }
      JsonNode value = object.get(name);
      try {
        return Optional.of(parser.apply(value.isValueNode() ? value.asString() : value.toString()));
      } catch (IllegalArgumentException e) {
        violations.add(where + name + "=" + value + ": " + e.getMessage());
        return Optional.empty();
      }
    }
  }

  private static long epochMillis(String text) {
    BigDecimal value = positive(text);
    if (value.compareTo(new BigDecimal("1e11")) < 0) {
      throw new IllegalArgumentException("must be epoch milliseconds");
    }
    return value.longValue();
  }

  private static BigDecimal positive(String text) {
    BigDecimal value = Decimals.parse(text);
    if (value.signum() <= 0) {
      throw new IllegalArgumentException("must be > 0");
    }
    return value;
  }

  private static BigDecimal notNegative(String text) {
    BigDecimal value = Decimals.parse(text);
    if (value.signum() < 0) {
      throw new IllegalArgumentException("must be >= 0");
    }
    return value;
  }
}
