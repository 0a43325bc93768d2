package quantum.alerts.decide;

import java.nio.charset.StandardCharsets;

/**
 * Texts that somebody else has written, made fit to be shown: one line, nothing invisible, nothing
 * that turns the direction of what follows, and no longer than there is room for.
 */
public final class Words {
  private static final int REPLACEMENT = 0xFFFD;
  private static final String ELLIPSIS = "…";

  private Words() {}

  /**
   * Blanks for white space of any kind, {@code U+FFFD} for control and format characters, lone
   * surrogates and what is no character; cut to {@code most} characters.
   *
   * @param most code points, ≥ 1
   */
  public static String clean(String text, int most) {
    StringBuilder clean = new StringBuilder();
    boolean blank = true; // none at the beginning
    int length = 0;
    for (int i = 0; i < text.length() && length <= most; ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (isBlank(point)) {
        if (!blank) {
          clean.append(' ');
          length++;
        }
        blank = true;
      } else {
        clean.appendCodePoint(isShown(point) ? point : REPLACEMENT);
        length++;
        blank = false;
      }
    }
    return cut(clean.toString().stripTrailing(), most);
  }

  private static boolean isBlank(int point) {
    return Character.isWhitespace(point) || Character.isSpaceChar(point);
  }

  private static boolean isShown(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /**
   * At most {@code most} characters, the last one an ellipsis where some are missing.
   *
   * @param most code points, ≥ 1
   */
  public static String cut(String text, int most) {
    if (text.length() <= most || text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most - 1)) + ELLIPSIS;
  }

  /**
   * At most {@code most} bytes of UTF-8, by the same rule.
   *
   * @param most ≥ 3, the ellipsis' own length
   */
  public static String cutBytes(String text, int most) {
    if (text.getBytes(StandardCharsets.UTF_8).length <= most) {
      return text;
    }
    int room = most - ELLIPSIS.getBytes(StandardCharsets.UTF_8).length;
    int end = 0;
    for (int bytes = 0; end < text.length(); ) {
      int point = text.codePointAt(end);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > room) {
        break;
      }
      end += Character.charCount(point);
    }
    return text.substring(0, end) + ELLIPSIS;
  }

  /** How long something took, in the largest unit that says enough: 40 s, 12 min, 3 h, 2 days. */
  public static String duration(long millis) {
    long seconds = Math.max(0, millis) / 1000;
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 2 * 3600) {
      return seconds / 60 + " min";
    }
    return seconds < 2 * 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
  }
}
