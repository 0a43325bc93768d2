package quantum.replay.market;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.TimeText;

/**
 * Reads funding rates: a CSV with a column of times and one of rates, by their names ({@code
 * funding_time_ms}, {@code calc_time} … and {@code funding_rate}, {@code last_funding_rate} …). The
 * file's name holds its symbol.
 */
public final class FundingFiles {
  private FundingFiles() {}

  /**
   * The rates of some symbols, in time order.
   *
   * @param path a file, or a folder of them: csv, csv.gz, zip
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException naming file, line, column and value of what is wrong
   */
  public static Map<Symbol, List<Funding>> read(Path path, Collection<Symbol> symbols)
      throws IOException {
    List<Path> files = List.of(path);
    if (Files.isDirectory(path)) {
      try (var listed = Files.list(path)) {
        files =
            listed.filter(file -> lower(file).matches(".*\\.(csv|csv\\.gz|zip)")).sorted().toList();
      }
    }
    Map<Symbol, List<Funding>> rates = new HashMap<>();
    for (Path file : files) {
      Optional<Symbol> symbol =
          symbols.stream()
              .filter(each -> lower(file).contains(each.name().toLowerCase(Locale.ROOT)))
              .max(Comparator.comparingInt(each -> each.name().length()));
      if (symbol.isPresent()) {
        rates.computeIfAbsent(symbol.get(), _ -> new ArrayList<>()).addAll(rates(file));
      }
    }
    rates.values().forEach(list -> list.sort(Comparator.comparingLong(Funding::atMillis)));
    if (rates.isEmpty()) {
      throw new IllegalArgumentException(path + ": no funding rates of " + symbols);
    }
    return rates;
  }

  private static String lower(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT);
  }

  private static List<String> lines(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        InputStream text = lower(file).endsWith(".gz") ? new GZIPInputStream(in) : in) {
      if (lower(file).endsWith(".zip")) {
        ZipInputStream zip = new ZipInputStream(text);
        if (zip.getNextEntry() == null) {
          throw new IOException(file.getFileName() + ": nothing in this archive");
        }
        return new String(zip.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static List<Funding> rates(Path file) throws IOException {
    List<String> lines = lines(file);
    String where = file.getFileName().toString();
    List<String> names =
        lines.isEmpty() ? List.of() : List.of(lines.getFirst().toLowerCase(Locale.ROOT).split(","));
    int time = column(names, "time");
    int rate = column(names, "rate");
    if (time < 0 || rate < 0) {
      throw new IllegalArgumentException(
          where
              + ", line 1: needs a column whose name holds 'time' and one with 'rate', has "
              + names);
    }
    List<Funding> rates = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      String[] cells = lines.get(i).split(",", -1);
      rates.add(
          new Funding(
              TimeText.millis(cell(where, i, cells, time, names).longValue()),
              cell(where, i, cells, rate, names)));
    }
    return rates;
  }

  private static BigDecimal cell(
      String file, int line, String[] cells, int column, List<String> names) {
    String text = column < cells.length ? cells[column].strip() : "";
    try {
      return Decimals.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s, line %s, column %s: %s"
              .formatted(file, Integer.toString(line + 1), names.get(column), e.getMessage()),
          e);
    }
  }

  private static int column(List<String> names, String word) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).contains(word) && !names.get(i).contains("interval")) {
        return i;
      }
    }
    return -1;
  }
}
