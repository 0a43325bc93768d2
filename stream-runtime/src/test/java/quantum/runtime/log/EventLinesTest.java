package quantum.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLinesTest {
  private final LoggerContext context = new LoggerContext();

  private ILoggingEvent event(Level level, String message, Optional<Throwable> failure) {
    return new LoggingEvent(
        "", context.getLogger("test"), level, message, failure.orElse(null), null);
  }

  private ILoggingEvent event(Level level, String message) {
    return event(level, message, Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"ERROR,3", "WARN,4", "INFO,6", "DEBUG,7", "TRACE,7"})
  void journal_levelIsThePriority(String level, int priority) {
    assertThat(EventLines.journalLine(event(Level.valueOf(level), "[HARVEST] BTCUSDT")))
        .isEqualTo("<" + priority + ">[HARVEST] BTCUSDT\n");
  }

  @Test
  void journal_linesAndStackTrace_areOneLine() {
    var failure = new IllegalStateException("no\nway", new RuntimeException("cause"));
    assertThat(EventLines.journalLine(event(Level.ERROR, "a\r\n<0>b", Optional.of(failure))))
        .startsWith("<3>a | <0>b | java.lang.IllegalStateException: no | way | at ")
        .contains(" | Caused by: java.lang.RuntimeException: cause | ")
        .matches("[^\\n\\r]*\\n");
  }

  @Test
  void journal_endlessMessage_isCutBeforeJournaldCutsIt() {
    assertThat(EventLines.journalLine(event(Level.INFO, "x".repeat(100_000))))
        .hasSizeLessThan(48 * 1024)
        .endsWith("…\n");
  }

  @Test
  void notTheJournal_lineHasTimeAndLevel() {
    EventLines lines = new EventLines();
    lines.setContext(context);
    lines.setJournalStream("");
    lines.start();
    assertThat(lines.doLayout(event(Level.WARN, "hello")))
        .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  hello\\R");
  }
}
