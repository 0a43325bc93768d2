package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The redis-cli of the tests prints what the scripts expect of a real one. */
class RedisCliIT {
  private record Ended(int code, String out, String err) {}

  private StreamProbe probe;

  @BeforeEach
  void connect() {
    probe = new StreamProbe(RedisServer.shared());
    probe.flush();
  }

  @AfterEach
  void disconnect() {
    probe.close();
  }

  private static Ended run(Map<String, String> env, List<String> options, String... command)
      throws Exception {
    List<String> line = new ArrayList<>(List.of(RedisCli.own().toString()));
    line.addAll(options);
    line.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(env);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out, err);
  }

  /** As ops/redis.sh calls it. */
  private static Ended cli(String... command) throws Exception {
    return run(
        Map.of(),
        List.of("-e", "--no-auth-warning", "-u", RedisServer.shared().uri() + "/0", "--raw"),
        command);
  }

  private static void assertSays(String expected, String... command) throws Exception {
    assertThat(cli(command)).isEqualTo(new Ended(0, expected, ""));
  }

  @Test
  void answersOfEveryKind_areLines() throws Exception {
    assertSays("PONG\n", "PING");
    assertSays("OK\n", "SET", "a", "x");
    probe.commands().set("a", "one two\nthree €"); // as an argument it would depend on our locale
    assertSays("one two\nthree €\n", "GET", "a");
    assertSays("\n", "GET", "nothing");
    assertSays("\n", "SMEMBERS", "nothing");
    assertSays("2\n", "RPUSH", "l", "x", "");
    assertSays("x\n\n", "LRANGE", "l", "0", "-1");
    assertSays("\nx\n\n", "EVAL", "return {'', {'x', false}}", "0");
    assertSays("1-1\nk\nv\n1-2\nk\n\n", "EVAL", STREAM, "1", "s");
  }

  private static final String STREAM =
      "redis.call('XADD', KEYS[1], '1-1', 'k', 'v') redis.call('XADD', KEYS[1], '1-2', 'k', '')"
          + " return redis.call('XRANGE', KEYS[1], '-', '+')";

  @Test
  void error_goesToStderr_withCode1() throws Exception {
    Ended wrong = cli("LPUSH", "s:" + cli("SET", "s:OK", "1").out().strip(), "x");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).startsWith("WRONGTYPE");
    Ended away = run(Map.of(), List.of("-e", "-p", "1"), "PING");
    assertThat(away.code()).isEqualTo(1);
    assertThat(away.err()).contains("Could not connect to Redis at 127.0.0.1:1");
  }

  @Test
  void scan_listsEveryKeyOnce() throws Exception {
    Map<String, String> keys = new TreeMap<>();
    for (int i = 0; i < 2_500; i++) {
      keys.put("k:" + i, "v");
    }
    probe.commands().mset(keys);
    probe.commands().set("other", "v");
    assertThat(cli("--scan", "--pattern", "k:*").out().lines())
        .containsExactlyInAnyOrderElementsOf(keys.keySet());
    assertSays("", "--scan", "--pattern", "none:*");
  }

  @Test
  void user_password_andDatabase_areUsed() throws Exception {
    String user = AclFile.enable(RedisServer.shared(), probe, "quantum-readonly");
    String port = Integer.toString(RedisServer.shared().port());
    Ended who = run(Map.of(), List.of("-u", user + "/0"), "ACL", "WHOAMI");
    assertThat(who.out()).isEqualTo("quantum-readonly\n");
    List<String> options = List.of("-p", port, "--user", "quantum-readonly");
    Map<String, String> password = Map.of("REDISCLI_AUTH", "secret-of-quantum-readonly");
    assertThat(run(password, options, "ACL", "WHOAMI")).isEqualTo(who);
    Ended wrong = run(Map.of("REDISCLI_AUTH", "x"), options, "PING");
    assertThat(wrong.err()).startsWith("AUTH failed: WRONGPASS");
    run(Map.of(), List.of("-p", port, "-n", "3"), "SET", "of", "three");
    assertThat(run(Map.of(), List.of("-u", RedisServer.shared().uri() + "/3"), "GET", "of").out())
        .isEqualTo("three\n");
    assertSays("\n", "GET", "of");
  }

  /** A script finds what is installed first. */
  @Test
  void provide_prefersTheInstalledOne() throws Exception {
    Map<String, String> none = new TreeMap<>(Map.of("PATH", "/nowhere"));
    RedisCli.provide(none);
    assertThat(none.get("PATH")).isEqualTo(RedisCli.own().getParent() + ":/nowhere");
    String there = RedisCli.own().getParent().toString();
    Map<String, String> installed = new TreeMap<>(Map.of("PATH", there));
    RedisCli.provide(installed);
    assertThat(installed.get("PATH")).isEqualTo(there);
  }
}
