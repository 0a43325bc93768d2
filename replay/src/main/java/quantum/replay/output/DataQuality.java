package quantum.replay.output;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one symbol's prices are worth.
 *
 * @param intervalMillis of its bars
 * @param firstMillis open of the first bar, epoch milliseconds
 * @param lastMillis end of the last bar, epoch milliseconds
 * @param missing bars that ought to lie between the first and the last
 * @param gaps holes, of one missing bar or more
 * @param longestGapMillis without a price; 0 if none is missing
 * @param longestGapAt where that begins, epoch milliseconds
 */
public record DataQuality(
    Symbol symbol,
    long intervalMillis,
    int bars,
    long firstMillis,
    long lastMillis,
    long missing,
    int gaps,
    long longestGapMillis,
    long longestGapAt) {

  static DataQuality of(CandleSeries series) {
    long interval = series.intervalMillis();
    long missing = 0;
    int gaps = 0;
    long longest = 0;
    long longestAt = 0;
    int bars = series.size();
    for (int i = 1; i < bars; i++) {
      long end = series.openMillis(i - 1) + interval;
      long hole = series.openMillis(i) - end;
      if (hole >= interval) {
        missing += hole / interval;
        gaps++;
        if (hole > longest) {
          longest = hole;
          longestAt = end;
        }
      }
    }
    return new DataQuality(
        series.symbol(),
        interval,
        bars,
        series.firstMillis(),
        series.lastMillis(),
        missing,
        gaps,
        longest,
        longestAt);
  }

  /** One for each symbol, in their order. */
  public static List<DataQuality> of(Iterable<CandleSeries> all) {
    List<DataQuality> each = new java.util.ArrayList<>();
    all.forEach(series -> each.add(of(series)));
    return each;
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "%-12s %d bars of %s, %s to %s, %s",
        symbol,
        bars,
        span(intervalMillis),
        Instant.ofEpochMilli(firstMillis),
        Instant.ofEpochMilli(lastMillis),
        missing == 0
            ? "none missing"
            : String.format(
                Locale.ROOT,
                "%d missing in %d gaps, the longest %s from %s",
                missing,
                gaps,
                span(longestGapMillis),
                Instant.ofEpochMilli(longestGapAt)));
  }

  ObjectNode node() {
    ObjectNode node =
        JsonMapper.shared()
            .createObjectNode()
            .put("symbol", symbol.name())
            .put("interval_ms", intervalMillis)
            .put("bars", bars)
            .put("first_ms", firstMillis)
            .put("last_ms", lastMillis)
            .put("missing", missing)
            .put("gaps", gaps)
            .put("longest_gap_ms", longestGapMillis);
    return missing == 0 ? node : node.put("longest_gap_at_ms", longestGapAt);
  }

  private static String span(long millis) {
    if (millis % 86_400_000 == 0 && millis > 0) {
      return millis / 86_400_000 + " d";
    }
    if (millis % 3_600_000 == 0 && millis > 0) {
      return millis / 3_600_000 + " h";
    }
    return millis % 60_000 == 0 && millis > 0 ? millis / 60_000 + " min" : millis / 1000.0 + " s";
  }
}
