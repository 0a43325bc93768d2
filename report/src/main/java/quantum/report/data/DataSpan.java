package quantum.report.data;

/**
 * What one symbol's prices are worth.
 *
 * @param lastMillis the last instant of the last bar
 * @param missing bars that ought to lie between the first and the last
 * @param gaps holes, of one missing bar or more
 * @param longestGapMillis without a price; 0 if none is missing
 * @param longestGapAtMillis where that begins; says nothing if none is missing
 */
public record DataSpan(
    String symbol,
    long intervalMillis,
    long bars,
    long firstMillis,
    long lastMillis,
    long missing,
    long gaps,
    long longestGapMillis,
    long longestGapAtMillis) {}
