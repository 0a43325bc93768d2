package quantum.alerts.decide;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import quantum.contracts.Alarm;
import quantum.contracts.HeardAlert;

/**
 * Which alert is told when.
 *
 * <p>What begins to stand is told at once, what it says every minute after that is not: it is
 * counted, told again after {@link Rules#repeatMillis}, and its end is told. After a message of a
 * kind the others of that kind wait for {@link Rules#groupMillis} and become one. When {@link
 * Rules#maxPerHour} is used up everything waits, and the next message is a digest of all kinds. The
 * last quarter of it is kept for what is critical, and that waits no longer than {@link
 * #CRITICAL_WAITS_MILLIS} after the last message, however many there were: a flood of warnings must
 * not hide a stop that is missing. No alert is left out: what has no line of its own is counted in
 * the message.
 */
public final class AlertDesk {
  static final int STANDING = 500;
  static final int TEXT = 300;
  static final int KIND = 40;
  private static final long HOUR_MILLIS = 3_600_000;

  static final long CRITICAL_WAITS_MILLIS = 600_000;

  /** A service that was started again raises what still stands within a minute. */
  private static final long RAISED_AGAIN_MILLIS = 120_000;

  private final Rules rules;

  public AlertDesk(Rules rules) {
    this.rules = rules;
  }

  /**
   * Takes note of an entry of the stream.
   *
   * @param streamId of the entry
   * @return a message only for a test; for all else ask {@link #settle}
   */
  public Step hear(Board board, HeardAlert alert, String streamId, long now) {
    String kind = Words.clean(alert.kind(), KIND);
    String text = Words.clean(alert.text(), TEXT);
    if (alert.known().filter(Alarm.ALERT_TEST::equals).isPresent()) {
      return Step.quiet(board.nextMessage())
          .and(message(board, now, Message.Nature.TEST, false, "TEST", List.of(text), streamId));
    }
    return Step.quiet(
        switch (rules.mode(kind)) {
          case OFF -> board;
          case QUIET -> alert.resolved() ? board : board.withTally(board.tally().plusQuieted(kind));
          case ON ->
              alert.resolved() ? ended(board, alert, now) : raised(board, alert, kind, text, now);
        });
  }

  private Board raised(Board board, HeardAlert alert, String kind, String text, long now) {
    Board counted = board.withTally(board.tally().plusTold(kind));
    Map<String, Incident> standing = new TreeMap<>(board.standing());
    String key = Incident.key(alert);
    Incident known = standing.get(key);
    if (known != null) {
      standing.put(key, known.heard(alert, text, now));
      return counted.withStanding(standing);
    }
    if (alert.lasts() && standing.size() < STANDING) {
      standing.put(key, Incident.of(alert, kind, text, now));
    }
    return line(
        counted.withStanding(standing),
        kind,
        group -> group.raised(said(alert, text), alert.critical()),
        now);
  }

  private Board ended(Board board, HeardAlert alert, long now) {
    Map<String, Incident> standing = new TreeMap<>(board.standing());
    Incident known = standing.remove(Incident.key(alert));
    return known == null ? board : over(board.withStanding(standing), known, "over", now);
  }

  private static Board over(Board board, Incident known, String how, long now) {
    String line = how + " after " + Words.duration(now - known.sinceMillis()) + ": " + known.text();
    return line(board, known.kind(), group -> group.over(line), now);
  }

  /**
   * Ends what a service that was started again has not raised again: it cannot tell the end.
   *
   * @param startedAtMillis of services by name, wall clock
   */
  public Board restarted(Board board, Map<String, Long> startedAtMillis, long now) {
    Map<String, Incident> standing = new TreeMap<>(board.standing());
    Board next = board;
    for (Map.Entry<String, Incident> one : board.standing().entrySet()) {
      Incident incident = one.getValue();
      Long started = startedAtMillis.get(incident.service());
      if (started != null
          && incident.heardAtMillis() < started
          && now - started > RAISED_AGAIN_MILLIS) {
        standing.remove(one.getKey());
        next = over(next, incident, "not raised again since a restart, over", now);
      }
    }
    return next.withStanding(standing);
  }

  /** Tells what is due, as far as the hour's messages allow. */
  public Step settle(Board before, long now) {
    Board board = reminded(before, now);
    List<Long> hour =
        board.toldMillis().stream().filter(at -> Math.abs(now - at) < HOUR_MILLIS).toList();
    Map<String, Group> due = new TreeMap<>();
    Map<String, Group> left = new TreeMap<>();
    board
        .groups()
        .forEach(
            (kind, group) -> {
              if (group.isDue(now, rules.groupMillis())) {
                due.put(kind, group);
              } else if (!group.isEmpty() || group.isHeld(now, rules.groupMillis())) {
                left.put(kind, group);
              }
            });
    int free = free(hour, due.values(), now);
    if (due.isEmpty() || free <= 0) {
      left.putAll(due);
      return Step.quiet(board.withGroups(left).withTold(hour));
    }
    due.keySet().forEach(kind -> left.put(kind, Group.none(now + rules.groupMillis())));
    Step step = Step.quiet(board.withGroups(left));
    List<Long> told = new ArrayList<>(hour);
    if (due.size() > free) {
      step = tell(step, digest(step.board(), due, now));
      told.add(now);
    } else {
      for (Map.Entry<String, Group> one : due.entrySet()) {
        step = tell(step, ofKind(step.board(), one.getKey(), one.getValue(), now));
        told.add(now);
      }
    }
    return new Step(step.board().withTold(told), step.messages());
  }

  /** How many messages may go now. */
  private int free(List<Long> hour, Collection<Group> due, long now) {
    int left = rules.maxPerHour() - hour.size();
    if (due.stream().noneMatch(Group::loud)) {
      return left - rules.maxPerHour() / 4;
    }
    return hour.stream().allMatch(at -> Math.abs(now - at) >= CRITICAL_WAITS_MILLIS)
        ? Math.max(left, 1)
        : left;
  }

  private static Step tell(Step step, Message message) {
    return new Step(step.board().nextMessage(), step.messages()).and(message);
  }

  /** What stands and was not spoken of for long. */
  private Board reminded(Board board, long now) {
    Map<String, Incident> standing = new TreeMap<>(board.standing());
    Board next = board;
    for (Map.Entry<String, Incident> one : board.standing().entrySet()) {
      Incident incident = one.getValue();
      if (Math.abs(now - incident.toldAtMillis()) >= rules.repeatMillis()) {
        standing.put(one.getKey(), incident.toldAt(now));
        String line =
            "still, for "
                + Words.duration(now - incident.sinceMillis())
                + times(incident.count())
                + ": "
                + incident.text();
        next = line(next, incident.kind(), group -> group.raised(line, incident.critical()), now);
      }
    }
    return next.withStanding(standing);
  }

  private static String said(HeardAlert alert, String text) {
    String from = Words.clean(alert.service(), KIND);
    return text + (from.isEmpty() ? "" : " [" + from + "]") + times(alert.count());
  }

  private static String times(long count) {
    return count > 1 ? " (" + count + " times)" : "";
  }

  private interface Added {
    Group to(Group group);
  }

  private static Board line(Board board, String kind, Added added, long now) {
    Map<String, Group> groups = new TreeMap<>(board.groups());
    groups.put(kind, added.to(groups.getOrDefault(kind, Group.none(now))));
    return board.withGroups(groups);
  }

  private Message ofKind(Board board, String kind, Group group, long now) {
    boolean over = group.raised() == 0;
    long all = group.raised() + group.over();
    return message(
        board,
        now,
        over ? Message.Nature.RESOLVED : Message.Nature.ALERT,
        group.loud(),
        (over ? "RESOLVED " : group.loud() ? "ALARM " : "WARNING ")
            + kind
            + (all > 1 ? " (" + all + ")" : ""),
        lines(group),
        "");
  }

  private Message digest(Board board, Map<String, Group> due, long now) {
    long all = due.values().stream().mapToLong(group -> group.raised() + group.over()).sum();
    List<String> lines = new ArrayList<>();
    due.forEach(
        (kind, group) ->
            lines.add(
                kind + " (" + (group.raised() + group.over()) + "): " + group.lines().getFirst()));
    List<String> shown =
        lines.size() > Group.LINES ? new ArrayList<>(lines.subList(0, Group.LINES)) : lines;
    if (shown.size() < lines.size()) {
      shown.add("and " + (lines.size() - shown.size()) + " kinds more");
    }
    return message(
        board,
        now,
        Message.Nature.ALERT,
        due.values().stream().anyMatch(Group::loud),
        all + " alerts of " + due.size() + " kinds, held back: too many in an hour",
        shown,
        "");
  }

  private static List<String> lines(Group group) {
    List<String> lines = new ArrayList<>(group.lines());
    if (group.more() > 0) {
      lines.add("and " + group.more() + " more");
    }
    return lines;
  }

  /** The daily summary, sent whatever the hour has seen. */
  public Step summary(Board board, DayFigures figures, String date, long now) {
    Message message =
        message(
            board,
            now,
            Message.Nature.SUMMARY,
            false,
            "SUMMARY " + date,
            figures.lines(board.tally(), board.standing().values()),
            "");
    return Step.quiet(board.nextMessage().summarized(date)).and(message);
  }

  private Message message(
      Board board,
      long now,
      Message.Nature nature,
      boolean loud,
      String title,
      List<String> lines,
      String testId) {
    return new Message(
        board.messages(),
        rules.name() + '-' + now + '-' + board.messages(),
        now,
        nature,
        loud,
        "[" + rules.name() + "] " + title,
        lines,
        testId);
  }

  /** For the summary: kinds with their counts, the most frequent first. */
  static String counts(Map<String, Long> byKind) {
    return byKind.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(10)
        .map(one -> one.getKey() + " " + one.getValue())
        .collect(Collectors.joining(", "));
  }
}
