package quantum.contracts;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;
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
        targets(reader),
        reader.read(EntryLevels::fractions, "harvest_scheme").orElse(List.of()));
  }

  private static List<Price> targets(FieldReader reader) {
    List<Price> targets = new ArrayList<>();
    for (int i = 0; i < TARGETS.size(); i++) {
      Optional<Price> target = reader.priceOrZero(TARGETS.get(i));
      if (target.isPresent() && targets.size() < i) {
        // without this tp2 would silently become the first target
        throw new BadField(TARGETS.get(targets.size()), "", "is missing before " + TARGETS.get(i));
      }
      target.ifPresent(targets::add);
    }
    return targets;
  }

  /** Refused here and not when the position is made of it: by then the order would be filled. */
  private static List<BigDecimal> fractions(String text) {
    List<BigDecimal> fractions = FieldReader.listOf(text).stream().map(Decimals::parse).toList();
    BigDecimal sum = fractions.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    if (fractions.size() > Position.MAX_TARGETS
        || fractions.stream().anyMatch(fraction -> fraction.signum() <= 0)
        || sum.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("must be at most 3 fractions > 0 that sum to at most 1");
    }
    return fractions;
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
