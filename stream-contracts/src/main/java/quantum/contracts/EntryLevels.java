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

  static final List<Field<?>> FIELDS =
      List.of(
          Fields.STOP_LOSS,
          Fields.TAKE_PROFIT,
          Fields.TARGETS.get(0),
          Fields.TARGETS.get(1),
          Fields.TARGETS.get(2),
          Fields.SCHEME);

  public EntryLevels {
    targets = List.copyOf(targets);
    scheme = List.copyOf(scheme);
  }

  /** What is known of a position: what cannot be read is missing. */
  static EntryLevels read(FieldReader reader) {
    return read(reader, reader.read(Fields.STOP_LOSS));
  }

  /** What an entry asks for: a stop that cannot be read is not replaced by another one. */
  static EntryLevels readOfEntry(FieldReader reader) {
    return read(reader, reader.readClearly(Fields.STOP_LOSS));
  }

  private static EntryLevels read(FieldReader reader, Optional<Price> stop) {
    return new EntryLevels(
        stop,
        reader.read(Fields.TAKE_PROFIT),
        targets(reader),
        reader.read(Fields.SCHEME, List.of()));
  }

  /** Up to the first that is missing: without it tp2 would silently become the first target. */
  private static List<Price> targets(FieldReader reader) {
    List<Price> targets = new ArrayList<>();
    for (int i = 0; i < Fields.TARGETS.size(); i++) {
      Field<Price> field = Fields.TARGETS.get(i);
      Optional<Price> target = reader.read(field);
      if (target.isPresent() && targets.size() < i) {
        reader.note(field, "without " + Fields.TARGETS.get(targets.size()).name());
      } else {
        target.ifPresent(targets::add);
      }
    }
    return targets;
  }

  /** Refused here and not when the position is made of it: by then the order would be filled. */
  static List<BigDecimal> fractions(String text) {
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
    writer.put(Fields.STOP_LOSS, stopLoss).put(Fields.TAKE_PROFIT, takeProfit);
    for (int i = 0; i < targets.size(); i++) {
      writer.put(Fields.TARGETS.get(i), targets.get(i));
    }
    if (!scheme.isEmpty()) {
      writer.list(Fields.SCHEME, scheme);
    }
  }
}
