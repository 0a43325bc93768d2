package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quantum.runtime.Redis;
import quantum.runtime.RestWeight;
import quantum.runtime.RestWeight.Use;

class RestWeightIT {
  private static final String VENUE = "fapi.example.org";
  private RedisServer server;
  private Redis redis;
  private StreamProbe probe;

  @BeforeEach
  void start() throws InterruptedException {
    server = RedisServer.start();
    redis = Redis.connect(server.settings("quantum"), "weight-test");
    probe = new StreamProbe(server);
    awaitRoomInTheMinute();
  }

  @AfterEach
  void stop() {
    probe.close();
    redis.close();
    server.close();
  }

  @Test
  void take_isSharedByAllWhoAskTheVenue_andLeavesTheRestForOrders() {
    RestWeight marketState = weight();
    RestWeight bot = weight();
    assertThat(marketState.take(1_000, Use.HISTORY)).isTrue();
    assertThat(bot.take(200, Use.HISTORY)).isTrue();
    assertThat(bot.take(1, Use.HISTORY)).as("half of 2400 is used").isFalse();
    assertThat(bot.take(480, Use.PRICES)).isTrue();
    assertThat(marketState.take(1, Use.PRICES)).as("70 %").isFalse();
    assertThat(marketState.take(360, Use.POSITIONS)).isTrue();
    assertThat(marketState.take(1, Use.POSITIONS)).as("85 %").isFalse();
    assertThat(probe.hash("quantum:rest_weight:" + VENUE)).containsEntry("used", "2040");
  }

  @Test
  void used_byWhomever_counts() {
    RestWeight weight = weight();
    weight.used(1_300);
    probe.await(
        "told",
        () -> "1300".equals(probe.hash("quantum:rest_weight:" + VENUE).get("used")),
        Duration.ofSeconds(10));
    assertThat(weight().take(1, Use.HISTORY)).isFalse();
    assertThat(weight().take(1, Use.PRICES)).isTrue();
  }

  @Test
  void limit_isTheVenues() {
    RestWeight weight = weight();
    weight.limit(6_000);
    assertThat(weight.take(2_999, Use.HISTORY)).isTrue();
    assertThat(weight.take(2, Use.HISTORY)).isFalse();
  }

  @Test
  void take_inTheNextMinute_beginsAnew() {
    RestWeight weight = weight();
    assertThat(weight.take(1_200, Use.HISTORY)).isTrue();
    probe.commands().hset("quantum:rest_weight:" + VENUE, "minute", "1");
    assertThat(weight.take(1_200, Use.HISTORY)).isTrue();
  }

  @Test
  void take_ofAKeyOfAnotherTypeOrAnUnreadableOne_beginsAnew() {
    probe.commands().set("quantum:rest_weight:" + VENUE, "spoiled");
    assertThat(weight().take(1, Use.HISTORY)).isTrue();
    probe.commands().hset("quantum:rest_weight:" + VENUE, "used", "nan");
    assertThat(weight().take(1, Use.HISTORY)).isTrue();
    assertThat(probe.hash("quantum:rest_weight:" + VENUE)).containsEntry("used", "1");
  }

  @Test
  void take_withoutRedis_countsForItself() {
    RestWeight weight = weight();
    assertThat(weight.take(1_000, Use.HISTORY)).isTrue();
    server.kill9();
    assertThat(weight.take(200, Use.HISTORY)).isTrue();
    assertThat(weight.take(1, Use.HISTORY)).isFalse();
  }

  private RestWeight weight() {
    return new RestWeight(redis, VENUE, Clock.systemUTC());
  }

  /** The count begins anew with each minute, and the venue's word counts from its second second. */
  private static void awaitRoomInTheMinute() throws InterruptedException {
    long second = System.currentTimeMillis() / 1000 % 60;
    if (second < 3 || second > 50) {
      TimeUnit.SECONDS.sleep(second < 3 ? 3 - second : 63 - second);
    }
  }
}
