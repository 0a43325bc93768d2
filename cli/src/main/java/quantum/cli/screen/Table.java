package quantum.cli.screen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Columns that line up, at most {@link #WIDTH} wide: what is too long is wrapped in the last column
 * and cut in the others.
 */
public final class Table {
  public static final int WIDTH = 110;

  private static final String GAP = "  ";

  private record Cell(String text, UnaryOperator<String> paint) {}

  private final List<String> heads = new ArrayList<>();
  private final List<Boolean> toTheRight = new ArrayList<>();
  private final List<List<Cell>> rows = new ArrayList<>();

  /** A column of words. */
  public Table column(String head) {
    heads.add(head);
    toTheRight.add(false);
    return this;
  }

  /** A column of figures; its head says the unit. */
  public Table figures(String head) {
    heads.add(head);
    toTheRight.add(true);
    return this;
  }

  public Table row(String... cells) {
    return row(UnaryOperator.identity(), cells);
  }

  /**
   * @param paint of the whole row
   */
  public Table row(UnaryOperator<String> paint, String... cells) {
    if (cells.length != heads.size()) {
      throw new IllegalArgumentException(heads.size() + " columns, not " + Arrays.toString(cells));
    }
    rows.add(Arrays.stream(cells).map(cell -> new Cell(Lines.printable(cell), paint)).toList());
    return this;
  }

  /** The head, then the rows; nothing without rows. */
  public List<String> lines(Paint paint) {
    if (rows.isEmpty()) {
      return List.of();
    }
    int[] widths = widths();
    List<String> lines = new ArrayList<>();
    lines.addAll(laid(heads.stream().map(head -> new Cell(head, paint::head)).toList(), widths));
    rows.forEach(row -> lines.addAll(laid(row, widths)));
    return lines;
  }

  private int[] widths() {
    int last = heads.size() - 1;
    int[] widths = new int[heads.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = heads.get(i).length();
      for (List<Cell> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).text().length());
      }
    }
    int room = WIDTH - GAP.length() * last;
    int others = Arrays.stream(widths, 0, last).sum();
    int least = Math.min(widths[last], Math.max(heads.get(last).length(), 24));
    while (others + least > room) { // the widest column gives
      int widest = 0;
      for (int i = 1; i < last; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      widths[widest]--;
      others--;
    }
    widths[last] = Math.min(widths[last], room - others);
    return widths;
  }

  private List<String> laid(List<Cell> cells, int[] widths) {
    int last = cells.size() - 1;
    List<String> tail = Lines.pieces(cells.get(last).text(), Math.max(1, widths[last]));
    List<String> lines = new ArrayList<>();
    for (int line = 0; line < tail.size(); line++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i <= last; i++) {
        Cell cell = cells.get(i);
        String content = i == last ? tail.get(line) : line == 0 ? cell.text() : "";
        text.append(i == 0 ? "" : GAP).append(cell.paint().apply(fitted(content, i, widths)));
      }
      lines.add(text.toString().stripTrailing());
    }
    return lines;
  }

  private String fitted(String content, int column, int[] widths) {
    int width = widths[column];
    String text = content.length() > width ? content.substring(0, width - 1) + "~" : content;
    String blanks = " ".repeat(width - text.length());
    if (toTheRight.get(column)) {
      return blanks + text;
    }
    return column == widths.length - 1 ? text : text + blanks;
  }
}
