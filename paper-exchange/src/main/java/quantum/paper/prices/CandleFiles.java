package quantum.paper.prices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import quantum.kernel.value.Symbol;

/** Reads one price file, or every {@code *.csv} and {@code *.csv.gz} of a folder (not below it). */
public final class CandleFiles {
  private CandleFiles() {}

  /**
   * The series by symbol. Files of one symbol are joined in time order; they must share one
   * interval and not overlap.
   *
   * @throws BadCandleFile if a file is malformed, two files of a symbol do not fit together (both
   *     are named), or there is no price file at all
   */
  public static SortedMap<Symbol, CandleSeries> read(Path fileOrFolder) throws IOException {
    SortedMap<Symbol, List<Part>> parts = new TreeMap<>();
    for (Part part : parse(filesOf(fileOrFolder))) {
      parts.computeIfAbsent(part.series.symbol(), symbol -> new ArrayList<>()).add(part);
    }
    if (parts.isEmpty()) {
      throw new BadCandleFile(fileOrFolder.getFileName() + ": no *.csv or *.csv.gz in this folder");
    }
    SortedMap<Symbol, CandleSeries> joined = new TreeMap<>();
    parts.forEach((symbol, files) -> joined.put(symbol, join(symbol, files)));
    return joined;
  }

  /** In parallel, because unpacking and parsing is most of a short backtest's time. */
  private static List<Part> parse(List<Path> files) throws IOException {
    try {
      return files.parallelStream().map(CandleFiles::part).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Part part(Path file) {
    try {
      return new Part(file.getFileName().toString(), CandleFile.read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> filesOf(Path fileOrFolder) throws IOException {
    if (!Files.isDirectory(fileOrFolder)) {
      return List.of(fileOrFolder);
    }
    try (var files = Files.list(fileOrFolder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("[^.].*\\.csv(\\.gz)?"))
          .sorted()
          .toList();
    }
  }

  private static CandleSeries join(Symbol symbol, List<Part> parts) {
    parts.sort(Comparator.comparingLong(part -> part.series.firstMillis()));
    Optional<Part> measured = parts.stream().filter(Part::knowsInterval).findFirst();
    long interval =
        measured
            .map(part -> part.series.intervalMillis())
            .orElse(CandleSeries.LONE_BAR_INTERVAL_MILLIS);
    List<Candle> candles = new ArrayList<>();
    Part previous = null;
    for (Part part : parts) {
      if (part.knowsInterval() && part.series.intervalMillis() != interval) {
        throw new BadCandleFile(
            "%s: %s has bars of %d s, %s of %d s; replay one of them"
                .formatted(
                    symbol,
                    measured.orElseThrow().file,
                    interval / 1000,
                    part.file,
                    part.series.intervalMillis() / 1000));
      }
      if (previous != null
          && part.series.firstMillis() <= previous.series.candles().getLast().openTimeMillis()) {
        throw new BadCandleFile(
            "%s: %s and %s overlap".formatted(symbol, previous.file, part.file));
      }
      candles.addAll(part.series.candles());
      previous = part;
    }
    return new CandleSeries(symbol, interval, candles);
  }

  private record Part(String file, CandleSeries series) {
    boolean knowsInterval() {
      return series.candles().size() > 1;
    }
  }
}
