package quantum.alerts.decide;

import java.util.ArrayList;
import java.util.List;

/**
 * What waits to be told of one kind.
 *
 * @param dueMillis before it nothing of the kind is told, wall clock
 * @param lines the first ones; clean
 * @param more how many others there were
 * @param raised how many of all are news or reminders of something that stands
 * @param over how many of all are ends
 * @param loud whether something critical is among them
 */
public record Group(
    long dueMillis, List<String> lines, long more, long raised, long over, boolean loud) {
  static final int LINES = 20;

  public Group {
    lines = List.copyOf(lines);
  }

  static Group none(long dueMillis) {
    return new Group(dueMillis, List.of(), 0, 0, 0, false);
  }

  boolean isEmpty() {
    return raised + over == 0;
  }

  boolean isDue(long now, long groupMillis) {
    return !isEmpty() && !isHeld(now, groupMillis);
  }

  /** Whether a message of the kind went out just now; a clock that was set back holds nothing. */
  boolean isHeld(long now, long groupMillis) {
    return now < dueMillis && dueMillis - now <= groupMillis;
  }

  Group raised(String line, boolean critical) {
    return with(line, 1, 0, loud || critical);
  }

  Group over(String line) {
    return with(line, 0, 1, loud);
  }

  private Group with(String line, int moreRaised, int moreOver, boolean isLoud) {
    boolean room = lines.size() < LINES;
    List<String> all = new ArrayList<>(lines);
    if (room) {
      all.add(line);
    }
    return new Group(
        dueMillis, all, room ? more : more + 1, raised + moreRaised, over + moreOver, isLoud);
  }
}
