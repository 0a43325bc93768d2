package quantum.replay;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import quantum.report.Report;
import quantum.report.data.PriceSource;
import quantum.report.data.ReportData;

/** Whether a report is written, where to and how long, as the command line says it. */
final class ReportOptions {
  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "writes a report to be read in a browser, and FILE.csv and FILE.json beside it")
  private Path file;

  @Option(
      names = "--report-positions",
      paramLabel = "N",
      description =
          "so many of the worst and of the best positions are told one by one in it, or all"
              + " (default ${DEFAULT-VALUE})")
  private String positions = Integer.toString(Report.STORIES);

  boolean isAsked() {
    return file != null;
  }

  /**
   * Before anything is computed.
   *
   * @throws IllegalArgumentException naming the option and its value
   */
  void check() {
    int stories = stories();
    if (!isAsked()) {
      return;
    }
    try {
      Report.check(file, stories);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--report: " + e.getMessage(), e);
    }
  }

  void write(ReportData data, PriceSource prices) throws IOException {
    Report.write(file, data, prices, stories());
  }

  private int stories() {
    try {
      return Report.stories(positions);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--report-positions " + e.getMessage(), e);
    }
  }
}
