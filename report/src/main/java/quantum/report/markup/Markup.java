package quantum.report.markup;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Elements and text of a page that is HTML and well-formed XML at once. Whatever text it is given
 * stays text: markup is escaped, and what would turn or break a line, or is no character, is shown
 * by its number.
 */
public final class Markup {
  private final StringBuilder out = new StringBuilder(1 << 16);
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Begins an element.
   *
   * @param attributes name and value in turn
   */
  public Markup open(String tag, String... attributes) {
    begin(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /** Ends the innermost element. */
  public Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Ends the innermost element and the line, for those who read the source. */
  public Markup closeLine() {
    return close().line();
  }

  /** Ends the line, for those who read the source. */
  public Markup line() {
    out.append('\n');
    return this;
  }

  /** An element with nothing in it, such as {@code meta} or {@code path}. */
  public Markup empty(String tag, String... attributes) {
    begin(tag, attributes);
    out.append("/>");
    return this;
  }

  /** An element with text alone. */
  public Markup element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  public Markup text(String text) {
    escape(text);
    return this;
  }

  /**
   * Foreign text, which may run from right to left without turning what is beside it; a line may
   * break behind an underscore.
   */
  public Markup name(String text) {
    open("bdi");
    int from = 0;
    for (int end = text.indexOf('_') + 1; end > 0; end = text.indexOf('_', end) + 1) {
      text(text.substring(from, end)).empty("wbr");
      from = end;
    }
    return text(text.substring(from)).close();
  }

  /**
   * The style sheet of the page, which is ours and is not escaped.
   *
   * @throws IllegalArgumentException if it could end its element
   */
  public Markup style(String sheet) {
    if (sheet.contains("<") || sheet.contains("&")) {
      throw new IllegalArgumentException("the style sheet must hold no < and no &");
    }
    out.append("<style>").append(sheet).append("</style>\n");
    return this;
  }

  /** The document; all elements are closed by then. */
  public String document() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("not closed: " + open);
    }
    return "<!DOCTYPE html>\n" + out;
  }

  private void begin(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          if (isShownByNumber(c)) {
            out.append(String.format(Locale.ROOT, "\\u%04X", c));
          } else {
            out.appendCodePoint(c);
          }
        }
      }
      i += Character.charCount(c);
    }
  }

  /** Controls, marks that turn the direction, halves of characters, and what is none. */
  private static boolean isShownByNumber(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
