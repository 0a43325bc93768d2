package quantum.contracts;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import quantum.kernel.harvest.Ladder;
import quantum.kernel.harvest.PolicyTerms;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Decimals;

/**
 * {@code quantum:config:harvest:{SYMBOL}}: what an operator sets for one symbol in place of the
 * service's settings. One wrong field makes the whole hash unusable: half of an override may be
 * worse than none of it.
 *
 * @param minR in place of HARVEST_MIN_R
 * @param ladder in place of HARVEST_LADDER
 * @param setBeAtR in place of HARVEST_SET_BE_AT_R
 * @param trailAtrMult in place of HARVEST_TRAIL_ATR_MULT
 * @param theta tunables by SPEC's names, each allowed by itself; whether they go together (T1_R
 *     &lt; T2_R &lt; T3_R) shows only with the settings they are laid over
 */
public record HarvestOverrides(
    Optional<BigDecimal> minR,
    Optional<Ladder> ladder,
    Optional<BigDecimal> setBeAtR,
    Optional<BigDecimal> trailAtrMult,
    SortedMap<String, String> theta) {
  /** R of {@code min_r} and {@code set_be_at_r}. */
  public static final Range R_RANGE = new Range("0", "1000");

  /** Multiples of ATR. */
  public static final Range TRAIL_RANGE = new Range("0.001", "1000");

  /** A stop distance that can be meant, fraction of the entry. */
  public static final Range STOP_RANGE = new Range("0.0001", "0.5");

  private static final String MIN_R = "min_r";
  private static final String LADDER = "ladder";
  private static final String SET_BE_AT_R = "set_be_at_r";
  private static final String TRAIL_ATR_MULT = "trail_atr_mult";

  static final List<Field<?>> FIELDS =
      Stream.concat(
              Stream.of(
                  own(Fields.R, "in place of `HARVEST_MIN_R`, 0 to 1000", MIN_R),
                  own("R:fraction", "in place of `HARVEST_LADDER`", LADDER),
                  own(Fields.R, "in place of `HARVEST_SET_BE_AT_R`, 0 to 1000", SET_BE_AT_R),
                  own(
                      "ATR",
                      "in place of `HARVEST_TRAIL_ATR_MULT`, 0.001 to 1000",
                      TRAIL_ATR_MULT)),
              Theta.names().stream()
                  .map(name -> own("", "tunable, in place of `HARVEST_THETA`'s", name)))
          .toList();

  private static Field<?> own(String unit, String meaning, String name) {
    return new Field<>(
        List.of(name),
        Field.Rank.CORE,
        unit,
        meaning,
        "the whole hash is refused",
        true,
        text -> Optional.of(text));
  }

  private static final String FALLBACK_STOP = "fallback_stop_pct";
  private static final String LOCK_MODE = "lock_mode";

  /** From {@code min} to {@code max}, both included. */
  public record Range(String min, String max) {
    public boolean contains(BigDecimal value) {
      return value.compareTo(new BigDecimal(min)) >= 0 && value.compareTo(new BigDecimal(max)) <= 0;
    }

    private BigDecimal parse(String text) {
      BigDecimal value = Decimals.parse(text);
      if (!contains(value)) {
        throw new IllegalArgumentException("must be a number from " + min + " to " + max);
      }
      return value;
    }
  }

  public HarvestOverrides {
    theta = Collections.unmodifiableSortedMap(new TreeMap<>(theta));
  }

  /**
   * The service's terms with what is set for one symbol laid over them. What the policy in use does
   * not know, such as the ladder of the kernel policy, changes nothing.
   *
   * @throws IllegalArgumentException if the two do not go together, such as a T1_R beyond the T2_R
   *     of the settings
   */
  public PolicyTerms over(PolicyTerms terms) {
    return new PolicyTerms(
        terms.kind(),
        terms.theta().withAll(theta),
        terms.killRule(),
        minR.map(BigDecimal::doubleValue).orElse(terms.minR()),
        terms.rScaling(),
        terms.quantityBasis(),
        ladder.orElse(terms.ladder()),
        setBeAtR.orElse(terms.setBeAtR()),
        trailAtrMult.orElse(terms.trailAtrMult()),
        terms.dynamicLadder());
  }

  /** Empty if the hash does not exist; {@code Bad} names the first field that is not allowed. */
  public static Decoded<Optional<HarvestOverrides>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(FieldReader.ofHash(hash), reader -> Optional.of(read(new TreeMap<>(hash))));
  }

  private static HarvestOverrides read(SortedMap<String, String> hash) {
    Optional<BigDecimal> minR = Optional.empty();
    Optional<Ladder> ladder = Optional.empty();
    Optional<BigDecimal> setBeAtR = Optional.empty();
    Optional<BigDecimal> trailAtrMult = Optional.empty();
    SortedMap<String, String> theta = new TreeMap<>();
    for (Map.Entry<String, String> field : hash.entrySet()) {
      String name = field.getKey();
      String text = field.getValue().strip();
      try {
        switch (name) {
          case MIN_R -> minR = Optional.of(R_RANGE.parse(text));
          case LADDER -> ladder = Optional.of(Ladder.parse(text));
          case SET_BE_AT_R -> setBeAtR = Optional.of(R_RANGE.parse(text));
          case TRAIL_ATR_MULT -> trailAtrMult = Optional.of(TRAIL_RANGE.parse(text));
          default -> theta.put(name, tunable(name, text));
        }
      } catch (IllegalArgumentException e) {
        // a blank field is refused too: nobody writes one on purpose
        throw new BadField(name.isBlank() ? "field" : name, field.getValue(), e.getMessage());
      }
    }
    return new HarvestOverrides(minR, ladder, setBeAtR, trailAtrMult, theta);
  }

  private static String tunable(String name, String text) {
    if (!Theta.knows(name)) {
      throw new IllegalArgumentException(
          "is unknown, allowed are min_r, ladder, set_be_at_r, trail_atr_mult and the tunables of"
              + " HARVEST_THETA, such as T1_R, lock_R, k_bias");
    }
    if (!name.equals(LOCK_MODE)) {
      Decimals.parse(text);
    }
    if (name.equals(FALLBACK_STOP)) {
      STOP_RANGE.parse(text);
    }
    Theta.requireAllowed(name, text);
    return text;
  }

  /** The fields as an operator would write them; also what the log shows. */
  public Map<String, String> encode() {
    FieldWriter writer =
        new FieldWriter()
            .put(MIN_R, minR)
            .put(LADDER, ladder)
            .put(SET_BE_AT_R, setBeAtR)
            .put(TRAIL_ATR_MULT, trailAtrMult);
    theta.forEach(writer::put);
    return writer.fields();
  }
}
