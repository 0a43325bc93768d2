package quantum.paper.prices;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import quantum.kernel.value.Decimals;

/**
 * Reads the rows of one text file into columns. A number of up to 18 digits goes from its bytes
 * into a long without an object between; what is written in another way takes the long way.
 */
final class RowReader {
  private static final int MOST_DIGITS = 18;
  private static final int LEAST_COLUMNS = 5;
  private static final int BYTES_OF_A_SHORT_ROW = 40;

  private final String file;
  private final byte[] text;
  private final List<String> notes = new ArrayList<>();
  private final BarColumns bars;
  private final long[] unscaled = new long[6];
  private final int[] decimals = new int[6];
  private byte delimiter = ',';
  private int at;
  private int line = 1;
  private int repeated;

  RowReader(String file, byte[] text) {
    this.file = file;
    this.text = text;
    this.bars = new BarColumns(text.length / BYTES_OF_A_SHORT_ROW + 1);
  }

  /** What was left out, one sentence each. */
  List<String> notes() {
    return notes;
  }

  /**
   * All bars, oldest first.
   *
   * @throws BadCandleFile naming file, line, column and value of the first thing that is wrong
   */
  BarColumns read() {
    HeaderRow header = header();
    if (!header.notRead().isEmpty()) {
      notes.add("columns not read: " + String.join(", ", header.notRead()));
    }
    if (!header.hasVolume()) {
      notes.add("no volume, taken as 0");
    }
    boolean descends = false;
    while (at < text.length) {
      if (isLineEnd(text[at])) {
        skipLine();
        continue;
      }
      row(header);
      int last = bars.size - 1;
      if (last == 1) {
        descends = bars.times[1] < bars.times[0];
      }
      if (last > 0) {
        inOrder(last, descends);
      }
      skipLine();
    }
    if (bars.size == 0) {
      throw new BadCandleFile(file + ": no candles");
    }
    if (repeated > 0) {
      notes.add(repeated + " rows not read: each repeats the bar before it");
    }
    return descends ? bars.reversed() : bars;
  }

  private void inOrder(int last, boolean descends) {
    long time = bars.times[last];
    long before = bars.times[last - 1];
    if (descends ? time < before : time > before) {
      return;
    }
    if (time == before && bars.isSameBar(last, bars, last - 1)) {
      bars.size--;
      repeated++;
      return;
    }
    throw bad(
        "column open_time: "
            + time
            + " does not come "
            + (descends ? "before " : "after ")
            + before
            + " of the line before");
  }

  /** Reads or guesses what the columns are, and leaves the position at the first row. */
  private HeaderRow header() {
    if (text.length >= 3 && text[0] == (byte) 0xef && text[1] == (byte) 0xbb) {
      at = 3; // a byte order mark
    }
    while (at < text.length) {
      String first = lineText();
      if (first.isBlank()) {
        skipLine();
        continue;
      }
      delimiter = delimiterOf(first);
      List<String> cells = cells(first);
      boolean named =
          Character.isLetter(cells.getFirst().isEmpty() ? '0' : cells.getFirst().charAt(0));
      if (cells.size() < LEAST_COLUMNS && (named || first.startsWith("#"))) {
        notes.add("line " + line + " not read: " + first.strip());
        skipLine();
        continue;
      }
      if (cells.size() < LEAST_COLUMNS) {
        throw bad("expected at least " + LEAST_COLUMNS + " columns, found " + cells.size());
      }
      if (!named && !first.startsWith("#")) {
        return HeaderRow.unnamed(cells.size());
      }
      try {
        HeaderRow header = HeaderRow.named(cells);
        skipLine();
        return header;
      } catch (IllegalArgumentException e) {
        throw bad(e.getMessage());
      }
    }
    throw new BadCandleFile(file + ": no candles");
  }

  private static byte delimiterOf(String first) {
    byte best = ',';
    int most = 0;
    for (byte each : new byte[] {';', '\t', ','}) {
      int count = (int) first.chars().filter(c -> c == each).count();
      if (count > most) {
        most = count;
        best = each;
      }
    }
    return best;
  }

  private List<String> cells(String row) {
    List<String> cells = new ArrayList<>();
    for (String cell : row.strip().split(String.valueOf((char) delimiter), -1)) {
      String plain = cell.strip();
      cells.add(
          plain.length() > 1 && plain.startsWith("\"") && plain.endsWith("\"")
              ? plain.substring(1, plain.length() - 1).strip()
              : plain);
    }
    if (!cells.isEmpty() && cells.getFirst().startsWith("#")) {
      cells.set(0, cells.getFirst().substring(1).strip());
    }
    return cells;
  }

  private void row(HeaderRow header) {
    byte[] roles = header.roles();
    int columns = roles.length;
    unscaled[HeaderRow.VOLUME] = 0;
    decimals[HeaderRow.VOLUME] = 0;
    int read = header.columnsToTheLastRead();
    for (int column = 0; column < read; column++) {
      byte role = roles[column];
      if (role == HeaderRow.NOT_READ) {
        skipCell();
      } else {
        number(role, header.names().get(column));
      }
      boolean more = at < text.length && text[at] == delimiter;
      if (column < read - 1 && !more) {
        missing(header, column + 1);
      }
      at += column < read - 1 ? 1 : 0;
    }
    int found = read + skipRest();
    if (found != columns) {
      throw bad("expected " + columns + " columns, found " + found);
    }
    keep();
  }

  private void missing(HeaderRow header, int from) {
    for (int i = from; i < header.roles().length; i++) {
      if (header.roles()[i] != HeaderRow.NOT_READ) {
        throw bad("column " + header.names().get(i) + " is missing");
      }
    }
    throw bad("expected " + header.roles().length + " columns, found " + from);
  }

  /** To the end of the line; the number of columns there. */
  private int skipRest() {
    int columns = 0;
    int i = at;
    byte comma = delimiter;
    boolean quoted = false;
    for (; i < text.length; i++) {
      byte c = text[i];
      if (c == comma && !quoted) {
        columns++;
      } else if (c <= '\r' && isLineEnd(c)) {
        break;
      } else if (c == '"') {
        quoted = !quoted;
      }
    }
    at = i;
    return columns;
  }

  private void keep() {
    for (int i = HeaderRow.OPEN; i <= HeaderRow.CLOSE; i++) {
      if (decimals[i] > bars.scale) {
        try {
          bars.refineFor(unscaled[i], decimals[i]);
        } catch (ArithmeticException e) {
          throw bad("column " + HeaderRow.roleName(i) + ": more digits than can be kept");
        }
      }
    }
    long open = kept(HeaderRow.OPEN);
    long high = kept(HeaderRow.HIGH);
    long low = kept(HeaderRow.LOW);
    long close = kept(HeaderRow.CLOSE);
    if (open <= 0
        || low <= 0
        || close <= 0
        || low > open
        || low > close
        || high < open
        || high < close
        || unscaled[HeaderRow.VOLUME] < 0) {
      refuse(open, high, low, close);
    }
    double volume = unscaled[HeaderRow.VOLUME];
    bars.add(
        unscaled[HeaderRow.TIME],
        open,
        high,
        low,
        close,
        decimals[HeaderRow.VOLUME] == 0
            ? volume
            : volume / BarColumns.power(decimals[HeaderRow.VOLUME]));
  }

  private long kept(int role) {
    try {
      return bars.kept(unscaled[role], decimals[role]);
    } catch (ArithmeticException e) {
      throw bad("column " + HeaderRow.roleName(role) + ": more digits than can be kept");
    }
  }

  /** Has the candle itself say what is wrong with it. */
  private void refuse(long open, long high, long low, long close) {
    try {
      new Candle(
          unscaled[HeaderRow.TIME],
          bars.price(open),
          bars.price(high),
          bars.price(low),
          bars.price(close),
          BigDecimal.valueOf(unscaled[HeaderRow.VOLUME], decimals[HeaderRow.VOLUME]));
    } catch (IllegalArgumentException e) {
      throw bad("column " + e.getMessage());
    }
  }

  /** Reads the cell at the position and leaves the position behind it. */
  private void number(int role, String name) {
    int start = at;
    long value = 0;
    int digits = 0;
    int scale = 0;
    boolean fraction = false;
    int i = at;
    for (; i < text.length; i++) {
      int c = text[i];
      if (c >= '0' && c <= '9') {
        value = value * 10 + (c - '0');
        digits++;
        scale += fraction ? 1 : 0;
      } else if (c == '.' && !fraction) {
        fraction = true;
      } else {
        break;
      }
    }
    at = i;
    boolean ends = i == text.length || text[i] == delimiter || isLineEnd(text[i]);
    if (digits == 0 || digits > MOST_DIGITS || !ends || role == HeaderRow.TIME && fraction) {
      unusual(role, name, start);
      return;
    }
    unscaled[role] = role == HeaderRow.TIME ? TimeText.millis(value) : value;
    decimals[role] = scale;
  }

  /** A date, quotes, a sign, an exponent, a decimal comma, more digits, or not a number at all. */
  private void unusual(int role, String name, int start) {
    at = start;
    String found = cellText();
    if (role == HeaderRow.TIME) {
      try {
        unscaled[role] = TimeText.millis(found);
      } catch (IllegalArgumentException e) {
        throw bad("column " + name + ": '" + found + "' is not a time");
      }
      return;
    }
    BigDecimal number;
    try {
      number =
          Decimals.parse(delimiter == ',' ? found : found.replace(',', '.')).stripTrailingZeros();
    } catch (IllegalArgumentException e) {
      throw bad("column " + name + ": " + e.getMessage());
    }
    decimals[role] = Math.max(number.scale(), 0);
    if (role == HeaderRow.VOLUME && number.precision() > 15) {
      number = number.round(new MathContext(15)).stripTrailingZeros();
      decimals[role] = Math.max(number.scale(), 0);
    }
    try {
      unscaled[role] = number.setScale(decimals[role]).unscaledValue().longValueExact();
    } catch (ArithmeticException e) {
      throw bad("column " + name + ": more digits than can be kept: '" + found + "'");
    }
    if (decimals[role] > BarColumns.MOST_DECIMALS) {
      throw bad("column " + name + ": more digits than can be kept: '" + found + "'");
    }
  }

  private void skipCell() {
    if (at < text.length && text[at] == '"') {
      cellText();
      return;
    }
    while (at < text.length && text[at] != delimiter && !isLineEnd(text[at])) {
      at++;
    }
  }

  /** The cell at the position without quotes and blanks; leaves the position behind it. */
  private String cellText() {
    int start = at;
    boolean quoted = false;
    while (at < text.length && (quoted || text[at] != delimiter) && !isLineEnd(text[at])) {
      quoted ^= text[at] == '"';
      at++;
    }
    String cell = new String(text, start, at - start, StandardCharsets.UTF_8).strip();
    return cell.length() > 1 && cell.startsWith("\"") && cell.endsWith("\"")
        ? cell.substring(1, cell.length() - 1).strip()
        : cell;
  }

  private String lineText() {
    int start = at;
    while (start > 0 && text[start - 1] != '\n') {
      start--;
    }
    int end = at;
    while (end < text.length && !isLineEnd(text[end])) {
      end++;
    }
    String whole = new String(text, start, end - start, StandardCharsets.UTF_8);
    return whole.startsWith("\ufeff") ? whole.substring(1) : whole;
  }

  private static boolean isLineEnd(byte c) {
    return c == '\n' || c == '\r';
  }

  private void skipLine() {
    while (at < text.length && text[at] != '\n') {
      at++;
    }
    at++;
    line++;
  }

  private BadCandleFile bad(String what) {
    return new BadCandleFile(file + ", line " + line + ", " + what);
  }
}
