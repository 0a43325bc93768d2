package quantum.replay.compare;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the time of the entries is divided: on the first part a setting is chosen, on the second it
 * is judged.
 *
 * @param firstPct percent of the time that the first part has, 1 to 99
 */
public record Split(int firstPct) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,3})/(\\d{1,3})");

  public Split {
    if (firstPct < 1 || firstPct > 99) {
      throw new IllegalArgumentException("the first part must be 1 to 99 %, was " + firstPct);
    }
  }

  /**
   * @param text such as 60/40
   * @throws IllegalArgumentException naming what is allowed and what was found
   */
  public static Split parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (parts.matches()) {
      int first = Integer.parseInt(parts.group(1));
      int second = Integer.parseInt(parts.group(2));
      if (first > 0 && second > 0 && first + second == 100) {
        return new Split(first);
      }
    }
    throw new IllegalArgumentException(
        "must be the percent of both parts, such as 60/40, each at least 1 and together 100, was '"
            + text
            + "'");
  }

  /**
   * Where the second part begins.
   *
   * @param firstMillis when the first entry was sent
   * @param lastMillis when the last one was
   * @param barMillis length of the longest bars: the boundary is at one of their multiples, so that
   *     no bar reaches over it
   */
  public long at(long firstMillis, long lastMillis, long barMillis) {
    long at = firstMillis + Math.round((lastMillis - firstMillis) / 100.0 * firstPct);
    return at - Math.floorMod(at, barMillis);
  }

  @Override
  public String toString() {
    return firstPct + "/" + (100 - firstPct);
  }
}
