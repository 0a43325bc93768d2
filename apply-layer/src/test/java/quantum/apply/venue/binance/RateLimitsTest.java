package quantum.apply.venue.binance;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RateLimitsTest {
  private final AtomicLong now = new AtomicLong(1_000);
  private final RateLimits limits = new RateLimits(now::get);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(RateLimits.class);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  @Test
  void observe_upToEightyPercent_saysNothing() {
    limits.observe(used("X-MBX-USED-WEIGHT-1M", "1920"));
    assertThat(lines.list).isEmpty();
  }

  @Test
  void observe_aboveEightyPercent_warnsOnceAMinute() {
    limits.observe(used("X-MBX-USED-WEIGHT-1M", "1921"));
    limits.observe(used("X-MBX-USED-WEIGHT-1M", "2000"));
    now.addAndGet(60_000);
    limits.observe(used("X-MBX-USED-WEIGHT-1M", "2100"));
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "[VENUE] 1921 of 2400 weight per minute used up",
            "[VENUE] 2100 of 2400 weight per minute used up");
  }

  @Test
  void observe_limitFromTheExchange_replacesTheDocumentedOne() {
    limits.limit("ORDERS", "SECOND", 10, 50);
    limits.observe(used("X-MBX-ORDER-COUNT-10S", "41"));
    assertThat(lines.list).hasSize(1);
  }

  @Test
  void observe_headerThatIsNoNumber_isIgnored() {
    limits.observe(used("X-MBX-USED-WEIGHT-1M", "many"));
    assertThat(lines.list).isEmpty();
  }

  @Test
  void pause_shorterOneDuringALonger_doesNotEndIt() {
    limits.pause(10_000, "told so");
    limits.pause(1_000, "told so");
    now.addAndGet(9_999);
    assertThat(limits.pausedMillis()).isEqualTo(1);
    now.addAndGet(1);
    assertThat(limits.pausedMillis()).isZero();
  }

  private static HttpHeaders used(String name, String value) {
    return HttpHeaders.of(Map.of(name, List.of(value)), (_, _) -> true);
  }
}
