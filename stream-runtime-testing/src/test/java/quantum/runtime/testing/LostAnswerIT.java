package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quantum.runtime.Commit;
import quantum.runtime.CommitOutcome;
import quantum.runtime.Commits;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.RedisUnavailable;

class LostAnswerIT {
  private CuttingProxy proxy;
  private Redis redis;
  private StreamProbe probe;

  @BeforeEach
  void connect() throws IOException {
    proxy = new CuttingProxy(RedisServer.shared().port());
    redis =
        Redis.connect(new RedisSettings("redis://127.0.0.1:" + proxy.port(), "t"), "lost-answer");
    probe = new StreamProbe(RedisServer.shared());
    probe.flush();
  }

  @AfterEach
  void disconnect() throws IOException {
    probe.close();
    redis.close();
    proxy.close();
  }

  @Test
  void commitWhoseAnswerIsLost_isReportedAndNotRepeated() {
    var commits = new Commits(redis);
    commits.execute(new Commit().set("t:warm", "1", 60)); // the script is known from here on
    proxy.dropNextAnswer();

    assertThatThrownBy(() -> commits.execute(new Commit().publish("t:out", 10, Map.of("n", "1"))))
        .isInstanceOf(RedisUnavailable.class);

    probe.await("the connection is back", this::answers, Duration.ofSeconds(10));
    assertThat(commits.execute(new Commit().publish("t:out", 10, Map.of("n", "2"))))
        .isInstanceOf(CommitOutcome.Done.class);
    assertThat(probe.entries("t:out")).extracting(e -> e.get("n")).containsExactly("1", "2");
  }

  private boolean answers() {
    try {
      return redis.commands().ping().equals("PONG");
    } catch (RuntimeException e) {
      return false;
    }
  }
}
