package quantum.replay.trades;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a trader's trades, told apart by their header in any order: Binance Futures' trade history
 * (fills) and position history, the suite's own closed positions ({@code quantum trades --csv}),
 * and a plain CSV of {@code symbol side time price qty}. Comma, semicolon or tab; a byte order mark
 * and quotes are allowed.
 */
public final class TradesFile {
  private TradesFile() {}

  /**
   * @param zone of times that name none
   * @throws BadTrades naming file, line, column and value
   */
  public static OwnTrades read(Path file, ZoneId zone) throws BadTrades {
    try (CsvReader<CsvRecord> records =
        CsvReader.builder()
            .fieldSeparator(separator(file))
            .detectBomHeader(true)
            .skipEmptyLines(true)
            .ofCsvRecord(file)) {
      Columns columns = null;
      List<Row> rows = new ArrayList<>();
      for (CsvRecord record : records) {
        if (columns == null) {
          columns = header(record);
        } else {
          rows.add(new Row(file, columns, record, zone));
        }
      }
      if (columns == null) {
        throw new BadTrades(file + " is empty");
      }
      return dialect(file, columns).read(rows);
    } catch (NoSuchFileException e) {
      throw new BadTrades(file + " does not exist");
    } catch (UncheckedIOException | IOException | CsvParseException e) {
      throw new BadTrades("cannot read " + file + ": " + reason(e));
    }
  }

  private static String reason(Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof MalformedInputException ? "it is no UTF-8" : root.getMessage();
  }

  /** That of the header's most frequent one. */
  private static char separator(Path file) throws IOException {
    String header;
    try (var lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      header = lines.readLine();
    }
    char best = ',';
    for (char each : new char[] {';', '\t'}) {
      if (count(header, each) > count(header, best)) {
        best = each;
      }
    }
    return best;
  }

  private static long count(String text, char wanted) {
    return text == null ? 0 : text.chars().filter(c -> c == wanted).count();
  }

  private static Columns header(CsvRecord record) {
    Map<String, Integer> places = new LinkedHashMap<>();
    Map<String, String> written = new LinkedHashMap<>();
    for (int i = 0; i < record.getFieldCount(); i++) {
      String name = normal(record.getField(i));
      places.putIfAbsent(name, i);
      written.putIfAbsent(name, record.getField(i).strip());
    }
    return new Columns(places, written);
  }

  /**
   * "Avg. Close Price", "avg_close_price" and "AvgClosePrice" are one; so is "Date(UTC)" a date.
   */
  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("\\(.*\\)|[^a-z0-9]", "");
  }

  private static Dialect dialect(Path file, Columns columns) throws BadTrades {
    for (Dialect each : Dialect.values()) {
      if (each.fits(columns)) {
        return each;
      }
    }
    throw new BadTrades(
        file
            + ": the header has "
            + String.join(", ", columns.written().values())
            + "; wanted is one of "
            + Dialect.wanted());
  }
}
