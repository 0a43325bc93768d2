package quantum.paper.prices;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import quantum.kernel.value.Symbol;

/**
 * Reads one file of candles as people have them: CSV with a header in any order or without one in
 * the order of the exchanges, {@code ,} {@code ;} or tab, times as ISO text or as a count of
 * seconds, milliseconds, micro- or nanoseconds; rows of numbers in JSON; plain, gzip or zip, told
 * by the first bytes.
 */
final class CandleFile {
  /**
   * What one text holds.
   *
   * @param file name for messages
   * @param notes what of it was not read
   */
  record Part(String file, Symbol symbol, BarColumns bars, List<String> notes) {
    boolean knowsInterval() {
      return bars.size > 1;
    }

    long firstMillis() {
      return bars.times[0];
    }

    long lastMillis() {
      return bars.times[bars.size - 1];
    }
  }

  private CandleFile() {}

  /**
   * A file that holds one symbol.
   *
   * @throws BadCandleFile naming file, line, column and value of the first thing that is wrong
   * @throws IOException if the file cannot be read or its compression is damaged
   */
  static CandleSeries read(Path file) throws IOException {
    Part part = parts(file, Optional.empty()).getFirst();
    return new CandleSeries(
        part.symbol(), part.bars().interval(), part.bars(), 0, part.bars().size);
  }

  /**
   * Everything in a file; more than one where it is an archive.
   *
   * @param symbol whose prices these are; without one the names say it
   */
  static List<Part> parts(Path file, Optional<Symbol> symbol) throws IOException {
    String name = file.getFileName().toString();
    byte[] bytes = Files.readAllBytes(file);
    if (startsWith(bytes, 'P', 'K', 3, 4)) {
      return archive(name, bytes, symbol);
    }
    if (startsWith(bytes, 0x1f, 0x8b)) {
      bytes = unzipped(name, bytes);
    }
    return List.of(part(name, name, bytes, symbol));
  }

  private static boolean startsWith(byte[] bytes, int... first) {
    for (int i = 0; i < first.length; i++) {
      if (i >= bytes.length || bytes[i] != (byte) first[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] unzipped(String name, byte[] bytes) throws IOException {
    try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(bytes), 1 << 16)) {
      return unzipped.readAllBytes();
    } catch (IOException e) {
      throw new IOException(name + ": damaged gzip: " + e.getMessage(), e);
    }
  }

  private static List<Part> archive(String name, byte[] bytes, Optional<Symbol> symbol)
      throws IOException {
    List<Part> parts = new ArrayList<>();
    List<String> notRead = new ArrayList<>();
    try (var entries = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        String inside = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (entry.isDirectory()) {
          continue;
        }
        if (!CandleFiles.isPriceFile(inside)) {
          notRead.add(inside + " in it not read: no price file");
          continue;
        }
        parts.add(part(name + "!" + inside, inside, entries.readAllBytes(), symbol));
      }
    } catch (IOException e) {
      throw new IOException(name + ": damaged zip: " + e.getMessage(), e);
    }
    if (parts.isEmpty()) {
      throw new BadCandleFile(name + ": no price file in this archive");
    }
    parts.getFirst().notes().addAll(notRead);
    return parts;
  }

  private static Part part(String shown, String name, byte[] text, Optional<Symbol> symbol) {
    RowReader rows = new RowReader(shown, isJson(text) ? rowsOfJson(text) : text);
    BarColumns bars = rows.read();
    return new Part(shown, symbol.orElseGet(() -> FileSymbol.of(name)), bars, rows.notes());
  }

  private static boolean isJson(byte[] text) {
    int at = 0;
    while (at < text.length && Character.isWhitespace(text[at])) {
      at++;
    }
    return at < text.length && text[at] == '[';
  }

  /** [[1,2],[3,4]] as lines. */
  private static byte[] rowsOfJson(byte[] text) {
    byte[] rows = new byte[text.length];
    int size = 0;
    int depth = 0;
    for (byte c : text) {
      if (c == '[') {
        depth++;
      } else if (c == ']') {
        depth--;
        rows[size++] = '\n';
      } else if (depth > 1 && !Character.isWhitespace(c)) {
        rows[size++] = c;
      }
    }
    return Arrays.copyOf(rows, size);
  }
}
