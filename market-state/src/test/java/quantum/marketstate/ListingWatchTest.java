package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import quantum.kernel.value.Symbol;
import quantum.marketdata.Listings;
import quantum.marketdata.Listings.Listing;
import quantum.runtime.testing.FakeClock;

class ListingWatchTest {
  private static final long NOW = 1_770_155_880_000L;
  private static final Symbol NEW = Symbol.of("NEWUSDT");
  private static final Set<Symbol> WATCHED = Set.of(NEW);

  private final FakeClock clock = new FakeClock(NOW);
  private final ListingWatch watch = new ListingWatch(clock);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger().addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger().detachAppender(lines);
  }

  @Test
  void unlisted_isNamedOnce_askedAboutEachMinute_andKnownWhenItIsTraded() {
    assertThat(watch.told(listings(Map.of()), WATCHED)).isEmpty();
    watch.told(listings(Map.of()), WATCHED);
    assertThat(warnings())
        .hasSize(1)
        .first()
        .asString()
        .contains("NEWUSDT: the venue does not list");
    assertThat(watch.again(WATCHED)).isEqualTo(Duration.ofMinutes(1));

    watch.told(listings(Map.of(NEW, listing("PENDING_TRADING"))), WATCHED);
    assertThat(warnings()).hasSize(2).last().asString().contains("PENDING_TRADING");
    assertThat(watch.untraded(NEW)).contains("PENDING_TRADING");
    assertThat(watch.again(WATCHED)).isEqualTo(Duration.ofMinutes(1));

    assertThat(watch.told(listings(Map.of(NEW, listing("TRADING"))), WATCHED)).containsExactly(NEW);
    assertThat(watch.untraded(NEW)).isEmpty();
    assertThat(watch.again(WATCHED)).isEqualTo(Duration.ofHours(1));
    assertThat(warnings()).hasSize(2);
  }

  @Test
  void delisting_isSaidWhenItIsPlanned_aDayAndAnHourBefore() {
    long delivery = NOW + Duration.ofHours(50).toMillis();
    Listings planned = listings(Map.of(NEW, new Listing("TRADING", OptionalLong.of(delivery))));
    watch.told(planned, WATCHED);
    watch.look(WATCHED);
    assertThat(warnings()).hasSize(1).first().asString().contains("2026-02-05T").contains("50 h");
    clock.set(delivery - Duration.ofHours(24).toMillis() - 1);
    watch.look(WATCHED);
    assertThat(warnings()).hasSize(1);
    clock.set(delivery - Duration.ofHours(24).toMillis());
    watch.look(WATCHED);
    watch.look(WATCHED);
    assertThat(warnings()).hasSize(2).last().asString().contains("24 h 0 min");
    clock.set(delivery - Duration.ofHours(1).toMillis());
    watch.look(WATCHED);
    watch.look(WATCHED);
    assertThat(warnings()).hasSize(3).last().asString().contains("1 h 0 min");
    clock.set(delivery + 1);
    watch.look(WATCHED);
    assertThat(warnings()).hasSize(3);
  }

  private List<String> warnings() {
    return lines.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static Listing listing(String status) {
    return new Listing(status, OptionalLong.empty());
  }

  private static Listings listings(Map<Symbol, Listing> all) {
    return new Listings(all, OptionalInt.empty());
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(ListingWatch.class);
  }
}
