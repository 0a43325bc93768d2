package quantum.alerts.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.alerts.decide.Heards.of;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import quantum.contracts.Alarm;

/** Which alert is told when. */
class AlertDeskTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private final List<Message> told = new ArrayList<>();
  private Rules rules = new Rules("q", Map.of(), MINUTE, HOUR, 30);
  private Board board = Board.begun(0);
  private long now = 1_000_000_000;

  private void hear(Alarm kind, String symbol, boolean resolved) {
    Step step = new AlertDesk(rules).hear(board, of(kind, symbol, resolved, now), "1-0", now);
    board = step.board();
    told.addAll(step.messages());
  }

  private void settle(long later) {
    now += later;
    Step step = new AlertDesk(rules).settle(board, now);
    board = step.board();
    told.addAll(step.messages());
  }

  private List<String> titles() {
    return told.stream().map(Message::title).toList();
  }

  @Test
  void first_isToldAtOnce_othersOfItsKindBecomeOne_ofAnotherKindDoNotWait() {
    hear(Alarm.PRICES_SILENT, "A", false);
    settle(0);
    hear(Alarm.PRICES_SILENT, "B", false);
    hear(Alarm.PRICES_SILENT, "C", false);
    hear(Alarm.STREAM_DEAD, "", false);
    settle(1_000);
    assertThat(titles()).containsExactly("[q] ALARM PRICES_SILENT", "[q] WARNING STREAM_DEAD");
    settle(MINUTE - 1_001);
    assertThat(told).hasSize(2);
    settle(1);
    assertThat(titles().getLast()).isEqualTo("[q] ALARM PRICES_SILENT (2)");
    assertThat(told.getLast().lines())
        .containsExactly("B of PRICES_SILENT [apply-layer]", "C of PRICES_SILENT [apply-layer]");
  }

  @Test
  void whatStands_isNotToldEachMinute_butAgainAfterAnHour_andItsEnd() {
    hear(Alarm.PRICES_SILENT, "A", false);
    settle(0);
    for (int minute = 1; minute < 60; minute++) {
      settle(MINUTE);
      hear(Alarm.PRICES_SILENT, "A", false);
    }
    assertThat(told).hasSize(1);
    settle(MINUTE);
    assertThat(told.getLast().lines()).containsExactly("still, for 60 min: A of PRICES_SILENT");
    settle(MINUTE);
    hear(Alarm.PRICES_SILENT, "A", true);
    settle(0);
    assertThat(titles().getLast()).isEqualTo("[q] RESOLVED PRICES_SILENT");
    assertThat(told.getLast().loud()).isFalse();
    assertThat(board.standing()).isEmpty();
    settle(10 * HOUR);
    assertThat(told).hasSize(3);
  }

  @Test
  void hourUsedUp_everythingWaits_andBecomesOneDigest() {
    rules = new Rules("q", Map.of(), 0, HOUR, 2);
    hear(Alarm.FORCED, "A", false);
    settle(0);
    hear(Alarm.FORCED, "B", false);
    settle(1);
    hear(Alarm.FORCED, "C", false);
    hear(Alarm.MARGIN_CALL, "D", false);
    hear(Alarm.TRIMMED, "", false);
    settle(1);
    assertThat(told).hasSize(2);
    settle(AlertDesk.CRITICAL_WAITS_MILLIS - 2);
    assertThat(told).hasSize(2);
    settle(1);
    assertThat(titles().getLast())
        .isEqualTo("[q] 3 alerts of 3 kinds, held back: too many in an hour");
    assertThat(told.getLast().body()).contains("C of FORCED", "D of MARGIN_CALL", "of TRIMMED");
  }

  /** Warnings of many kinds in an hour, and then a stop is missing. */
  @Test
  void floodOfWarnings_leavesRoomForWhatIsCritical() {
    rules = new Rules("q", Map.of(), 0, HOUR, 8);
    for (int i = 0; i < 40; i++) {
      hear(Alarm.STREAM_DEAD, "S" + i, false);
      settle(1_000);
    }
    assertThat(told).as("a quarter is kept").hasSize(6);
    hear(Alarm.STOP_MISSING, "A", false);
    settle(0);
    assertThat(told).hasSize(8);
    assertThat(told.getLast().body() + told.get(6).body()).contains("A of STOP_MISSING");
    hear(Alarm.STOP_MISSING, "B", false);
    settle(AlertDesk.CRITICAL_WAITS_MILLIS - 1);
    assertThat(told).as("all of the hour is used up").hasSize(8);
    settle(1);
    assertThat(told.getLast().loud()).isTrue();
    assertThat(told.getLast().body()).contains("B of STOP_MISSING");
  }

  @Test
  void quiet_isOnlyCounted_off_isNot_andATestPassesAllOfThat() {
    rules =
        new Rules(
            "q",
            Map.of("FORCED", KindMode.QUIET, "TRIMMED", KindMode.OFF, "ALERT_TEST", KindMode.OFF),
            MINUTE,
            HOUR,
            1);
    hear(Alarm.FORCED, "A", false);
    hear(Alarm.TRIMMED, "", false);
    settle(0);
    assertThat(told).isEmpty();
    assertThat(board.tally().quieted()).isEqualTo(Map.of("FORCED", 1L));
    hear(Alarm.ALERT_TEST, "", false);
    hear(Alarm.ALERT_TEST, "", false);
    assertThat(told).extracting(Message::testId).containsExactly("1-0", "1-0");
  }

  @Test
  void serviceStartedAgain_whatItDoesNotRaiseAgain_isOver() {
    hear(Alarm.PRICES_SILENT, "A", false);
    hear(Alarm.PRICES_SILENT, "B", false);
    settle(0);
    long started = now + 1;
    now += MINUTE;
    hear(Alarm.PRICES_SILENT, "B", false);
    now += MINUTE;
    AlertDesk desk = new AlertDesk(rules);
    assertThat(desk.restarted(board, Map.of("apply-layer", started), now - 10).standing())
        .hasSize(2);
    board = desk.restarted(board, Map.of("apply-layer", started), now + 2);
    assertThat(board.standing().values())
        .extracting(Incident::text)
        .containsExactly("B of PRICES_SILENT");
    settle(0);
    assertThat(told.getLast().body()).contains("A of PRICES_SILENT").contains("over");
  }

  @Test
  void moreThanThereIsRoomFor_isCounted() {
    for (int i = 0; i < Group.LINES + 10; i++) {
      hear(Alarm.PRICES_SILENT, "S" + i, false);
    }
    settle(0);
    assertThat(titles()).containsExactly("[q] ALARM PRICES_SILENT (30)");
    assertThat(told.getFirst().lines()).hasSize(Group.LINES + 1).endsWith("and 10 more");
  }

  @Test
  void clockSetBack_silencesNobody() {
    hear(Alarm.PRICES_SILENT, "A", false);
    settle(0);
    now -= 10 * HOUR;
    hear(Alarm.PRICES_SILENT, "B", false);
    settle(0);
    assertThat(told.getLast().body()).contains("B of PRICES_SILENT");
  }
}
