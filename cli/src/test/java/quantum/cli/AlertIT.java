package quantum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.cli.Stage.Shown;
import quantum.runtime.testing.AclFile;

/** {@code quantum alert}, with quantum-alerts as a process of its own and a webhook on loopback. */
class AlertIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Stage stage;
  private HttpServer webhook;
  private volatile int answer = 200;
  private final List<String> got = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws IOException {
    stage = new Stage();
    webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    webhook.createContext(
        "/",
        exchange -> {
          got.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    webhook.start();
  }

  @AfterEach
  void close() {
    webhook.stop(0);
    stage.close();
  }

  private Process alerts(Map<String, String> env) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "quantum.alerts.Alerts");
    builder
        .environment()
        .put("REDIS_URL", AclFile.enable(stage.server, stage.redis, "quantum-alerts"));
    builder.environment().put("ALERTS_SPOOL", folder.resolve("spool").toString());
    builder.environment().put("ALERTS_REQUIRED", "none");
    builder.environment().putAll(env);
    return builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
  }

  private void awaitRunning() {
    stage.redis.await(
        "runs",
        () ->
            "running".equals(stage.redis.commands().hget("quantum:health:alerts", "state"))
                || "degraded".equals(stage.redis.commands().hget("quantum:health:alerts", "state")),
        SOON);
  }

  private String address() {
    return "http://127.0.0.1:" + webhook.getAddress().getPort() + "/secret-path";
  }

  @Test
  void test_goesThroughTheStreamToEachChannel_andTellsWhichTookIt() throws Exception {
    Process alerts = alerts(Map.of("ALERTS_WEBHOOK_URL", address()));
    try {
      awaitRunning();
      stage.redis.await(
          "channel",
          () -> stage.redis.commands().exists("quantum:alerts:channel:webhook") == 1,
          SOON);
      Shown shown = stage.runAs("quantum-operator", "alert", "test", "hello", "there");
      assertThat(shown.out()).isEqualTo("webhook: taken\n");
      assertThat(shown.code()).isZero();
      assertThat(got).singleElement().asString().contains("hello there", "\"nature\":\"test\"");

      answer = 403;
      Shown refused = stage.run("alert", "test", "--json", "--timeout", "2");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.json().get("channels").get(0).get("why").asString())
          .startsWith("it answers 403");

      Shown config = stage.run("config", "alerts");
      assertThat(config.out()).contains("ALERTS_WEBHOOK_URL").doesNotContain("secret-path");
    } finally {
      alerts.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    assertThat(folder.resolve("log")).content().doesNotContain("secret-path");
  }

  @Test
  void test_withoutServiceOrChannel_saysWhatIsMissing() throws Exception {
    Shown none = stage.run("alert", "test");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("systemctl enable --now quantum-alerts");
    Process alerts = alerts(Map.of());
    try {
      awaitRunning();
      Shown shown = stage.run("alert", "test");
      assertThat(shown.code()).isEqualTo(1);
      assertThat(shown.err()).contains("no channel is set up");
    } finally {
      alerts.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void unitFailed_withoutRedis_isKept_andReachesTheTraderLater() throws Exception {
    Path spool = folder.resolve("spool");
    Shown shown =
        Stage.runAt(
            "redis://127.0.0.1:1/0",
            "alert",
            "unit-failed",
            "quantum-exitbrain.service",
            "--spool",
            spool.toString());
    assertThat(shown.code()).isZero();
    try (var files = Files.list(spool)) {
      assertThat(files.toList()).singleElement().asString().endsWith(".alert");
    }
    Process alerts = alerts(Map.of("ALERTS_WEBHOOK_URL", address()));
    try {
      awaitRunning();
      stage.redis.await("told", () -> !got.isEmpty(), SOON);
      assertThat(got)
          .singleElement()
          .asString()
          .contains("UNIT_FAILED", "the unit quantum-exitbrain.service failed");
      try (var files = Files.list(spool)) {
        assertThat(files.toList()).isEmpty();
      }
      stage.runAs("quantum-alerts", "alert", "unit-failed", "quantum-marketstate.service");
      assertThat(stage.redis.entries("quantum:stream:alert").getLast())
          .containsEntry("kind", "UNIT_FAILED")
          .containsEntry("about", "quantum-marketstate.service");
    } finally {
      alerts.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }
}
