package quantum.paper.prices;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;

/**
 * Reads one CSV of candles: {@code open_time_ms,open,high,low,close,volume} or the twelve columns
 * of Binance Vision, with or without a header, plain or gzip (told by its first bytes). The symbol
 * is the file name up to its first dash or dot.
 *
 * <p>A month of minutes is 43 200 lines and a backtest wants many of them, so lines are parsed from
 * bytes: a decimal of up to 18 digits becomes a long and a scale without passing through a String.
 */
public final class CandleFile {
  private static final String[] COLUMNS = {"open_time", "open", "high", "low", "close", "volume"};
  private static final int VISION_COLUMNS = 12;

  /** Epoch milliseconds of the year 5138: above it the file counts micro- or nanoseconds. */
  private static final long LATEST_MILLIS = 100_000_000_000_000L;

  private final String name;
  private final byte[] text;
  private int at;
  private int line = 1;

  private CandleFile(String name, byte[] text) {
    this.name = name;
    this.text = text;
  }

  /**
   * @throws BadCandleFile naming file, line, column and value of the first thing that is wrong
   * @throws IOException if the file cannot be read or its compression is damaged
   */
  public static CandleSeries read(Path file) throws IOException {
    String name = file.getFileName().toString();
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length > 2 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b) {
      try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(bytes), 1 << 16)) {
        bytes = unzipped.readAllBytes();
      } catch (IOException e) {
        throw new IOException(name + ": damaged gzip: " + e.getMessage(), e);
      }
    }
    List<Candle> candles = new CandleFile(name, bytes).candles();
    if (candles.isEmpty()) {
      throw new BadCandleFile(name + ": no candles");
    }
    return CandleSeries.of(symbolOf(name), candles);
  }

  static Symbol symbolOf(String fileName) {
    String symbol = fileName.split("[-.]", 2)[0];
    try {
      return Symbol.of(symbol);
    } catch (IllegalArgumentException e) {
      throw new BadCandleFile(
          fileName + ": the file name must begin with a symbol, then '-' or '.'");
    }
  }

  private List<Candle> candles() {
    List<Candle> candles = new ArrayList<>(text.length / 48 + 1);
    if (startsWith(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf})) {
      at += 3;
    }
    if (at < text.length && Character.isLetter(text[at])) {
      skipLine();
    }
    long previous = Long.MIN_VALUE;
    while (at < text.length) {
      if (atLineEnd()) {
        skipLine();
        continue;
      }
      Candle candle = candle();
      if (candle.openTimeMillis() <= previous) {
        throw bad(
            "column open_time: "
                + candle.openTimeMillis()
                + " does not come after "
                + previous
                + " of the line before");
      }
      previous = candle.openTimeMillis();
      candles.add(candle);
      skipLine();
    }
    return candles;
  }

  private Candle candle() {
    long time = time();
    BigDecimal open = decimal(1);
    BigDecimal high = decimal(2);
    BigDecimal low = decimal(3);
    BigDecimal close = decimal(4);
    BigDecimal volume = decimal(5);
    int columns = COLUMNS.length;
    for (int i = at; i < text.length && text[i] != '\n'; i++) {
      if (text[i] == ',') {
        columns++;
      }
    }
    if (columns != COLUMNS.length && columns != VISION_COLUMNS) {
      throw bad("expected 6 or 12 columns, found " + columns);
    }
    try {
      return new Candle(time, open, high, low, close, volume);
    } catch (IllegalArgumentException e) {
      throw bad("column " + e.getMessage());
    }
  }

  private long time() {
    int start = at;
    long value = 0;
    while (at < text.length && text[at] >= '0' && text[at] <= '9' && at - start < 18) {
      value = value * 10 + (text[at++] - '0');
    }
    if (at == start || !atFieldEnd()) {
      throw bad("column open_time: '" + field(start) + "' is not a time in epoch milliseconds");
    }
    if (value > LATEST_MILLIS) {
      throw bad("column open_time: " + value + " is not epoch milliseconds (too large)");
    }
    return value;
  }

  private BigDecimal decimal(int column) {
    if (at >= text.length || text[at] != ',') {
      throw bad("column " + COLUMNS[column] + " is missing");
    }
    int start = ++at;
    long unscaled = 0;
    int digits = 0;
    int scale = 0;
    boolean fraction = false;
    for (; at < text.length; at++) {
      byte c = text[at];
      if (c >= '0' && c <= '9') {
        unscaled = unscaled * 10 + (c - '0');
        digits++;
        if (fraction) {
          scale++;
        }
      } else if (c == '.' && !fraction) {
        fraction = true;
      } else {
        break;
      }
    }
    if (digits == 0 || digits > 18 || !atFieldEnd()) {
      return unusual(column, start);
    }
    while (scale > 0 && unscaled % 10 == 0) {
      unscaled /= 10;
      scale--;
    }
    return BigDecimal.valueOf(unscaled, scale);
  }

  /** A sign, an exponent, more than 18 digits, or not a number at all. */
  private BigDecimal unusual(int column, int start) {
    String found = field(start);
    try {
      return Decimals.parse(found);
    } catch (IllegalArgumentException e) {
      throw bad("column " + COLUMNS[column] + ": " + e.getMessage());
    }
  }

  /** The whole field that begins at {@code start}; leaves the position behind it. */
  private String field(int start) {
    at = start;
    while (!atFieldEnd()) {
      at++;
    }
    return new String(text, start, at - start, StandardCharsets.UTF_8);
  }

  private boolean atFieldEnd() {
    return at >= text.length || text[at] == ',' || atLineEnd();
  }

  private boolean atLineEnd() {
    return text[at] == '\n' || text[at] == '\r';
  }

  private void skipLine() {
    while (at < text.length && text[at] != '\n') {
      at++;
    }
    at++;
    line++;
  }

  private boolean startsWith(byte[] prefix) {
    return text.length >= prefix.length
        && Arrays.equals(text, 0, prefix.length, prefix, 0, prefix.length);
  }

  private BadCandleFile bad(String what) {
    return new BadCandleFile(name + ", line " + line + ", " + what);
  }
}
