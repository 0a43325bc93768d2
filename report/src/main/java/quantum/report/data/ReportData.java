package quantum.report.data;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All that a report says.
 *
 * @param notes what was not read or mended, what is left out, each a sentence
 * @param data the prices it stands on; empty where there are none
 * @param refused entries that opened nothing
 * @param positions in the order of their ends
 * @param comparison with another way to end the same entries; of one pair or more
 */
public record ReportData(
    String title,
    List<Assumption> assumptions,
    List<String> notes,
    List<DataSpan> data,
    List<Refusal> refused,
    List<ReportedPosition> positions,
    Optional<Comparison> comparison) {
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
    if (comparison.filter(of -> of.pairs().isEmpty()).isPresent()) {
      throw new IllegalArgumentException("a comparison must have a pair, was empty");
    }
  }

  /** Of positions that are compared with nothing. */
  public ReportData(
      String title,
      List<Assumption> assumptions,
      List<String> notes,
      List<DataSpan> data,
      List<Refusal> refused,
      List<ReportedPosition> positions) {
    this(title, assumptions, notes, data, refused, positions, Optional.empty());
  }

  /** The same beside another way to end the same entries. */
  public ReportData compared(Comparison with) {
    return new ReportData(title, assumptions, notes, data, refused, positions, Optional.of(with));
  }
}
