package quantum.contracts;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An entry of {@code alert} as its reader takes it. Whoever wrote it, it is told: a kind that this
 * release does not know, and texts of any shape, are no reason to be silent.
 *
 * @param kind as written, e.g. PRICES_SILENT
 * @param known the kind, where this release knows it
 * @param critical whether somebody has to look at once; also where that cannot be told
 * @param symbol as written; "" if it is about none
 * @param about what tells it from others of its kind and symbol; ""
 * @param sinceMillis wall clock of the first time, epoch milliseconds
 * @param count how often since then, at least 1
 * @param resolved whether it is over
 * @param timestampMillis wall clock, epoch milliseconds
 */
public record HeardAlert(
    String kind,
    Optional<Alarm> known,
    boolean critical,
    String service,
    String symbol,
    String about,
    String text,
    long sinceMillis,
    long count,
    boolean resolved,
    long timestampMillis) {

  /** Whether its end will be told. */
  public boolean lasts() {
    return known.map(Alarm::course).filter(Alarm.Course.LASTS::equals).isPresent();
  }

  /**
   * @param idMillis time of the stream's id, which counts where no other does
   */
  public static Decoded<HeardAlert> decode(Map<String, String> fields, long idMillis) {
    return Decoded.of(
        fields,
        reader -> {
          String kind = reader.require(Alert.KIND);
          Optional<Alarm> known = known(kind);
          long timestamp = reader.read(Alert.TIMESTAMP, idMillis);
          return new HeardAlert(
              kind,
              known,
              !reader.read(Alert.SEVERITY, "").toLowerCase(Locale.ROOT).equals("warning"),
              reader.read(Alert.SERVICE, ""),
              reader.read(Alert.SYMBOL, ""),
              reader.read(Alert.ABOUT, ""),
              reader.read(Alert.TEXT, ""),
              reader.read(Alert.SINCE, timestamp),
              Math.max(1, reader.read(Alert.COUNT, 1L)),
              reader.flag(Alert.RESOLVED) == Flag.YES,
              timestamp);
        });
  }

  private static Optional<Alarm> known(String kind) {
    try {
      return Optional.of(Alarm.valueOf(kind));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
