package quantum.cli.practice;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The hand on the paper exchange's clock. */
public final class PaperControl {
  private static final String BASE = "http://127.0.0.1:" + PracticePlan.PORT + "/paper/";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newHttpClient();

  /** One bar on: every symbol has a price. */
  public void firstBar() throws IOException, InterruptedException {
    post("advance?bars=1");
  }

  public void speed(int timesReal) throws IOException, InterruptedException {
    post("speed?x=" + timesReal);
  }

  private void post(String what) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(BASE + what))
                .timeout(LIMIT)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("the paper exchange refuses " + what + ": " + answer.body());
    }
  }
}
