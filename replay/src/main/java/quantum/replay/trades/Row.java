package quantum.replay.trades;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import quantum.contracts.EventTime;

/** A line, read by the names of its columns. */
record Row(Path file, Columns columns, CsvRecord record, ZoneId zone) {
  private static final Pattern LOCAL = Pattern.compile("\\d{4}-\\d\\d-\\d\\d[ T][0-9:.]+");

  long line() {
    return record.getStartingLineNumber();
  }

  /** What stands in the first of these columns that the file has; empty if nothing does. */
  Optional<String> text(String... names) {
    return columns
        .first(names)
        .map(columns.places()::get)
        .filter(place -> place < record.getFieldCount())
        .map(record::getField)
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  /**
   * @throws BadTrades if it is missing or not allowed
   */
  <T> T require(Function<String, T> reader, String... names) throws BadTrades {
    Optional<T> value = read(reader, names);
    if (value.isEmpty()) {
      throw bad(written(names), "", "is missing");
    }
    return value.get();
  }

  /**
   * @throws BadTrades if it is not allowed
   */
  <T> Optional<T> read(Function<String, T> reader, String... names) throws BadTrades {
    Optional<String> text = text(names);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.apply(text.get()));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw bad(written(names), text.get(), e.getMessage());
    }
  }

  private String written(String... names) {
    return columns.first(names).map(columns.written()::get).orElse(names[0]);
  }

  private BadTrades bad(String column, String value, String why) {
    return new BadTrades(
        file + ", line " + line() + ", column " + column + ", value '" + value + "': " + why);
  }

  /** Epoch milliseconds of a time, of {@link #zone} where it names none. */
  long millis(String text) {
    long utc = EventTime.parseMillis(text);
    if (!LOCAL.matcher(text).matches() || zone.equals(ZoneOffset.UTC)) {
      return utc;
    }
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(utc), ZoneOffset.UTC)
        .atZone(zone)
        .toInstant()
        .toEpochMilli();
  }
}
