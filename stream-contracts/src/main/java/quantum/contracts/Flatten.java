package quantum.contracts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import quantum.kernel.value.Symbol;

/**
 * {@code quantum:flatten}: the order to close everything, which apply-layer works off until the
 * exchange says flat, whatever becomes of whoever gave it. Whoever gives it sets a halt in the same
 * step.
 *
 * @param id tells one order from the next: what apply-layer writes belongs to this one
 * @param symbols empty for the whole account
 * @param reason in words
 * @param by who: a person and machine with the verb, or a service
 * @param sinceMillis wall clock, epoch milliseconds
 * @param endedMillis when the exchange said flat; absent while it is being worked off
 * @param outcomes what became of each symbol so far
 */
public record Flatten(
    String id,
    Set<Symbol> symbols,
    String reason,
    String by,
    long sinceMillis,
    OptionalLong endedMillis,
    List<Outcome> outcomes) {
  /** The field that says which order the hash is about: guards of writes name it. */
  public static final String ID = "flatten_id";

  /** How it stands with a symbol. */
  public enum State {
    /** The exchange says flat, and no order of ours rests. */
    FLAT,
    /** Not yet; the detail says why. */
    OPEN,
    /** The position was made by hand, and ADOPT_POSITIONS forbids orders for it. */
    LEFT_ALONE
  }

  /**
   * @param qty what is open, base units as text; 0 if flat
   * @param detail in words, may be empty
   */
  public record Outcome(Symbol symbol, State state, String qty, String detail) {
    public Outcome {
      detail = detail.replaceAll("[|;\\p{Cntrl}]+", ",");
    }

    private String encode() {
      return String.join("|", symbol.name(), state.name().toLowerCase(Locale.ROOT), qty, detail);
    }

    private static Outcome decode(String text) {
      String[] parts = text.split("\\|", 4);
      if (parts.length != 4) {
        throw new IllegalArgumentException("must be SYMBOL|state|qty|detail, was '" + text + "'");
      }
      return new Outcome(
          Symbol.of(parts[0]),
          State.valueOf(parts[1].toUpperCase(Locale.ROOT)),
          parts[2],
          parts[3]);
    }
  }

  /** What stands for the whole account: nothing less clear closes everything. */
  private static final String ALL = "*";

  private static final Field<String> ID_FIELD =
      Field.core(String::strip, "", "tells one order from the next", ID);
  private static final Field<Set<Symbol>> SYMBOLS =
      Field.core(Flatten::symbols, "", "comma-separated, or * for the whole account", "symbols");
  private static final Field<String> REASON = Field.text("why, in words", "reason");
  private static final Field<String> BY =
      Field.text("who: a person and machine with the verb, or a service", "by");
  private static final Field<Long> SINCE =
      Field.optional(EventTime::parseMillis, Fields.TIME, "wall clock", "since");
  private static final Field<Long> ENDED =
      Field.optional(
          EventTime::parseMillis,
          Fields.TIME,
          "when the exchange said flat, wall clock; absent while it is worked off",
          "ended");
  private static final Field<String> OUTCOME =
      Field.text(
          "per symbol `SYMBOL|flat or open or left_alone|qty open|detail`, separated by semicolons",
          "outcome");

  static final List<Field<?>> FIELDS =
      List.of(ID_FIELD, SYMBOLS, REASON, BY, SINCE, ENDED, OUTCOME);

  public Flatten {
    symbols = Set.copyOf(symbols);
    outcomes = List.copyOf(outcomes);
  }

  /** An order that nothing has been done about yet. */
  public static Flatten order(
      String id, Collection<Symbol> symbols, String reason, String by, long nowMillis) {
    return new Flatten(
        id, new TreeSet<>(symbols), reason, by, nowMillis, OptionalLong.empty(), List.of());
  }

  public boolean isOver() {
    return endedMillis.isPresent();
  }

  public boolean concerns(Symbol symbol) {
    return symbols.isEmpty() || symbols.contains(symbol);
  }

  /** The halt that goes with it. */
  public Halt halt() {
    return new Halt(
        reason.isEmpty() ? "flatten" : "flatten: " + reason,
        sinceMillis,
        by,
        OptionalLong.empty(),
        Halt.ACCOUNT);
  }

  /** Empty if there is no such key. */
  public static Decoded<Optional<Flatten>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader ->
            Optional.of(
                new Flatten(
                    reader.require(ID_FIELD),
                    reader.require(SYMBOLS),
                    reader.read(REASON, ""),
                    reader.read(BY, ""),
                    reader.read(SINCE, 0L),
                    reader.read(ENDED).map(OptionalLong::of).orElseGet(OptionalLong::empty),
                    outcomes(reader.read(OUTCOME, "")))));
  }

  private static Set<Symbol> symbols(String text) {
    if (text.strip().equals(ALL)) {
      return Set.of();
    }
    Set<Symbol> symbols = new TreeSet<>();
    for (String name : text.split(",")) {
      symbols.add(Symbol.of(name.strip()));
    }
    return symbols;
  }

  private static List<Outcome> outcomes(String text) {
    List<Outcome> outcomes = new ArrayList<>();
    for (String part : text.split(";")) {
      try {
        outcomes.add(Outcome.decode(part));
      } catch (IllegalArgumentException e) {
        // it is only shown to people
      }
    }
    return outcomes;
  }

  public Map<String, String> encode() {
    FieldWriter writer =
        new FieldWriter()
            .put(ID_FIELD, id)
            .put(SYMBOLS, symbols.isEmpty() ? ALL : FieldWriter.join(new TreeSet<>(symbols)))
            .put(REASON, reason)
            .put(BY, by)
            .time(SINCE, sinceMillis);
    writer.fields().putAll(encodeProgress());
    return writer.fields();
  }

  /** What apply-layer writes of it. */
  public Map<String, String> encodeProgress() {
    FieldWriter writer = new FieldWriter();
    endedMillis.ifPresent(ended -> writer.time(ENDED, ended));
    if (!outcomes.isEmpty()) {
      writer.put(
          OUTCOME,
          outcomes.stream().map(Outcome::encode).collect(java.util.stream.Collectors.joining(";")));
    }
    return writer.fields();
  }

  public Flatten with(List<Outcome> now, OptionalLong ended) {
    return new Flatten(id, symbols, reason, by, sinceMillis, ended, now);
  }
}
