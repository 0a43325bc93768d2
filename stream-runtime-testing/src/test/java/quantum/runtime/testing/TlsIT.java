package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.runtime.BadSettings;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.Settings;

/** {@code rediss://} with users and passwords against a real, encrypted Redis. */
class TlsIT {
  @TempDir Path folder;

  private final RedisServer server = RedisServer.processOnly();
  private final StreamProbe probe = new StreamProbe(server);

  @AfterEach
  void stop() {
    probe.close();
    server.close();
  }

  private static String ping(String uri) {
    try (Redis redis = Redis.connect(new RedisSettings(uri, "quantum"), "tls-it")) {
      return redis.commands().ping();
    }
  }

  @Test
  void ownAuthority_namedInTheAddress_isTrusted_andNoOther() {
    TlsPort tls = TlsPort.open(probe, folder, false);
    assertThat(ping(tls.uri() + "/0?ca=" + tls.certificate())).isEqualTo("PONG");
    assertThatThrownBy(() -> ping(tls.uri())).isInstanceOf(RedisUnavailable.class);
  }

  @Test
  void otherHostThanTheCertificates_isNotTrusted() {
    TlsPort tls = TlsPort.open(probe, folder, false);
    String uri = "rediss://localhost:" + tls.port() + "?ca=" + tls.certificate();
    assertThatThrownBy(() -> ping(uri)).isInstanceOf(RedisUnavailable.class);
  }

  @Test
  void userWithPassword_isLoggedIn() {
    TlsPort tls = TlsPort.open(probe, folder, false);
    String uri = AclFile.enable(tls.uri(), probe, "quantum-exitbrain", "quantum");
    assertThat(ping(uri + "?ca=" + tls.certificate())).isEqualTo("PONG");
    assertThatThrownBy(() -> ping(uri.replace("secret", "wrong") + "?ca=" + tls.certificate()))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("WRONGPASS")
        .hasMessageNotContaining("wrong-of");
  }

  @Test
  void serverThatAsksForACertificate_getsTheOneOfTheAddress() {
    TlsPort tls = TlsPort.open(probe, folder, true);
    String uri = tls.uri() + "?ca=" + tls.certificate();
    assertThatThrownBy(() -> ping(uri)).isInstanceOf(RedisUnavailable.class);
    assertThat(ping(uri + "&cert=" + tls.certificate() + "&key=" + tls.key())).isEqualTo("PONG");
  }

  @Test
  void filesThatCannotBeUsed_areWrongSettings() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    for (String uri :
        new String[] {
          "rediss://u:hunter2@h?ca=/none.pem",
          "rediss://u:hunter2@h?ca=" + empty,
          "rediss://u:hunter2@h?cert=" + empty,
          "redis://u:hunter2@h?ca=" + empty
        }) {
      Settings settings = Settings.of(Map.of("REDIS_URL", uri));
      assertThatThrownBy(() -> settings.complete("", () -> RedisSettings.read(settings)))
          .as(uri)
          .isInstanceOf(BadSettings.class)
          .hasMessageContaining("REDIS_URL is 'redis")
          .hasMessageContaining("readable PEM files")
          .hasMessageNotContaining("hunter2");
    }
  }
}
