package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.runtime.testing.NotifyReceiver;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** The service as a process, with nobody at the venue's address. */
class VenueAwayIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  @TempDir private Path folder;

  @Test
  void venueAway_startReturnsAllTheSame_andStatusHealthAndAlarmSayWhatIsMissing()
      throws IOException, InterruptedException {
    int nobody = freePort();
    var receiver = new NotifyReceiver("@quantum-away-" + ProcessHandle.current().pid());
    Process service = null;
    try (receiver;
        var redis = RedisServer.start();
        var probe = new StreamProbe(redis)) {
      probe.commands().sadd("quantum:positions:open", "RIVERUSDT");
      ProcessBuilder builder =
          new ProcessBuilder(
                  List.of(
                      ProcessHandle.current().info().command().orElseThrow(),
                      "-XX:+UseSerialGC",
                      "--enable-native-access=ALL-UNNAMED",
                      "-cp",
                      System.getProperty("java.class.path"),
                      MarketStateService.class.getName()))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile());
      builder.environment().put("REDIS_URL", redis.uri());
      builder.environment().put("NOTIFY_SOCKET", receiver.address());
      builder.environment().put("MARKET_SILENCE_SEC", "1");
      builder.environment().put("MARKET_WS_URL", "ws://127.0.0.1:" + nobody);
      builder.environment().put("MARKET_REST_URL", "http://127.0.0.1:" + nobody);
      service = builder.start();
      assertThat(receiver.await(message -> message.startsWith("READY=1"), SOON))
          .startsWith("READY=1");
      assertThat(receiver.await(message -> message.contains("no price of RIVERUSDT"), SOON))
          .contains("STATUS=degraded");
      probe.await(
          "degraded in Redis",
          () -> "degraded".equals(probe.hash("quantum:health:market-state").get("state")),
          SOON);
      probe.await(
          "quantum:stream:alert",
          fields ->
              "PRICES_SILENT".equals(fields.get("kind"))
                  && "RIVERUSDT".equals(fields.get("symbol")),
          SOON);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + Files.readString(folder.resolve("log")), e);
    } finally {
      if (service != null) {
        service.destroy();
        service.waitFor(10, TimeUnit.SECONDS);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
