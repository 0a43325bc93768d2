package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Consumer;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quantum.runtime.Quiescence;
import quantum.runtime.Redis;
import quantum.runtime.StreamSource;

class QuiescenceIT {
  private static final String PRICES = "t:prices";
  private static final List<StreamSource> SOURCES =
      List.of(new StreamSource(PRICES, "g", "me", "0"));

  private Redis redis;
  private StreamProbe probe;

  @BeforeEach
  void connect() {
    redis = Redis.connect(RedisServer.shared().settings("t"), "quiescence-it");
    probe = new StreamProbe(RedisServer.shared());
    probe.flush();
  }

  @AfterEach
  void disconnect() {
    probe.close();
    redis.close();
  }

  private boolean reached() {
    return Quiescence.reached(redis, SOURCES);
  }

  @SuppressWarnings("unchecked")
  private void read() {
    probe.commands().xreadgroup(Consumer.from("g", "me"), StreamOffset.lastConsumed(PRICES));
  }

  private void createGroup() {
    probe
        .commands()
        .xgroupCreate(StreamOffset.from(PRICES, "0"), "g", XGroupCreateArgs.Builder.mkstream());
  }

  @Test
  void missingGroup_isNotQuiet() {
    assertThat(reached()).isFalse();
    probe.xadd(PRICES, "symbol", "A");
    assertThat(reached()).isFalse();
  }

  @Test
  void unreadThenPendingThenAcknowledged_isQuietOnlyAtTheEnd() {
    createGroup();
    assertThat(reached()).isTrue();
    String id = probe.xadd(PRICES, "symbol", "A", "timestamp", "1");
    assertThat(reached()).isFalse();
    read();
    assertThat(reached()).isFalse();
    probe.commands().xack(PRICES, "g", id);
    assertThat(reached()).isTrue();
  }

  @Test
  void deletedEntries_whichMakeTheLagUnknown_doNotHideThatAllIsRead() {
    createGroup();
    probe.xadd(PRICES, "symbol", "A");
    String unread = probe.xadd(PRICES, "symbol", "B");
    String last = probe.xadd(PRICES, "symbol", "C");
    probe.commands().xdel(PRICES, unread);
    assertThat(reached()).isFalse();
    read();
    probe
        .commands()
        .xack(
            PRICES,
            "g",
            probe.commands().xrange(PRICES, Range.unbounded()).stream()
                .map(StreamMessage::getId)
                .toArray(String[]::new));
    probe.commands().xdel(PRICES, last);
    assertThat(reached()).isTrue();
  }
}
