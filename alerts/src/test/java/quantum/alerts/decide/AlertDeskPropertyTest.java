package quantum.alerts.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import quantum.contracts.Alarm;

/** Laws of any history of alerts. */
class AlertDeskPropertyTest {
  private static final long HOUR = 3_600_000;
  private static final Pattern MORE = Pattern.compile("and (\\d+) more");

  /** Something raised or over, after a while. */
  record Event(Alarm kind, String symbol, boolean resolved, long afterMillis) {}

  private record Run(Board board, List<Message> told, List<Long> at, long end) {}

  @Provide
  Arbitrary<List<Event>> histories() {
    return Combinators.combine(
            Arbitraries.of(
                Alarm.PRICES_SILENT, Alarm.STOP_MISSING, Alarm.FORCED, Alarm.STREAM_DEAD),
            Arbitraries.of("A", "B", "C", "D"),
            Arbitraries.of(true, false, false),
            Arbitraries.longs().between(0, 90_000))
        .as(Event::new)
        .list()
        .ofMaxSize(120);
  }

  private static Run run(Rules rules, List<Event> events) {
    AlertDesk desk = new AlertDesk(rules);
    Board board = Board.begun(0);
    List<Message> told = new ArrayList<>();
    List<Long> at = new ArrayList<>();
    long now = 1_000_000_000_000L;
    for (Event event : events) {
      now += event.afterMillis();
      Step heard =
          desk.hear(board, Heards.of(event.kind(), event.symbol(), event.resolved(), now), "", now);
      Step settled = desk.settle(heard.board(), now);
      board = settled.board();
      for (Message message : settled.messages()) {
        told.add(message);
        at.add(now);
      }
    }
    return new Run(board, told, at, now);
  }

  @Property
  void messages_areNumberedWithoutGap_haveIdsOfTheirOwn_andKeepTheHour(
      @ForAll("histories") List<Event> events) {
    Rules rules = new Rules("q", Map.of(), 30_000, 600_000, 5);
    Run run = run(rules, events);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < run.told().size(); i++) {
      assertThat(run.told().get(i).number()).isEqualTo(i);
      assertThat(ids.add(run.told().get(i).id())).isTrue();
      assertThat(run.told().get(i).lines()).hasSizeLessThanOrEqualTo(Group.LINES + 1);
      long from = run.at().get(i);
      assertThat(run.at().stream().filter(at -> at > from - HOUR && at <= from).count())
          .isLessThanOrEqualTo(
              rules.maxPerHour() + HOUR / AlertDesk.CRITICAL_WAITS_MILLIS); // critical ones
    }
  }

  /** Once time has passed everything raised is either in a line or counted in one. */
  @Property
  void nothing_isLeftOut(@ForAll("histories") List<Event> events) {
    Run run = run(new Rules("q", Map.of(), 30_000, 1_000 * HOUR, 1_000), events);
    Step last =
        new AlertDesk(new Rules("q", Map.of(), 30_000, 1_000 * HOUR, 1_000))
            .settle(run.board(), run.end() + HOUR);
    List<Message> told = new ArrayList<>(run.told());
    told.addAll(last.messages());
    long news = 0;
    long ends = 0;
    Map<String, Boolean> standing = new HashMap<>();
    for (Event event : events) {
      String key = event.kind() + event.symbol();
      boolean stands = standing.getOrDefault(key, false);
      if (event.resolved()) {
        ends += stands ? 1 : 0;
        standing.put(key, false);
      } else {
        news += stands ? 0 : 1;
        standing.put(key, event.kind().course() == Alarm.Course.LASTS);
      }
    }
    long lines = 0;
    for (Message message : told) {
      for (String line : message.lines()) {
        Matcher more = MORE.matcher(line);
        lines += more.matches() ? Long.parseLong(more.group(1)) : 1;
      }
    }
    assertThat(lines).isEqualTo(news + ends);
    assertThat(last.board().groups().values()).allMatch(Group::isEmpty);
    assertThat(last.board().standing())
        .hasSize((int) standing.values().stream().filter(it -> it).count());
  }

  /** What stands is not spoken of more often than asked. */
  @Property
  void reminders_areNotOftenerThanAsked(@ForAll("histories") List<Event> events) {
    Run run = run(new Rules("q", Map.of(), 0, 600_000, 1_000), events);
    Map<String, Long> last = new HashMap<>();
    for (int i = 0; i < run.told().size(); i++) {
      for (String line : run.told().get(i).lines()) {
        if (line.startsWith("still")) {
          String what = line.substring(line.indexOf(": ") + 2);
          long at = run.at().get(i);
          assertThat(at - last.getOrDefault(what, at - 600_000)).isGreaterThanOrEqualTo(600_000);
          last.put(what, at);
        }
      }
    }
  }

  @Property
  void words_areOneLine_showNothingHidden_andFit(@ForAll String text) {
    String clean = Words.clean(text, 50);
    assertThat(clean.codePointCount(0, clean.length())).isLessThanOrEqualTo(50);
    assertThat(clean.codePoints())
        .allMatch(
            point ->
                !Character.isISOControl(point)
                    && Character.getType(point) != Character.FORMAT
                    && Character.getType(point) != Character.SURROGATE);
    assertThat(Words.clean(clean, 50)).isEqualTo(clean);
    assertThat(Words.cutBytes(text, 20).getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(20);
  }
}
