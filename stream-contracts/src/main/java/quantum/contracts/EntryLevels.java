package quantum.contracts;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.kernel.value.Price;

/**
 * Stop and targets of a position.
 *
 * @param targets tp1, tp2, tp3, or empty
 * @param scheme the fractions to close at the targets, as many as targets, or empty
 */
public record EntryLevels(
    Optional<Price> stopLoss,
    Optional<Price> takeProfit,
    List<Price> targets,
    List<BigDecimal> scheme) {
  public static final EntryLevels NONE =
      new EntryLevels(Optional.empty(), Optional.empty(), List.of(), List.of());

  private static final List<String> TARGETS = List.of("tp1", "tp2", "tp3");

  public EntryLevels {
    targets = List.copyOf(targets);
    scheme = List.copyOf(scheme);
  }

  static EntryLevels read(FieldReader reader) {
    return new EntryLevels(
        reader.priceOrZero("stop_loss", "stopLoss", "sl"),
        reader.priceOrZero("take_profit", "takeProfit", "tp"),
        TARGETS.stream().flatMap(name -> reader.priceOrZero(name).stream()).toList(),
        reader.read(EntryLevels::fractions, "harvest_scheme").orElse(List.of()));
  }

  private static List<BigDecimal> fractions(String text) {
    return FieldReader.listOf(text).stream().map(quantum.kernel.value.Decimals::parse).toList();
  }

  void write(FieldWriter writer) {
    writer.put("stop_loss", stopLoss).put("take_profit", takeProfit);
    for (int i = 0; i < targets.size(); i++) {
      writer.put(TARGETS.get(i), targets.get(i));
    }
    if (!scheme.isEmpty()) {
      writer.list("harvest_scheme", scheme);
    }
  }
}
