package quantum.cli.screen;

import java.util.ArrayList;
import java.util.List;

/** Text in lines of a width. */
public final class Lines {
  private Lines() {}

  /** What a garbled key holds must not move a terminal's cursor. */
  public static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /**
   * {@code text} in pieces of at most {@code width} characters, broken at blanks where it can be.
   */
  public static List<String> pieces(String text, int width) {
    List<String> pieces = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int at = rest.lastIndexOf(' ', width);
      at = at <= 0 ? width : at;
      pieces.add(rest.substring(0, at).stripTrailing());
      rest = rest.substring(at).stripLeading();
    }
    pieces.add(rest);
    return pieces;
  }
}
