package quantum.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.runtime.testing.RedisBinary;
import quantum.runtime.testing.StreamProbe;

/**
 * {@code quantum configure-redis} and a server with a configuration file and a password of its own.
 */
class ConfigureRedisIT {
  private static final String PASSWORD = "the-operators-own";
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir Path folder;

  private Path config;
  private Path credentials;
  private String original;
  private String uri;
  private Process server;

  @BeforeEach
  void install() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    credentials = folder.resolve("credentials");
    config = folder.resolve("redis.conf");
    original = "port " + port + "\ndir " + folder + "\nrequirepass " + PASSWORD + "\n";
    Files.writeString(config, original);
    uri = "redis://:" + PASSWORD + "@127.0.0.1:" + port;
    startServer();
  }

  @AfterEach
  void stopServer() throws InterruptedException {
    server.destroy();
    if (!server.waitFor(10, TimeUnit.SECONDS)) {
      server.destroyForcibly().waitFor();
    }
  }

  private void startServer() throws Exception {
    Path binary = folder.resolve("redis-server");
    server =
        new ProcessBuilder(
                (Files.exists(binary) ? binary : RedisBinary.find(System.getenv(), folder))
                    .toString(),
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    probe(uri).close();
  }

  private StreamProbe probe(String address) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      try {
        return new StreamProbe(address);
      } catch (RuntimeException e) {
        if (!server.isAlive() || System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  private String run(int expected, String... options) {
    List<String> words =
        new ArrayList<>(List.of("configure-redis", "--redis-url", uri, "--namespace", "{acct7}"));
    if (!List.of(options).contains("--conf")) {
      words.addAll(List.of("--conf", ROOT.resolve("deploy/redis/quantum.conf").toString()));
    }
    words.addAll(List.of("--acl-file", ROOT.resolve("deploy/redis/quantum.acl").toString()));
    words.addAll(List.of("--credentials", credentials.toString()));
    words.addAll(List.of(options));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int code = Quantum.run(out, out, words.toArray(String[]::new));
    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(code).as(text).isEqualTo(expected);
    return text;
  }

  private String address(String service) throws Exception {
    return Files.readString(credentials.resolve(service).resolve("REDIS_URL")).strip();
  }

  @Test
  void configuration_isInEffectAtOnce_andAfterARestart_withTheDataOfBefore() throws Exception {
    try (StreamProbe probe = probe(uri)) {
      probe.commands().set("{acct7}:before", "kept");
    }
    run(0, "--acl");
    String first = address("exitbrain");
    assertThat(run(0, "--acl")).contains("on already");
    assertThat(address("exitbrain")).as("run again").isEqualTo(first);
    assertThat(Files.readString(config)).startsWith(original).containsOnlyOnce("include ");
    server.destroyForcibly().waitFor(); // a crash: what is not in the append-only file is gone
    startServer();
    try (StreamProbe probe = probe(uri)) {
      assertThat(probe.commands().get("{acct7}:before")).isEqualTo("kept");
      assertThat(probe.commands().configGet("appendonly")).containsValue("yes");
      assertThat(probe.commands().configGet("bind")).containsValue("127.0.0.1 -::1");
    }
    try (StreamProbe own = new StreamProbe(address("trading-bot"))) {
      own.xadd("{acct7}:stream:trade.intent", Map.of("symbol", "X"));
      assertThatThrownBy(() -> own.xadd("{acct7}:stream:apply.plan", Map.of("symbol", "X")))
          .hasMessageContaining("NOPERM");
      assertThatThrownBy(() -> own.xadd("quantum:stream:trade.intent", Map.of("symbol", "X")))
          .hasMessageContaining("NOPERM");
    }
    assertThatThrownBy(() -> new StreamProbe(uri.replace(":" + PASSWORD + "@", "")).close())
        .as("an aclfile must not drop the password that the operator had set");

    run(0, "--acl", "--rotate");
    assertThat(address("exitbrain")).isNotEqualTo(first);
    assertThatThrownBy(() -> new StreamProbe(first).close()).isNotNull();
    new StreamProbe(address("exitbrain")).close();
  }

  @Test
  void status_saysWhatIsInEffect_andPasswordsAreForTheirOwnerAlone() throws Exception {
    assertThat(run(0, "--status")).contains("append-only    no", "without our block", "0 of ours");
    run(0, "--acl");
    assertThat(run(0, "--status"))
        .contains("append-only    yes, fsync everysec, last write ok", ", with our block")
        .containsPattern("users +(\\d+) of ours, \\1 of them on")
        .doesNotContain(PASSWORD);
    Path secret = credentials.resolve("exitbrain/REDIS_URL");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void optionsThatMeanNothing_areRefused_beforeAnythingIsChanged() throws Exception {
    assertThat(run(64, "--lock-default")).contains("--lock-default goes with --acl");
    assertThat(run(64, "--remove", "--status")).contains("mutually exclusive");
    assertThat(run(64, "--wait", "0")).contains("--wait must be 1 to 3600 seconds, was 0");
    assertThat(run(2, "--config", folder.resolve("none").toString())).contains("cannot write");
    assertThat(run(2, "--conf", folder.resolve("none").toString())).contains("cannot read");
    assertThat(Files.readString(config)).isEqualTo(original);
    assertThat(credentials).doesNotExist();
  }

  @Test
  void remove_leavesTheServersFileAsItWas() throws Exception {
    run(0, "--acl");
    assertThat(run(0, "--remove")).contains("our block is out");
    assertThat(Files.readString(config)).isEqualTo(original);
    try (StreamProbe probe = probe(uri)) {
      assertThat(probe.commands().aclUsers()).containsExactly("default");
    }
    assertThat(credentials.resolve("exitbrain/REDIS_URL")).doesNotExist();
  }

  @Test
  void redis_startsWithoutAnyFileOfOurs() throws Exception {
    Path ours =
        Files.copy(ROOT.resolve("deploy/redis/quantum.conf"), folder.resolve("shipped.conf"));
    run(0, "--conf", ours.toString());
    Files.delete(ours);
    server.destroyForcibly().waitFor();
    startServer();
    try (StreamProbe probe = probe(uri)) {
      assertThat(probe.commands().configGet("maxmemory-policy")).containsValue("noeviction");
    }
  }

  @Test
  void operator_mayHaltEnterAndClose_butNotAnswerOrAdminister() throws Exception {
    run(0, "--acl");
    try (StreamProbe operator = new StreamProbe(address("operator"))) {
      operator.commands().set("{acct7}:kill", "1");
      operator.commands().del("{acct7}:kill");
      operator.xadd("{acct7}:stream:trade.intent", Map.of("symbol", "X"));
      assertThat(operator.commands().configGet("maxmemory-policy")).isNotEmpty();
      operator.xadd("{acct7}:stream:apply.plan", Map.of("symbol", "X"));
      assertThatThrownBy(() -> operator.xadd("{acct7}:stream:apply.result", Map.of("symbol", "X")))
          .hasMessageContaining("NOPERM");
      assertThatThrownBy(() -> operator.commands().configSet("maxmemory", "1"))
          .hasMessageContaining("NOPERM");
      assertThatThrownBy(() -> operator.commands().flushall()).hasMessageContaining("NOPERM");
    }
  }

  @Test
  void lockDefault_leavesNobodyInWithoutAPassword_alsoAfterARestart_untilRemoved()
      throws Exception {
    server.destroyForcibly().waitFor();
    original = original.replace("requirepass " + PASSWORD + "\n", "");
    Files.writeString(config, original);
    uri = uri.replace(":" + PASSWORD + "@", "");
    startServer();
    assertThat(run(0, "--acl")).contains("user default may still do everything");
    assertThat(run(0, "--acl", "--lock-default")).contains("has a password now");
    assertThatThrownBy(() -> new StreamProbe(uri).close()).as("nobody").isNotNull();
    String open = uri;
    uri = address("admin");
    server.destroyForcibly().waitFor();
    startServer();
    assertThatThrownBy(() -> new StreamProbe(open).close()).as("after a restart").isNotNull();
    new StreamProbe(address("exitbrain")).close();
    assertThat(run(0, "--acl", "--lock-default")).contains("has a password already");
    assertThat(run(0, "--remove")).contains("open again");
    new StreamProbe(open).close();
  }

  @Test
  void serverThatDefinesUsersItself_isRefused_beforeAnythingIsChanged() throws Exception {
    Files.writeString(config, original + "user somebody on nopass ~* +@all\n");
    assertThat(run(2, "--acl")).contains("defines users itself");
    assertThat(credentials).doesNotExist();
    try (StreamProbe probe = probe(uri)) {
      assertThat(probe.commands().configGet("appendonly")).containsValue("no");
    }
  }
}
