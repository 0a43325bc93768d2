package quantum.apply.venue;

import java.util.regex.Pattern;

/** What any venue's id looks like, so that it can stand in a list and in a log. */
final class VenueText {
  private static final Pattern SHAPE = Pattern.compile("[!-~&&[^,|]]+");
  private static final int LONGEST = 64;

  private VenueText() {}

  /**
   * @return the text itself
   * @throws IllegalArgumentException naming what it was to be, and the text
   */
  static String required(String what, String text) {
    return required(what, text, LONGEST);
  }

  /**
   * @param longest characters
   */
  static String required(String what, String text, int longest) {
    if (text == null || text.length() > longest || !SHAPE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          what
              + " must be 1 to "
              + longest
              + " visible characters without , and |, was '"
              + text
              + "'");
    }
    return text;
  }
}
