package quantum.report.data;

import java.util.Comparator;
import java.util.List;

/**
 * All that a report says.
 *
 * @param notes what was not read or mended, what is left out, each a sentence
 * @param data the prices it stands on; empty where there are none
 * @param refused entries that opened nothing
 * @param positions in the order of their ends
 */
public record ReportData(
    String title,
    List<Assumption> assumptions,
    List<String> notes,
    List<DataSpan> data,
    List<Refusal> refused,
    List<ReportedPosition> positions) {
  private static final Comparator<ReportedPosition> BY_END =
      Comparator.comparingLong(ReportedPosition::closedAtMillis)
          .thenComparingLong(ReportedPosition::openedAtMillis)
          .thenComparing(ReportedPosition::id);

  public ReportData {
    assumptions = List.copyOf(assumptions);
    notes = List.copyOf(notes);
    data = List.copyOf(data);
    refused = List.copyOf(refused);
    positions = positions.stream().sorted(BY_END).toList();
  }
}
