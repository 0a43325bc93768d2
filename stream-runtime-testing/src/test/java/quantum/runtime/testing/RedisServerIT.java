package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisServerIT {
  @Test
  void withoutRedisOnPath_theCarriedBinaryRuns() {
    try (var server =
            RedisServer.processOnly(RedisServer.Durability.NONE, Map.of("PATH", "/none"));
        var probe = new StreamProbe(server)) {
      probe.xadd("t:in", "n", "1");
      assertThat(probe.commands().info("server")).contains("redis_version:7.");
      assertThat(probe.length("t:in")).isEqualTo(1);
    }
  }

  @Test
  void namedBinaryThatIsNone_isRefusedByName() {
    assertThatThrownBy(
            () ->
                RedisServer.processOnly(
                    RedisServer.Durability.NONE, Map.of("REDIS_SERVER", "/none/redis-server")))
        .hasMessageContaining("/none/redis-server");
  }

  @Test
  void durableServer_keepsItsDataAcrossARestart_theOtherDoesNot() {
    assertThat(keysAfterRestart(RedisServer.Durability.EVERY_SECOND)).isEqualTo(1);
    assertThat(keysAfterRestart(RedisServer.Durability.NONE)).isZero();
  }

  private static long keysAfterRestart(RedisServer.Durability durability) {
    try (var server = RedisServer.start(durability)) {
      try (var probe = new StreamProbe(server)) {
        probe.commands().set("k", "v");
      }
      server.restart();
      try (var probe = new StreamProbe(server)) {
        return probe.commands().dbsize();
      }
    }
  }
}
