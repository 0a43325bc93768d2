package quantum.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hears of each fill by the exchange's private stream, as it is told to everybody: when an order
 * was accepted is seen from outside, with nothing in its way.
 */
final class FillListener implements WebSocket.Listener, AutoCloseable {
  private static final Pattern CLIENT_ID = Pattern.compile("\"c\":\"(qh-[^\"]+)\"");

  private record Fill(String clientId, long nanos) {}

  private final LinkedBlockingQueue<Fill> fills = new LinkedBlockingQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final StringBuilder partial = new StringBuilder();

  FillListener(int port) throws Exception {
    HttpRequest key =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/fapi/v1/listenKey"))
            .header("X-MBX-APIKEY", "k")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    String answer = http.send(key, HttpResponse.BodyHandlers.ofString()).body();
    String listenKey = answer.replaceAll(".*\"listenKey\":\"([^\"]+)\".*", "$1");
    socket =
        http.newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/private/ws/" + listenKey), this)
            .get(10, TimeUnit.SECONDS);
  }

  /** When the plan's order was told as filled, {@link System#nanoTime()}. */
  long filledNanos(String plan) throws InterruptedException {
    while (true) {
      Fill fill = fills.poll(10, TimeUnit.SECONDS);
      if (fill == null) {
        throw new IllegalStateException("no fill of " + plan + " was told within 10 s");
      }
      if (fill.clientId().startsWith("qh-" + plan)) {
        return fill.nanos();
      }
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    long now = System.nanoTime();
    partial.append(data);
    if (last) {
      Matcher id = CLIENT_ID.matcher(partial);
      if (partial.indexOf("ORDER_TRADE_UPDATE") >= 0 && id.find()) {
        fills.add(new Fill(id.group(1), now));
      }
      partial.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }
}
