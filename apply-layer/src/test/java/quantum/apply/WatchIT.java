package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import quantum.apply.venue.Freshness;
import quantum.apply.venue.binance.BinanceTerms;
import quantum.contracts.HealthRecord;
import quantum.contracts.PriceUpdate;
import quantum.kernel.value.Price;
import quantum.runtime.Alarms;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.Settings;

/** Who watches the open positions, and that it is told when nobody does. */
class WatchIT {
  private static final String DEAD = "[ALARM] the exchange's private stream is dead for ";
  private static final String BLIND = "[ALARM] exitbrain does not watch the 1 open positions: it ";

  @TempDir Path folder;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("watch-test");
  private final SetClock clock = new SetClock();
  private ApplyRig rig;
  private Redis redis;
  private Watch watch;
  private Freshness stream = new Freshness.Fresh(0);

  @BeforeEach
  void open() {
    rig = new ApplyRig(folder);
    redis = Redis.connect(rig.server().settings(rig.names.namespace()), "watch-test");
    Settings source = Settings.of(rig.environment());
    ApplyLayerSettings settings = source.complete("APPLY_", () -> ApplyLayerSettings.read(source));
    watch =
        new Watch(
            new ApplyStore(
                redis,
                settings.names(),
                settings.killKey(),
                new BinanceTerms(5_000),
                new Health("watch-test", clock).oddities(),
                clock),
            settings,
            () -> stream,
            symbol -> false,
            clock,
            new Alarms("watch-test", clock));
    lines.start();
    logger.addAppender(lines);
    rig.probe.commands().sadd(rig.names.positionsOpen(), BTC.name());
    clock.pass(11_000); // after a start the others may be on their way
  }

  @AfterEach
  void close() {
    logger.detachAppender(lines);
    redis.close();
    rig.close();
  }

  private List<String> look() {
    lines.list.clear();
    watch.look();
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void exitbrain(String mode, Optional<Long> watchedAtMillis) {
    HealthRecord sign =
        new HealthRecord(
            1,
            "test",
            clock.millis(),
            Optional.empty(),
            0,
            0,
            "running",
            "",
            Optional.of(mode),
            watchedAtMillis,
            Optional.empty(),
            Optional.empty());
    String key = rig.names.health("exitbrain");
    rig.probe.commands().hset(key, sign.encode());
    rig.probe.commands().expire(key, HealthRecord.TTL_SECONDS);
  }

  @Test
  void exitbrainThatGivesNoSign_isAnAlarm_untilItDoes() {
    assertThat(look()).containsExactly(BLIND + "gives no sign of life");
    exitbrain("live", Optional.empty());
    assertThat(look()).singleElement().asString().startsWith("[RESOLVED] exitbrain does not watch");
  }

  @Test
  void exitbrainWhoseLastSignIsOld_isAnAlarm() {
    exitbrain("live", Optional.empty());
    assertThat(look()).isEmpty();
    rig.probe.commands().expire(rig.names.health("exitbrain"), HealthRecord.TTL_SECONDS - 11);
    assertThat(look()).containsExactly(BLIND + "gives no sign of life");
  }

  @Test
  void exitbrainInShadow_isAnAlarm() {
    exitbrain("shadow", Optional.empty());
    assertThat(look()).containsExactly(BLIND + "is in shadow");
  }

  @Test
  void exitbrainBehindThePrices_isAnAlarm() {
    rig.probe.xadd(
        rig.names.priceUpdate(),
        new PriceUpdate(BTC, Price.of("100000"), System.currentTimeMillis()).encode());
    exitbrain("live", Optional.of(System.currentTimeMillis() - 12_500));
    assertThat(look()).containsExactly(BLIND + "is 12 s behind the prices");
    exitbrain("live", Optional.of(System.currentTimeMillis()));
    assertThat(look()).singleElement().asString().startsWith("[RESOLVED]");
  }

  @Test
  void withoutPositions_nobodyHasToWatch() {
    rig.probe.commands().srem(rig.names.positionsOpen(), BTC.name());
    stream = new Freshness.Dead(600_000, 540_000);
    assertThat(look()).isEmpty();
  }

  @Test
  void streamThatIsDeadForAMinute_isAnAlarm_untilItLives() {
    exitbrain("live", Optional.empty());
    stream = new Freshness.Dead(119_000, 59_000);
    assertThat(look()).isEmpty();
    stream = new Freshness.Dead(122_000, 62_000);
    assertThat(look()).containsExactly(DEAD + "62 s with 1 positions open");
    stream = new Freshness.Fresh(10);
    assertThat(look())
        .singleElement()
        .asString()
        .startsWith("[RESOLVED] the exchange's private stream is dead");
  }
}
