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
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import quantum.contracts.Decoded;
import quantum.contracts.EventTime;
import quantum.contracts.PriceUpdate;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

class FeedTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Symbol ETH = Symbol.of("ETHUSDT");
  private static final String PRICES = "t:stream:price.update";

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("feed-test");
  private long now = Instant.parse("2026-11-27T08:00:00Z").toEpochMilli();
  private final Clock clock =
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
      };
  private final Alarms alarms = new Alarms("feed-test", clock);
  private Feed feed = new Feed(clock, PRICES, 30, false);

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  private boolean price(Symbol symbol, long behindMillis) {
    return feed.isFresh(new PriceUpdate(symbol, Price.of("100"), now - behindMillis));
  }

  private List<String> said(Symbol... open) {
    lines.list.clear();
    feed.look(Set.of(open), alarms);
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void prices_allTooOld_areAnAlarmAfterFiveSeconds_andItsEndIsSaid() {
    assertThat(price(BTC, 3_600_000)).isFalse();
    assertThat(said(BTC)).isEmpty();
    now += 4_999;
    assertThat(price(BTC, 3_600_000)).isFalse();
    assertThat(said(BTC)).isEmpty();
    now += 1;
    assertThat(said(BTC))
        .containsExactly(
            "[ALARM] BTCUSDT: position open and all its prices count as stale, the newest is 3600 s"
                + " behind the clock");
    now += 59_999;
    assertThat(said(BTC)).isEmpty();
    now += 1;
    assertThat(said(BTC)).singleElement().asString().contains("3660 s behind").contains("times");
    assertThat(price(BTC, 30_000)).isTrue();
    assertThat(said(BTC)).singleElement().asString().startsWith("[RESOLVED] BTCUSDT");
    assertThat(said(BTC)).isEmpty();
  }

  @Test
  void backlog_workedOff_isNoAlarm() {
    price(BTC, 40_000);
    now += 4_000;
    price(BTC, 10_000);
    now += 60_000;
    price(BTC, 31_000);
    assertThat(said(BTC)).isEmpty();
  }

  @Test
  void prices_aheadOfTheClock_areAnAlarmToo() {
    Map<String, String> ahead =
        Map.of("symbol", "BTCUSDT", "price", "1", "timestamp", EventTime.format(now + 65_001));
    var entry = new StreamEntry(PRICES, "g", "c", now + "-0", ahead, false);
    assertThat(feed.decode(entry)).isInstanceOf(Decoded.Bad.class);
    now += 5_000;
    assertThat(said(BTC)).singleElement().asString().contains("60 s ahead of the clock");
  }

  @Test
  void symbolsWithoutPosition_areNobodysConcern() {
    price(ETH, 3_600_000);
    price(BTC, 3_600_000);
    now += 5_000;
    assertThat(said(BTC)).singleElement().asString().contains("BTCUSDT");
    assertThat(said()).singleElement().asString().startsWith("[RESOLVED] BTCUSDT");
    now += 5_000;
    assertThat(said(ETH)).as("counted from its opening on").isEmpty();
  }

  @Test
  void clockSetBack_doesNotHideIt() {
    price(BTC, 3_600_000);
    now -= 600_000;
    assertThat(said(BTC)).singleElement().asString().contains("3000 s behind");
  }

  @Test
  void replay_knowsNoStalePrices() {
    feed = new Feed(clock, PRICES, 0, false);
    assertThat(price(BTC, 3_600_000_000L)).isTrue();
    now += 5_000;
    assertThat(said(BTC)).isEmpty();
  }
}
