package quantum.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import quantum.console.metrics.Metrics;
import quantum.console.model.Views;
import quantum.console.watch.AccountWatch;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.testing.RedisServer;

/** A Redis that ends with a question unread resets the connection instead of closing it. */
@Timeout(60)
class ResetConnectionIT {
  @Test
  void redisIsKilledWithTheQuestionUnread_isAnOutage_notAFault() throws Exception {
    try (RedisServer server = RedisServer.start();
        Redis redis = Redis.connect(server.settings("quantum"), "console")) {
      Views views = new Views();
      Metrics metrics = new Metrics(views, System::currentTimeMillis);
      AccountWatch watch =
          new AccountWatch(
              redis, server.settings("quantum"), views, metrics, System::currentTimeMillis);
      watch.round();
      keepBusy(server);

      var seen = new CompletableFuture<Throwable>();
      Thread looking = Thread.ofPlatform().start(() -> seen.complete(catchThrowable(watch::round)));
      await(
          () ->
              looking.getState() == Thread.State.TIMED_WAITING
                  || looking.getState() == Thread.State.WAITING);
      server.kill9();

      Throwable thrown = seen.get(20, TimeUnit.SECONDS);
      assertThat(RedisUnavailable.is(thrown)).as("%s", thrown).isTrue();
      assertThat(views.current().outage()).isPresent();
    }
  }

  /** By a script that does not end: nothing is read from any connection. */
  private static void keepBusy(RedisServer server) {
    RedisClient busy = RedisClient.create(server.uri());
    var script = busy.connect();
    var ping = busy.connect();
    ping.setTimeout(Duration.ofMillis(200));
    script.async().eval("while true do end", ScriptOutputType.VALUE);
    await(() -> catchThrowable(() -> ping.sync().ping()) instanceof RedisCommandTimeoutException);
    busy.shutdownAsync();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }
}
