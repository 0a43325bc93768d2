package quantum.contracts;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;

/**
 * One field of a contract: what it is called, what it holds, and how much depends on it. Declared
 * once, beside the codec that reads and writes it; reader, documentation and tests follow from it.
 *
 * @param names the field's own name first, then others that readers accept, in order of preference
 * @param unit empty for text
 * @param meaning one sentence without a full stop
 * @param otherwise what becomes of the record if the field is there and cannot be read
 * @param ours whether the suite writes it; if not, it is read from others only
 * @param parser of a text that is not {@linkplain FieldReader#isMissing missing}; empty where the
 *     text says "none", such as a stop of 0
 */
public record Field<T>(
    List<String> names,
    Rank rank,
    String unit,
    String meaning,
    String otherwise,
    boolean ours,
    Function<String, Optional<T>> parser) {

  /** How much depends on a field. */
  public enum Rank {
    /** Without it the record means nothing. */
    CORE("core", "dead letter, or no record"),
    /** What an entry is: unclear, it opens nothing. An exit does without it. */
    ENTRY("core of an entry", "the entry is refused; missing in an exit"),
    /** What an exit is to do: one of these must be readable, whatever stands in the others. */
    EXIT("core of an exit", "missing; dead letter and alarm if nothing else says what to do"),
    /** Good to know. */
    OPTIONAL("optional", "missing"),
    /** Yes or no, with a side on which it is safe to be wrong. */
    FLAG("flag", "");

    private final String text;
    private final String otherwise;

    Rank(String text, String otherwise) {
      this.text = text;
      this.otherwise = otherwise;
    }

    /** As the documentation calls it. */
    public String text() {
      return text;
    }
  }

  public Field {
    names = List.copyOf(names);
  }

  public String name() {
    return names.getFirst();
  }

  static <T> Field<T> core(
      Function<String, T> parser, String unit, String meaning, String... names) {
    return of(Rank.CORE, parser.andThen(Optional::of), unit, meaning, names);
  }

  static <T> Field<T> entry(
      Function<String, T> parser, String unit, String meaning, String... names) {
    return of(Rank.ENTRY, parser.andThen(Optional::of), unit, meaning, names);
  }

  static <T> Field<T> exit(
      Function<String, T> parser, String unit, String meaning, String... names) {
    return of(Rank.EXIT, parser.andThen(Optional::of), unit, meaning, names);
  }

  /** As {@link #exit}, where some texts say nothing of the kind. */
  static <T> Field<T> exitOrNone(
      Function<String, Optional<T>> parser, String unit, String meaning, String... names) {
    return of(Rank.EXIT, parser, unit, meaning, names);
  }

  static <T> Field<T> optional(
      Function<String, T> parser, String unit, String meaning, String... names) {
    return of(Rank.OPTIONAL, parser.andThen(Optional::of), unit, meaning, names);
  }

  /** As {@link #optional}, where some texts say nothing of the kind. */
  static <T> Field<T> optionalOrNone(
      Function<String, Optional<T>> parser, String unit, String meaning, String... names) {
    return of(Rank.OPTIONAL, parser, unit, meaning, names);
  }

  static Field<String> text(String meaning, String... names) {
    return optional(String::strip, "", meaning, names);
  }

  static Field<BigDecimal> number(String unit, String meaning, String... names) {
    return optional(Decimals::parse, unit, meaning, names);
  }

  /** A price where writers put 0 for "none". */
  static Field<Price> priceOrNone(Rank rank, String meaning, String... names) {
    return of(rank, Field::priceUnlessZero, Fields.QUOTE, meaning, names);
  }

  /**
   * @param unclear what happens if it is neither true, 1, false nor 0: the safe side
   */
  static Field<Flag> flag(String unclear, String meaning, String... names) {
    return new Field<>(
        List.of(names),
        Rank.FLAG,
        "true/false",
        meaning,
        unclear,
        true,
        text -> Optional.of(Flag.parse(text)));
  }

  private static <T> Field<T> of(
      Rank rank,
      Function<String, Optional<T>> parser,
      String unit,
      String meaning,
      String... names) {
    return new Field<>(List.of(names), rank, unit, meaning, rank.otherwise, true, parser);
  }

  private static Optional<Price> priceUnlessZero(String text) {
    BigDecimal value = Decimals.parse(text);
    return value.signum() == 0 ? Optional.empty() : Optional.of(new Price(value));
  }

  /** The same field where it means something narrower. */
  Field<T> meaning(String narrower) {
    return new Field<>(names, rank, unit, narrower, otherwise, ours, parser);
  }

  /** The same field where less or more depends on it. */
  Field<T> ranked(Rank other) {
    return new Field<>(names, other, unit, meaning, other.otherwise, ours, parser);
  }

  /** The same field, which the suite reads from others and does not write. */
  Field<T> ofOthers() {
    return new Field<>(names, rank, unit, meaning, otherwise, false, parser);
  }
}
