package quantum.contracts;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import quantum.kernel.value.Quantity;

/**
 * What a position still waits for.
 *
 * @param feesPending orders that are booked by their own report and whose trades have not come yet
 * @param partly the tranche that was executed in part
 */
public record Unsettled(Set<String> feesPending, Optional<Partly> partly) {
  public static final Unsettled NOTHING = new Unsettled(Set.of(), Optional.empty());

  private static final Pattern PARTLY_TEXT = Pattern.compile("([^:]{1,32}):([0-9.]{1,40})");

  private static final Field<List<String>> FEES_PENDING =
      Field.optional(
          FieldReader::listOf,
          "",
          "orders whose trades, fees and profit are not booked yet, comma-separated",
          "fees_pending");
  private static final Field<Partly> PARTLY =
      Field.optional(
          Unsettled::parsePartly,
          Fields.BASE,
          "a tranche executed in part, LEVEL:QTY_MISSING; the next attempt closes that much",
          "partly");

  static final List<Field<?>> FIELDS = List.of(FEES_PENDING, PARTLY);

  /**
   * @param level as the plan names it
   * @param missing base units, &gt; 0
   */
  public record Partly(String level, Quantity missing) {
    @Override
    public String toString() {
      return level + ':' + missing;
    }
  }

  public Unsettled {
    feesPending = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(feesPending));
  }

  public Unsettled awaiting(Set<String> orders) {
    Set<String> all = new LinkedHashSet<>(feesPending);
    all.addAll(orders);
    return new Unsettled(all, partly);
  }

  public Unsettled settled(Set<String> orders) {
    Set<String> left = new LinkedHashSet<>(feesPending);
    left.removeAll(orders);
    return new Unsettled(left, partly);
  }

  public Unsettled with(Optional<Partly> next) {
    return new Unsettled(feesPending, next);
  }

  /** How much of a level is missing, if it was executed in part. */
  public Optional<Quantity> missingOf(String level) {
    return partly.filter(begun -> begun.level().equals(level)).map(Partly::missing);
  }

  static Unsettled read(FieldReader reader) {
    return new Unsettled(
        new LinkedHashSet<>(reader.items(FEES_PENDING, Fields::venueText)), reader.read(PARTLY));
  }

  void write(FieldWriter writer) {
    // empty rather than absent: what was settled must not go on standing in the hash
    writer.list(FEES_PENDING, feesPending).put(PARTLY, partly.map(Partly::toString).orElse(""));
  }

  private static Partly parsePartly(String text) {
    var parts = PARTLY_TEXT.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException("must be LEVEL:QTY");
    }
    return new Partly(parts.group(1), new Quantity(new BigDecimal(parts.group(2))));
  }
}
