package quantum.cli.practice;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VenueProbeTest {
  private static void refused(URI venue, String words) {
    assertThatExceptionOfType(CannotPractise.class)
        .isThrownBy(() -> VenueProbe.ask(venue))
        .withMessageContaining(venue.getAuthority() + " cannot be reached")
        .withMessageContaining(words)
        .withMessageContaining("quantum practice");
  }

  @ParameterizedTest
  @CsvSource({
    "451, it does not serve this country",
    "403, it refuses this machine's address or country",
    "418, too many calls from this address",
    "500, HTTP 500"
  })
  void status_isSaidInWords(int status, String words) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      refused(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), words);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void name_thatNobodyKnows() {
    refused(URI.create("https://no.such.host.invalid"), "its name cannot be resolved");
  }

  @Test
  void nobodyThere() throws IOException {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    refused(URI.create("http://127.0.0.1:" + port), "no connection");
  }

  /** Ten seconds are promised. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.SECONDS)
  void venueThatNeverAnswers() throws IOException {
    try (var mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      refused(URI.create("http://127.0.0.1:" + mute.getLocalPort()), "in time");
    }
  }
}
