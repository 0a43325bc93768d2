package quantum.report.figures;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import quantum.report.data.ReportedPosition;

/** By what positions are told apart. */
public enum Grouping {
  EXIT_REASON("exit_reason", "Reason", "exit reason", ReportedPosition::exitReason),
  SYMBOL("symbol", "Symbol", "symbol", ReportedPosition::symbol),
  SIDE("side", "Side", "side", position -> position.side().name()),
  REGIME("regime", "Regime", "regime at entry", position -> position.regime().orElse("not known")),
  HOUR("hour", "Hour", "hour of entry, UTC", Grouping::hour);

  private final String code;
  private final String head;
  private final String title;
  private final Function<ReportedPosition, String> name;

  Grouping(String code, String head, String title, Function<ReportedPosition, String> name) {
    this.code = code;
    this.head = head;
    this.title = title;
    this.name = name;
  }

  /** As files name it. */
  public String code() {
    return code;
  }

  /** As a column of it is headed. */
  public String head() {
    return head;
  }

  /** What is meant by it. */
  public String title() {
    return title;
  }

  /** One group. */
  public record Group(String name, Sums sums) {}

  /** Each position is in one group: hours in their order, all others the largest group first. */
  public List<Group> of(List<ReportedPosition> positions) {
    TreeMap<String, List<ReportedPosition>> named = new TreeMap<>();
    for (ReportedPosition position : positions) {
      named.computeIfAbsent(name.apply(position), _ -> new ArrayList<>()).add(position);
    }
    List<Group> groups = new ArrayList<>();
    named.forEach((each, members) -> groups.add(new Group(each, Sums.of(members))));
    if (this != HOUR) {
      groups.sort(Comparator.comparingInt((Group group) -> group.sums().count()).reversed());
    }
    return List.copyOf(groups);
  }

  private static String hour(ReportedPosition position) {
    int hour = Instant.ofEpochMilli(position.openedAtMillis()).atZone(ZoneOffset.UTC).getHour();
    return String.format(Locale.ROOT, "%02d", hour);
  }
}
