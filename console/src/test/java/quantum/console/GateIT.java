package quantum.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.console.web.Token;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;
import quantum.runtime.testing.RedisServer;

/** Who may look. */
class GateIT {
  private final RedisServer redis = RedisServer.shared();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8899",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        ""
      })
  void host_thatIsNotOurs_isRefused(String host) throws IOException {
    try (ConsoleStage stage = new ConsoleStage(redis, Map.of())) {
      for (String path : new String[] {"/", "/api/v1/positions", "/web/app.js"}) {
        assertThat(
                stage.raw(
                    "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
            .startsWith(host.isEmpty() ? "HTTP/1.1 4" : "HTTP/1.1 421")
            .doesNotContain("Quantum console");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8899", "127.0.0.1", "[::1]:8899", "quantum.example.com"})
  void host_thatIsOurs_isServed(String host) throws IOException {
    try (ConsoleStage stage =
        new ConsoleStage(redis, Map.of("CONSOLE_HOSTS", "quantum.example.com"))) {
      assertThat(stage.raw("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void answers_carryTheHeadersThatBindABrowser() {
    try (ConsoleStage stage = new ConsoleStage(redis, Map.of())) {
      for (String path : new String[] {"/", "/api/v1/positions", "/web/app.js", "/nowhere"}) {
        HttpResponse<String> answer = stage.get(path);
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
            .as(path)
            .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
            .doesNotContain("unsafe", "*");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
      }
      assertThat(stage.get("/api/v1/positions").headers().firstValue("Cache-Control"))
          .hasValue("no-store");
      assertThat(stage.get("/nowhere").statusCode()).isEqualTo(404);
      assertThat(stage.get("/web/../secret").statusCode()).isEqualTo(404);
      assertThat(stage.get("/api/v1/events?sections=nothing").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void otherSite_getsNoData() {
    try (ConsoleStage stage = new ConsoleStage(redis, Map.of())) {
      assertThat(stage.get("/api/v1/positions", "Sec-Fetch-Site", "cross-site").statusCode())
          .isEqualTo(403);
      assertThat(stage.get("/api/v1/positions", "Sec-Fetch-Site", "same-origin").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void readToken_isNeededForDataAndEvents_notForThePageThatAsksForIt() {
    try (ConsoleStage stage =
        new ConsoleStage(
            redis, Map.of("CONSOLE_LOCK_READING", "true", "CONSOLE_TOKEN", ConsoleStage.TOKEN))) {
      assertThat(stage.get("/").statusCode()).isEqualTo(200);
      for (String path : new String[] {"/api/v1/positions", "/api/v1/events", "/api/v1/state"}) {
        assertThat(stage.get(path).statusCode()).isEqualTo(401);
        assertThat(stage.get(path + "?token=" + ConsoleStage.TOKEN).statusCode()).isEqualTo(401);
        assertThat(stage.get(path, "Authorization", "Bearer wrong-token-0123456").statusCode())
            .isEqualTo(401);
      }
      assertThat(
              stage
                  .get("/api/v1/positions", "Authorization", "Bearer " + ConsoleStage.TOKEN)
                  .statusCode())
          .isEqualTo(200);
    }
  }

  private static ConsoleSettings settings(Map<String, String> env) {
    Settings settings = Settings.of(env);
    return settings.complete("CONSOLE_", () -> ConsoleSettings.read(settings));
  }

  @Test
  void tokenFile_thatOthersMayRead_isRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), ConsoleStage.TOKEN + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    ConsoleSettings settings = settings(Map.of("CONSOLE_TOKEN_FILE", file.toString()));
    assertThatThrownBy(() -> Token.of(settings))
        .hasMessageContaining("CONSOLE_TOKEN_FILE")
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining(ConsoleStage.TOKEN);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(Token.of(settings))
        .hasValueSatisfying(it -> assertThat(it.is(ConsoleStage.TOKEN)).isTrue());
    Files.writeString(file, "short");
    assertThatThrownBy(() -> Token.of(settings))
        .hasMessageContaining("16")
        .hasMessageNotContaining("short");
  }

  @Test
  void settings_thatLeaveItOpen_areRefused() {
    assertThatThrownBy(() -> settings(Map.of("CONSOLE_ACTIONS", "true")))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("CONSOLE_TOKEN_FILE");
    assertThatThrownBy(() -> settings(Map.of("CONSOLE_BIND", "0.0.0.0")))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("CONSOLE_LOCK_READING");
    assertThatThrownBy(() -> settings(Map.of("CONSOLE_BIND", "example.com")))
        .hasMessageContaining("CONSOLE_BIND");
    assertThatThrownBy(() -> settings(Map.of("CONSOLE_HOSTS", "http://x/")))
        .hasMessageContaining("CONSOLE_HOSTS");
    assertThatThrownBy(() -> settings(Map.of("CONSOLE_ACTION", "true")))
        .hasMessageContaining("CONSOLE_ACTION");
  }
}
