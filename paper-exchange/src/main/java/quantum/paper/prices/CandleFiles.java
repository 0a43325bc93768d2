package quantum.paper.prices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleFile.Part;

/** Reads price files, or every price file of a folder (not below it). */
public final class CandleFiles {
  private static final Pattern PRICE_FILE =
      Pattern.compile("[^.].*\\.(csv|csv\\.gz|zip|json|json\\.gz)", Pattern.CASE_INSENSITIVE);
  private static final Pattern HIDDEN = Pattern.compile("\\..*");

  /**
   * What was read.
   *
   * @param notes what was not, and what was mended: files, columns, rows, bars; a sentence each
   */
  public record Prices(SortedMap<Symbol, CandleSeries> series, List<String> notes) {}

  private CandleFiles() {}

  static boolean isPriceFile(String name) {
    return PRICE_FILE.matcher(name).matches();
  }

  /**
   * The series by symbol. Files of one symbol are joined: a file may fill the holes of another.
   *
   * @throws BadCandleFile if a file is malformed, two files of a symbol do not fit together (both
   *     are named), or there is no price file at all
   */
  public static SortedMap<Symbol, CandleSeries> read(Path fileOrFolder) throws IOException {
    return read(List.of(fileOrFolder), Optional.empty()).series();
  }

  /**
   * As {@link #read(Path)}, of several files and folders together.
   *
   * @param symbol whose prices these are; without one the names of the files say it
   * @throws NoSuchFileException if one of them does not exist
   */
  public static Prices read(List<Path> filesAndFolders, Optional<Symbol> symbol)
      throws IOException {
    List<String> notes = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (Path each : filesAndFolders) {
      files.addAll(filesOf(each, notes));
    }
    SortedMap<Symbol, List<Part>> parts = new TreeMap<>();
    for (Part part : parse(files, symbol)) {
      parts.computeIfAbsent(part.symbol(), _ -> new ArrayList<>()).add(part);
    }
    if (parts.isEmpty()) {
      throw new BadCandleFile(
          filesAndFolders.stream()
                  .map(path -> path.getFileName().toString())
                  .collect(Collectors.joining(", "))
              + ": no *.csv, *.csv.gz, *.zip or *.json in this folder");
    }
    notes.addAll(notes(parts.values().stream().flatMap(List::stream).toList()));
    SortedMap<Symbol, CandleSeries> joined = new TreeMap<>();
    parts.forEach((each, its) -> joined.put(each, join(each, its, notes)));
    return new Prices(joined, List.copyOf(notes));
  }

  /** The same note of several files once. */
  private static List<String> notes(List<Part> parts) {
    Map<String, List<String>> files = new TreeMap<>();
    parts.forEach(
        part ->
            part.notes()
                .forEach(
                    note -> files.computeIfAbsent(note, _ -> new ArrayList<>()).add(part.file())));
    return files.entrySet().stream()
        .map(
            each ->
                each.getValue().getFirst()
                    + (each.getValue().size() == 1
                        ? ""
                        : " and " + (each.getValue().size() - 1) + " more")
                    + ": "
                    + each.getKey())
        .toList();
  }

  /** In parallel, because unpacking and parsing is most of a short backtest's time. */
  private static List<Part> parse(List<Path> files, Optional<Symbol> symbol) throws IOException {
    try {
      return files.parallelStream()
          .flatMap(
              file -> {
                try {
                  return CandleFile.parts(file, symbol).stream();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<Path> filesOf(Path fileOrFolder, List<String> notes) throws IOException {
    if (!Files.exists(fileOrFolder)) {
      throw new NoSuchFileException(fileOrFolder.toString());
    }
    if (!Files.isDirectory(fileOrFolder)) {
      return List.of(fileOrFolder);
    }
    List<Path> prices = new ArrayList<>();
    try (var files = Files.list(fileOrFolder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (isPriceFile(name) && !Files.isDirectory(file) && !isOtherJson(file)) {
          prices.add(file);
        } else if (!HIDDEN.matcher(name).matches()) {
          notes.add(
              name + (Files.isDirectory(file) ? ": folder not read" : ": not read, no price file"));
        }
      }
    }
    return prices;
  }

  /** A folder may hold JSON of other kinds beside its prices. */
  private static boolean isOtherJson(Path file) throws IOException {
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
      return false;
    }
    try (var in = Files.newInputStream(file)) {
      String begin = new String(in.readNBytes(64), StandardCharsets.UTF_8);
      return !begin.replaceAll("\\s", "").startsWith("[[");
    }
  }

  private static CandleSeries join(Symbol symbol, List<Part> parts, List<String> notes) {
    parts.sort(Comparator.comparingLong(Part::firstMillis));
    long interval = interval(symbol, parts);
    BarColumns bars = parts.size() == 1 ? parts.getFirst().bars() : joined(symbol, parts, notes);
    align(symbol, bars, interval, notes);
    return new CandleSeries(symbol, interval, bars, 0, bars.size);
  }

  private static long interval(Symbol symbol, List<Part> parts) {
    Optional<Part> measured = parts.stream().filter(Part::knowsInterval).findFirst();
    if (measured.isEmpty()) {
      return CandleSeries.LONE_BAR_INTERVAL_MILLIS;
    }
    long interval = measured.get().bars().interval();
    for (Part part : parts) {
      if (part.knowsInterval() && part.bars().interval() != interval) {
        throw new BadCandleFile(
            String.format(
                Locale.ROOT,
                "%s: %s has bars of %d s, %s of %d s; replay one of them",
                symbol,
                measured.get().file(),
                interval / 1000,
                part.file(),
                part.bars().interval() / 1000));
      }
    }
    return interval;
  }

  private record Bar(long time, Part part, int index) {}

  private static BarColumns joined(Symbol symbol, List<Part> parts, List<String> notes) {
    int size = parts.stream().mapToInt(part -> part.bars().size).sum();
    BarColumns all = new BarColumns(size);
    try {
      all.refine(parts.stream().mapToInt(part -> part.bars().scale).max().orElse(0));
      if (isApart(parts)) {
        for (Part part : parts) {
          for (int i = 0; i < part.bars().size; i++) {
            all.add(part.bars(), i);
          }
        }
        return all;
      }
      List<Bar> bars = new ArrayList<>(size);
      for (Part part : parts) {
        for (int i = 0; i < part.bars().size; i++) {
          bars.add(new Bar(part.bars().times[i], part, i));
        }
      }
      bars.sort(Comparator.comparingLong(Bar::time));
      merge(symbol, bars, all, notes);
      return all;
    } catch (ArithmeticException e) {
      throw new BadCandleFile(symbol + ": its files' prices have more digits than can be kept");
    }
  }

  private static boolean isApart(List<Part> parts) {
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i).firstMillis() <= parts.get(i - 1).lastMillis()) {
        return false;
      }
    }
    return true;
  }

  private static void merge(Symbol symbol, List<Bar> bars, BarColumns all, List<String> notes) {
    int twice = 0;
    Bar before = null;
    for (Bar bar : bars) {
      if (before == null || bar.time() > before.time()) {
        all.add(bar.part().bars(), bar.index());
        before = bar;
      } else if (bar.part().bars().isSameBar(bar.index(), before.part().bars(), before.index())) {
        twice++;
      } else {
        throw new BadCandleFile(
            "%s: %s and %s overlap: both have a bar of %s, and they differ"
                .formatted(
                    symbol,
                    before.part().file(),
                    bar.part().file(),
                    Instant.ofEpochMilli(bar.time())));
      }
    }
    if (twice > 0) {
      notes.add(symbol + ": " + twice + " bars are in two files alike, and count once");
    }
  }

  /** Puts bars that begin late or early where they belong, if nothing else is there. */
  private static void align(Symbol symbol, BarColumns bars, long interval, List<String> notes) {
    long offset = usualOffset(bars, interval);
    for (int i = 0; i < bars.size; i++) {
      long time = bars.times[i];
      long late = Math.floorMod(time - offset, interval);
      if (late == 0) {
        continue;
      }
      long place = late * 2 <= interval ? time - late : time + interval - late;
      boolean isFree =
          (i == 0 || bars.times[i - 1] < place)
              && (i == bars.size - 1 || place < bars.times[i + 1]);
      if (!isFree) {
        throw new BadCandleFile(
            "%s: the bar of %s lies within another one"
                .formatted(symbol, Instant.ofEpochMilli(time)));
      }
      bars.times[i] = place;
      notes.add(
          symbol
              + ": the bar of "
              + Instant.ofEpochMilli(time)
              + " begins "
              + Math.abs(time - place) / 1000.0
              + " s "
              + (time > place ? "late" : "early")
              + ", taken as that of "
              + Instant.ofEpochMilli(place));
    }
  }

  /** Where in its interval the most bars begin. */
  private static long usualOffset(BarColumns bars, long interval) {
    Map<Long, Integer> counts = new TreeMap<>();
    long first = Math.floorMod(bars.times[0], interval);
    int same = 0;
    for (int i = 0; i < bars.size; i++) {
      same += Math.floorMod(bars.times[i], interval) == first ? 1 : 0;
    }
    if (same * 2 > bars.size) {
      return first;
    }
    for (int i = 0; i < bars.size; i++) {
      counts.merge(Math.floorMod(bars.times[i], interval), 1, Integer::sum);
    }
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }
}
