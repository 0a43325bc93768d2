package quantum.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import quantum.contracts.Alarm;
import quantum.kernel.value.Symbol;

class AlarmsTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Symbol ETH = Symbol.of("ETHUSDT");

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("alarms-test");
  private long now = Instant.parse("2026-11-27T08:00:00Z").toEpochMilli();
  private final Alarms alarms =
      new Alarms(
          "alarms-test",
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return Instant.ofEpochMilli(now);
            }
          });

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  private List<String> said() {
    List<String> said =
        lines.list.stream()
            .map(event -> event.getLevel() + " " + event.getFormattedMessage())
            .toList();
    lines.list.clear();
    return said;
  }

  @Test
  void cause_isOneErrorLineAMinute_withWhatWasCountedInBetween() {
    for (int second = 0; second < 60; second++) {
      alarms.raise(Alarm.PRICES_SILENT.of(BTC), 90 + second);
      now += 1_000;
    }
    assertThat(said())
        .containsExactly("ERROR [ALARM] BTCUSDT: position open and no price for 90 s");
    alarms.raise(Alarm.PRICES_SILENT.of(BTC), 150);
    assertThat(said())
        .containsExactly(
            "ERROR [ALARM] BTCUSDT: position open and no price for 150 s"
                + " (61 times since 2026-11-27T08:00:00Z)");
  }

  @Test
  void anotherSymbolKindOrPlan_isAnotherCause() {
    alarms.raise(Alarm.PRICES_SILENT.of(BTC), 90);
    alarms.raise(Alarm.PRICES_SILENT.of(ETH), 90);
    alarms.raise(Alarm.NO_OUTCOME.of(BTC, "p1"), "p1", "timeout");
    alarms.raise(Alarm.NO_OUTCOME.of(BTC, "p2"), "p2", "timeout");
    alarms.raise(Alarm.NO_OUTCOME.of(BTC, "p2"), "p2", "for another reason");
    assertThat(said()).hasSize(4);
  }

  @Test
  void end_isSaidOnce_andTheNextTimeBeginsAnew() {
    alarms.end(Alarm.PRICES_SILENT.of(BTC));
    alarms.raise(Alarm.PRICES_SILENT.of(BTC), 90);
    said();
    alarms.end(Alarm.PRICES_SILENT.of(BTC));
    alarms.end(Alarm.PRICES_SILENT.of(BTC));
    assertThat(said())
        .containsExactly(
            "INFO [RESOLVED] BTCUSDT: position open and no price for 90 s"
                + " (1 times since 2026-11-27T08:00:00Z)");
    alarms.raise(Alarm.PRICES_SILENT.of(BTC), 91);
    assertThat(said())
        .containsExactly("ERROR [ALARM] BTCUSDT: position open and no price for 91 s");
  }

  @Test
  void endWhere_endsOnlyThose() {
    alarms.raise(Alarm.PRICES_SILENT.of(BTC), 90);
    alarms.raise(Alarm.PRICES_SILENT.of(ETH), 90);
    said();
    alarms.endWhere(cause -> cause.symbol().stream().anyMatch(ETH::equals));
    assertThat(said()).singleElement().asString().startsWith("INFO [RESOLVED] ETHUSDT");
  }

  @Test
  void clockSetBack_silencesNobody() {
    alarms.raise(Alarm.PRICES_SILENT.of(BTC), 90);
    said();
    now -= 3_600_000;
    alarms.raise(Alarm.PRICES_SILENT.of(BTC), 95);
    assertThat(said()).hasSize(1);
  }

  @Test
  void foreignText_forgesNoLine_andAMissingDetailThrowsNothing() {
    alarms.raise(Alarm.EXIT_FAILED.of(BTC), 2, "-", "-2022\n[ALARM] ETHUSDT: all is well");
    alarms.raise(Alarm.LOOP_STUCK.of("s"));
    assertThat(said())
        .containsExactly(
            "ERROR [ALARM] BTCUSDT: exit failed 2 times, position_id=-: -2022 [ALARM] ETHUSDT: all"
                + " is well",
            "ERROR [ALARM] loop {} has not come round for {} s, waiting to be restarted");
  }

  @Test
  void failure_bringsItsStackTrace() {
    alarms.failed(Alarm.SERVICE_FAILED.of("s"), new IllegalStateException("x"), "s");
    assertThat(lines.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.ERROR);
              assertThat(event.getThrowableProxy().getMessage()).isEqualTo("x");
            });
  }
}
