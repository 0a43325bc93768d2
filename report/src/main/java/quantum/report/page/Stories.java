package quantum.report.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import quantum.report.data.ReportedPosition;
import quantum.report.figures.ReportFigures;

/**
 * Which positions are told one by one.
 *
 * @param parts headed lists of them
 * @param leftOut how many are not
 * @param anchors where each is on the page; by the object, for two may have the same id
 */
record Stories(List<Part> parts, int leftOut, Map<ReportedPosition, String> anchors) {
  /** Positions under a heading. */
  record Part(String heading, List<ReportedPosition> positions) {}

  /**
   * @param each the worst and the best so many; all if that leaves out none
   */
  static Stories of(List<ReportedPosition> positions, int each) {
    List<Part> parts = new ArrayList<>();
    int leftOut = 0;
    if (positions.size() <= 2L * each) {
      parts.add(new Part("All, in the order of their ends", positions));
    } else {
      List<ReportedPosition> worst = ReportFigures.worstFirst(positions);
      List<ReportedPosition> best =
          ReportFigures.worstFirst(
                  positions.stream().filter(p -> p.realizedR().isPresent()).toList())
              .reversed();
      List<ReportedPosition> ranked = best.size() >= 2L * each ? best : worst.reversed();
      parts.add(new Part("The worst " + each, worst.subList(0, each)));
      parts.add(new Part("The best " + each, ranked.subList(0, each)));
      leftOut = positions.size() - 2 * each;
    }
    Map<ReportedPosition, String> anchors = new IdentityHashMap<>();
    for (Part part : parts) {
      for (ReportedPosition position : part.positions()) {
        anchors.put(position, "p" + (anchors.size() + 1));
      }
    }
    return new Stories(List.copyOf(parts), leftOut, Collections.unmodifiableMap(anchors));
  }
}
