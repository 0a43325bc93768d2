package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.contracts.Names;
import quantum.runtime.Commit;
import quantum.runtime.CommitOutcome;
import quantum.runtime.Commits;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.RedisUnavailable;

/** What docs/runbook.md says of Sentinel and Cluster, with real servers. */
class SentinelAndClusterIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  private int server(String name, String... more) throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    Path home = Files.createDirectories(folder.resolve(name));
    Path config = home.resolve("redis.conf");
    Files.writeString(
        config, "port " + port + "\nbind 127.0.0.1\ndir " + home + "\n" + String.join("\n", more));
    List<String> command =
        new ArrayList<>(
            List.of(RedisBinary.find(System.getenv(), home).toString(), config.toString()));
    if (name.equals("sentinel")) {
      command.add("--sentinel");
    }
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("log").toFile())
            .start());
    return port;
  }

  private static StreamProbe probe(int port) {
    long end = System.nanoTime() + SOON.toNanos();
    while (true) {
      try {
        return new StreamProbe("redis://127.0.0.1:" + port);
      } catch (RuntimeException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  private static boolean publishes(Redis redis, String stream) {
    try {
      Commit commit = new Commit().publish(stream, 100, Map.of("a", "b"));
      return new Commits(redis).execute(commit) instanceof CommitOutcome.Done;
    } catch (RedisUnavailable e) {
      return false; // what services wait for
    }
  }

  @Test
  void sentinelAddress_isFollowedToTheNewMaster() throws Exception {
    int master = server("master", "save \"\"");
    int replica = server("replica", "save \"\"", "replicaof 127.0.0.1 " + master);
    try (StreamProbe first = probe(master);
        StreamProbe second = probe(replica)) {
      second.await(
          "replication",
          () -> second.commands().info("replication").contains("master_link_status:up"),
          SOON);
      int sentinel =
          server(
              "sentinel",
              "sentinel monitor quantum 127.0.0.1 " + master + " 1",
              "sentinel down-after-milliseconds quantum 500",
              "sentinel failover-timeout quantum 3000");
      String uri = "redis-sentinel://127.0.0.1:" + sentinel + "/0#quantum";
      awaitSentinel(sentinel);
      try (Redis redis = Redis.connect(new RedisSettings(uri, "quantum"), "sentinel-it")) {
        assertThat(publishes(redis, "quantum:stream:t")).isTrue();
        assertThat(first.length("quantum:stream:t")).isEqualTo(1);
        second.await("the replica has it", () -> second.length("quantum:stream:t") == 1, SOON);
        processes.getFirst().destroyForcibly().waitFor();
        second.await("the new master takes it", () -> publishes(redis, "quantum:stream:t"), SOON);
        assertThat(second.length("quantum:stream:t")).isGreaterThanOrEqualTo(2);
      }
    }
  }

  /** It must know the replica before there is anything it could promote. */
  private static void awaitSentinel(int port) throws IOException {
    long end = System.nanoTime() + SOON.toNanos();
    while (System.nanoTime() < end) {
      try (var socket = new java.net.Socket("127.0.0.1", port)) {
        socket.setSoTimeout(2_000);
        socket.getOutputStream().write("INFO sentinel\r\n".getBytes());
        byte[] answer = new byte[4_096];
        int length = socket.getInputStream().read(answer);
        if (new String(answer, 0, Math.max(0, length)).contains("slaves=1")) {
          return;
        }
      } catch (java.net.ConnectException e) {
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("the sentinel does not find the replica");
  }

  @Test
  void clusterNode_takesAWholeCommit_ofANamespaceThatIsAHashTag() throws Exception {
    int port = server("node", "cluster-enabled yes", "save \"\"");
    try (StreamProbe probe = probe(port)) {
      probe.commands().clusterAddSlots(java.util.stream.IntStream.range(0, 16_384).toArray());
      probe.await("all slots", () -> probe.commands().clusterInfo().contains("state:ok"), SOON);
      Names names = new Names("{acct7}");
      RedisSettings settings = new RedisSettings("redis://127.0.0.1:" + port, "{acct7}");
      try (Redis redis = Redis.connect(settings, "cluster-it")) {
        Commit commit =
            new Commit()
                .requireKill(names.kill(), false)
                .hset(names.health("x"), Map.of("state", "running"))
                .publish(names.tradeIntent(), 100, Map.of("symbol", "BTCUSDT"));
        assertThat(new Commits(redis).execute(commit)).isInstanceOf(CommitOutcome.Done.class);
        assertThat(probe.length("{acct7}:stream:trade.intent")).isEqualTo(1);
      }
    }
  }
}
