package quantum.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class RedisWatchTest {
  private static final String SOUND =
      """
      # Server
      redis_version:7.0.15
      role:master
      used_memory:899
      maxmemory:1000
      maxmemory_policy:noeviction
      aof_enabled:1
      aof_last_write_status:ok
      """;

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(RedisWatch.class);
  private final Logger alarms = (Logger) LoggerFactory.getLogger("watched");
  private long seconds;
  private final RedisWatch watch =
      new RedisWatch(
          () -> TimeUnit.SECONDS.toNanos(seconds),
          new Alarms(
              "watched",
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
                  return Instant.ofEpochSecond(seconds);
                }
              }));

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    alarms.addAppender(lines);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
    alarms.detachAppender(lines);
  }

  private List<String> said() {
    List<String> said =
        lines.list.stream()
            .map(event -> event.getLevel() + " " + event.getFormattedMessage())
            .toList();
    lines.list.clear();
    return said;
  }

  private void at(long second, boolean there) {
    seconds = second;
    if (there) {
      watch.answered();
    } else {
      watch.failed("Connection refused");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "maxmemory_policy:noeviction, maxmemory_policy:allkeys-lru, EVICTS, allkeys-lru",
    "aof_enabled:1, aof_enabled:0, FORGETS, configure_redis.sh",
    "aof_last_write_status:ok, aof_last_write_status:err, CANNOT_KEEP, disk full",
    "role:master, role:slave, READ_ONLY, REDIS_URL",
    "used_memory:899, used_memory:901, NEARLY_FULL, 901 of 1000"
  })
  void flaw_isFound_withWhatToDo(String sound, String flawed, RedisFlaw flaw, String named) {
    assertThat(RedisFlaw.in(SOUND)).isEmpty();
    assertThat(RedisFlaw.in(SOUND.replace("\n", "\r\n").replace(sound, flawed)))
        .containsOnlyKeys(flaw)
        .hasValueSatisfying(
            new org.assertj.core.api.Condition<>(text -> text.contains(named), named));
  }

  @Test
  void answerThatSaysNothing_hasNoFlaw() {
    assertThat(RedisFlaw.in("")).isEmpty();
    assertThat(RedisFlaw.in("maxmemory:0\r\nused_memory:5\r\n")).isEmpty();
    assertThat(RedisFlaw.in("maxmemory:all\r\nused_memory:some\r\n")).isEmpty();
  }

  @Test
  void flaw_isToldOnce_andWhenItEnds() {
    var flaws = RedisFlaw.in(SOUND.replace("aof_enabled:1", "aof_enabled:0"));
    watch.found(flaws);
    watch.found(flaws);
    assertThat(watch.isFlawed()).isTrue();
    assertThat(said()).singleElement().asString().startsWith("WARN Redis keeps no append-only");
    watch.found(RedisFlaw.in(SOUND));
    assertThat(watch.isFlawed()).isFalse();
    assertThat(said()).singleElement().asString().startsWith("INFO Redis is mended");
  }

  @Test
  void whatIsWrong_isLookedAtEvery5s_whatIsRightEachMinute() {
    watch.found(RedisFlaw.in(SOUND.replace("aof_enabled:1", "aof_enabled:0")));
    seconds = 4;
    assertThat(watch.isLookDue()).isFalse();
    seconds = 5;
    assertThat(watch.isLookDue()).isTrue();
    watch.found(RedisFlaw.in(SOUND));
    seconds = 64;
    assertThat(watch.isLookDue()).isFalse();
    seconds = 65;
    assertThat(watch.isLookDue()).isTrue();
  }

  @Test
  void away10s_withPositionsOpen_isAnAlarmEachMinute_andALineWhenItEnds() {
    watch.open(OptionalInt.of(2));
    at(5, true);
    at(6, false);
    at(14, false);
    assertThat(said()).isEmpty();
    at(15, false);
    assertThat(said())
        .containsExactly(
            "ERROR [ALARM] Redis is away for 10 s with 2 positions open: Connection refused");
    at(74, false);
    assertThat(said()).isEmpty();
    at(75, false);
    assertThat(said()).singleElement().asString().contains("[ALARM]", "70 s");
    at(80, true);
    assertThat(said()).singleElement().asString().startsWith("INFO [RESOLVED] Redis is away for");
    at(89, false);
    assertThat(said()).isEmpty();
  }

  @Test
  void away_withNothingOpen_isNoAlarm() {
    watch.open(OptionalInt.of(1));
    watch.open(OptionalInt.of(0));
    at(100, false);
    assertThat(said()).isEmpty();
  }

  /** The key has another type, or this user may not read it. */
  @Test
  void positionsThatCannotBeTold_areThoseOfBefore() {
    watch.open(OptionalInt.of(1));
    watch.open(OptionalInt.empty());
    at(10, false);
    assertThat(said()).singleElement().asString().contains("[ALARM]");
  }
}
