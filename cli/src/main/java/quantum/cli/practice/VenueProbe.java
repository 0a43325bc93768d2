package quantum.cli.practice;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import quantum.runtime.VenueUnreached;

/** Whether a venue's public prices can be had from here; within 10 s there is an answer. */
public final class VenueProbe {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration WHOLE = Duration.ofSeconds(8);

  private VenueProbe() {}

  /**
   * @param rest scheme, host and port of its REST API
   * @throws CannotPractise with the reason in words
   */
  public static void ask(URI rest) throws CannotPractise {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(rest + "/fapi/v1/time")).timeout(WHOLE).build();
    HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    String why;
    try {
      // looking a name up may hang longer than any time limit of the client: it gets a thread
      HttpResponse<Void> answer =
          CompletableFuture.supplyAsync(
                  () -> http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).join())
              .orTimeout(WHOLE.toMillis(), TimeUnit.MILLISECONDS)
              .join();
      why = answer.statusCode() == 200 ? "" : VenueUnreached.because(answer.statusCode());
    } catch (CompletionException e) {
      why = VenueUnreached.because(e);
    } finally {
      http.shutdownNow();
    }
    if (!why.isEmpty()) {
      throw new CannotPractise(
          rest.getAuthority()
              + " cannot be reached: "
              + why
              + " (with recorded prices no network is needed: quantum practice)");
    }
  }
}
