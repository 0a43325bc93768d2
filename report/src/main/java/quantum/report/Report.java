package quantum.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import quantum.report.data.PriceSource;
import quantum.report.data.ReportData;
import quantum.report.figures.ReportFigures;
import quantum.report.file.Csv;
import quantum.report.file.Json;
import quantum.report.page.Page;

/**
 * Writes a report: {@code NAME.html} for people, {@code NAME.csv} and {@code NAME.json} beside it
 * for programs. The same data always give the same bytes.
 */
public final class Report {
  /** So many of the worst and of the best positions are told one by one if nobody says more. */
  public static final int STORIES = 20;

  /** Every position is told. */
  public static final int ALL = Integer.MAX_VALUE;

  private static final String EVERY_ONE = "all";

  private static final String HTML = ".html";

  private Report() {}

  /**
   * A page that is there is replaced by a whole one: whoever reads it meanwhile sees the old one.
   *
   * @param html file whose name ends in .html
   * @param stories how many of the worst and of the best positions are told one by one, or {@link
   *     #ALL}
   * @throws IllegalArgumentException if the name ends otherwise, the folder is not there or {@code
   *     stories} is below 1
   * @throws IOException if one of the files cannot be written, naming it
   */
  public static void write(Path html, ReportData data, PriceSource prices, int stories)
      throws IOException {
    check(html, stories);
    ReportFigures figures = ReportFigures.of(data);
    replace(beside(html, ".csv"), Csv.of(data.positions()));
    replace(beside(html, ".json"), Json.of(data, figures));
    replace(html, Page.of(data, figures, stories, prices));
  }

  /**
   * For those who want to know before they compute.
   *
   * @throws IllegalArgumentException as {@link #write} does
   */
  public static void check(Path html, int stories) {
    if (!html.toString().endsWith(HTML) || html.getFileName().toString().equals(HTML)) {
      throw new IllegalArgumentException("the report's name must end in .html, was '" + html + "'");
    }
    if (stories < 1) {
      throw new IllegalArgumentException("the positions told must be 1 or more, was " + stories);
    }
    Path folder = html.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("there is no folder " + folder);
    }
  }

  /**
   * How many are told one by one, as people type it: a number, or {@code all}.
   *
   * @throws IllegalArgumentException naming the text if it is neither
   */
  public static int stories(String text) {
    if (text.equals(EVERY_ONE)) {
      return ALL;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number below 1
    }
    throw new IllegalArgumentException("must be a number from 1 on, or all, was '" + text + "'");
  }

  /** The file of the same name with another ending. */
  public static Path beside(Path html, String ending) {
    String name = html.getFileName().toString();
    return html.resolveSibling(name.substring(0, name.length() - HTML.length()) + ending);
  }

  private static void replace(Path file, String text) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path fresh = absolute.resolveSibling("." + absolute.getFileName() + ".part");
    try {
      Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
      Files.move(fresh, absolute, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
  }
}
