package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;

class EndingsTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("endings-test");
  private final SetClock clock = new SetClock();
  private final Endings endings = new Endings(null, null, null, new Alarms("endings-test", clock));

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  /** Issue 11, row 16: it was told once, and then nobody knew that it went on. */
  @Test
  void exitThatKeepsFailing_isAnAlarmEachMinute_withTheNumberOfFailures() {
    for (int seconds = 0; seconds <= 150; seconds += 30) {
      endings.failedExit(BTC, Optional.empty(), "-4131 no price");
      clock.pass(30_000);
    }
    assertThat(said(Level.ERROR))
        .hasSize(3)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("[ALARM] BTCUSDT: exit failed 2 times"),
            line -> assertThat(line).startsWith("[ALARM] BTCUSDT: exit failed 4 times"),
            line -> assertThat(line).startsWith("[ALARM] BTCUSDT: exit failed 6 times"));
    endings.exitDone(BTC);
    assertThat(said(Level.INFO)).singleElement().asString().startsWith("[RESOLVED] BTCUSDT: exit");
  }

  private List<String> said(Level level) {
    return lines.list.stream()
        .filter(event -> event.getLevel() == level)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}
