package quantum.paper.prices;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which column of a file is what.
 *
 * @param roles by column; NOT_READ for all others
 * @param names of the columns as the file writes them
 * @param notRead names of columns that nothing is made of
 */
record HeaderRow(byte[] roles, List<String> names, List<String> notRead) {
  static final byte NOT_READ = -1;
  static final byte TIME = 0;
  static final byte OPEN = 1;
  static final byte HIGH = 2;
  static final byte LOW = 3;
  static final byte CLOSE = 4;
  static final byte VOLUME = 5;

  private static final List<String> ROLE_NAMES =
      List.of("open_time", "open", "high", "low", "close", "volume");

  /** Numbers of an epoch first: where a file has both, they leave nothing to interpret. */
  private static final List<String> TIMES =
      List.of(
          "open_time",
          "open_time_ms",
          "opentime",
          "unix",
          "unix_timestamp",
          "timestamp",
          "timestamp_ms",
          "ts",
          "time",
          "date",
          "datetime",
          "date_time",
          "start",
          "start_time",
          "starttime",
          "startat",
          "kline_open_time",
          "candle_time");

  private static final List<List<String>> PRICES =
      List.of(
          List.of("open", "open_price", "openprice", "o"),
          List.of("high", "high_price", "highprice", "max", "h"),
          List.of("low", "low_price", "lowprice", "min", "l"),
          List.of("close", "close_price", "closeprice", "last", "c"));

  /**
   * Columns by their names, in any order.
   *
   * @throws IllegalArgumentException naming what is missing
   */
  static HeaderRow named(List<String> names) {
    List<String> plain = names.stream().map(HeaderRow::plain).toList();
    byte[] roles = new byte[names.size()];
    Arrays.fill(roles, NOT_READ);
    TIMES.stream()
        .filter(plain::contains)
        .findFirst()
        .ifPresent(time -> roles[plain.indexOf(time)] = TIME);
    for (byte price = OPEN; price <= CLOSE; price++) {
      // the longest name: where a file has "close", its "c" is something else
      for (String name : PRICES.get(price - OPEN)) {
        int column = plain.indexOf(name);
        if (column >= 0) {
          roles[column] = price;
          break;
        }
      }
    }
    for (int i = 0; i < plain.size(); i++) {
      if (roles[i] == NOT_READ && (plain.get(i).startsWith("vol") || plain.get(i).equals("v"))) {
        roles[i] = VOLUME; // the first one: the base currency's
        break;
      }
    }
    List<String> missing = new ArrayList<>();
    for (byte role = TIME; role <= CLOSE; role++) {
      if (!contains(roles, role)) {
        missing.add(ROLE_NAMES.get(role));
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "no column "
              + String.join(", ", missing)
              + " among "
              + String.join(", ", names)
              + " (the time may be called "
              + String.join(", ", TIMES.subList(0, 10))
              + ")");
    }
    List<String> notRead = new ArrayList<>();
    for (int i = 0; i < roles.length; i++) {
      if (roles[i] == NOT_READ && !plain.get(i).isEmpty()) {
        notRead.add(names.get(i));
      }
    }
    return new HeaderRow(roles, names, notRead);
  }

  /** Time, open, high, low, close, volume and whatever follows, as exchanges send them. */
  static HeaderRow unnamed(int columns) {
    byte[] roles = new byte[columns];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      roles[i] = i <= VOLUME ? (byte) i : NOT_READ;
      names.add(i <= VOLUME ? ROLE_NAMES.get(i) : Integer.toString(i + 1));
    }
    List<String> rest = names.subList(Math.min(columns, VOLUME + 1), columns);
    return new HeaderRow(
        roles, names, rest.isEmpty() ? List.of() : List.of("from " + rest.getFirst() + " on"));
  }

  /** How many columns there are up to the last one that is read. */
  int columnsToTheLastRead() {
    int last = roles.length;
    while (roles[last - 1] == NOT_READ) {
      last--;
    }
    return last;
  }

  static String roleName(int role) {
    return ROLE_NAMES.get(role);
  }

  boolean hasVolume() {
    return contains(roles, VOLUME);
  }

  private static boolean contains(byte[] roles, byte role) {
    for (byte each : roles) {
      if (each == role) {
        return true;
      }
    }
    return false;
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[ .\\-]+", "_");
  }
}
