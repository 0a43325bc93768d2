package quantum.apply.venue.binance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import quantum.apply.venue.Trouble;
import quantum.apply.venue.Trouble.Call;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenueWorld;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.paper.PaperExchangeSettings;
import quantum.paper.PaperServer;
import quantum.runtime.Settings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our client of Binance, on a paper exchange that listens on loopback. */
public final class BinancePaperWorld implements VenueWorld {
  private static final Credentials KEY = new Credentials("paper-key", "paper-secret");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http = HttpClient.newHttpClient();
  private final PaperServer paper;
  private final BinanceVenue venue;

  public BinancePaperWorld(Path folder) throws IOException {
    candles(folder, "BTCUSDT", "100000");
    candles(folder, "ETHUSDT", "2500");
    Settings settings =
        Settings.of(
            Map.of(
                "PAPER_PRICES_DIR", folder.toString(),
                "PAPER_API_KEY", KEY.apiKey(),
                "PAPER_API_SECRET", KEY.secret()));
    paper =
        PaperServer.start(
            settings.complete("PAPER_", () -> PaperExchangeSettings.read(settings)),
            System::currentTimeMillis);
    control("POST", "/paper/advance?ticks=2", "");
    venue =
        new BinanceVenue(Endpoints.at("http://127.0.0.1:" + paper.port()), KEY, Timeouts.DEFAULT);
  }

  private static void candles(Path folder, String symbol, String price) throws IOException {
    long open = System.currentTimeMillis() / 60_000 * 60_000;
    StringBuilder csv = new StringBuilder("open_time_ms,open,high,low,close,volume\n");
    for (int i = 0; i < 3; i++) {
      csv.append(open + i * 60_000L).append((',' + price).repeat(4)).append(",1\n");
    }
    Files.writeString(folder.resolve(symbol + "-1m.csv"), csv.toString());
  }

  private JsonNode control(String method, String pathAndQuery, String body) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + paper.port() + pathAndQuery))
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(pathAndQuery + ": " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void fault(String json) {
    control("POST", "/paper/faults", json);
  }

  @Override
  public Venue venue() {
    return venue;
  }

  @Override
  public void price(Symbol symbol, String price) {
    control(
        "POST",
        "/paper/price?symbol=%s&price=%s&time=%d"
            .formatted(symbol, price, Math.max(System.currentTimeMillis(), now() + 1)),
        "");
  }

  /** The clock that stamps trades, which goes on with prices only. */
  private long now() {
    return control("GET", "/paper/status", "").path("time").asLong();
  }

  @Override
  public void byHand(Symbol symbol, Optional<Side> leg, String amount) {
    control(
        "POST",
        "/paper/position?symbol="
            + symbol
            + leg.map(side -> "&side=" + side).orElse("")
            + "&qty="
            + amount,
        "");
  }

  @Override
  public void funds(String rate) {
    control("POST", "/paper/funding?rate=" + rate, "");
    long hours = 8 * 3_600_000L;
    long due = (Math.max(System.currentTimeMillis(), now()) / hours + 1) * hours;
    String mark = control("GET", "/paper/status", "").path("prices").path("BTCUSDT").asString();
    control("POST", "/paper/price?symbol=BTCUSDT&price=%s&time=%d".formatted(mark, due), "");
    control("POST", "/paper/funding?rate=0", "");
  }

  @Override
  public void transfers(String amount) {
    control("POST", "/paper/transfer?amount=" + amount, "");
  }

  @Override
  public void hedge() {
    control("POST", "/paper/mode?dual=true", "");
  }

  @Override
  public void meets(Call call, Trouble trouble) {
    String path =
        switch (call) {
          case RULES -> "GET /fapi/v1/exchangeInfo";
          case POSITIONS -> "GET /fapi/v3/positionRisk";
          case PRICE -> "GET /fapi/v1/premiumIndex";
          case LEVERAGE -> "POST /fapi/v1/leverage";
          case ORDER -> "POST /fapi/v1/order";
          case ORDER_QUERY -> "GET /fapi/v1/order";
          case STOP -> "POST /fapi/v1/algoOrder";
          case STOP_QUERY -> "GET /fapi/v1/openAlgoOrders";
          case CANCEL -> "DELETE /fapi/v1/algoOrder";
          case TRADES -> "GET /fapi/v1/userTrades";
          case INCOME -> "GET /fapi/v1/income";
          case TIME -> "GET /fapi/v1/time";
        };
    String kind =
        switch (trouble) {
          case NONE -> throw new IllegalArgumentException("no trouble");
          case REQUEST_LOST -> "drop_before_accept";
          case ANSWER_LOST -> "drop_after_accept";
          case RATE_LIMITED -> "status_429";
          case MAINTENANCE -> "status_503_failed";
          case KEY_REFUSED -> "error_-2015";
        };
    fault("{\"path\":\"%s\",\"kind\":\"%s\",\"times\":1,\"millis\":1000}".formatted(path, kind));
  }

  @Override
  public void fillHalf() {
    fault("{\"path\":\"POST /fapi/v1/order\",\"kind\":\"partial_fill\",\"fraction\":0.5}");
  }

  @Override
  public void hangTrigger() {
    fault("{\"kind\":\"algo_trigger_hang\",\"times\":1}");
  }

  @Override
  public void cutStream() {
    fault("{\"path\":\"WS /private\",\"kind\":\"ws_drop\"}");
  }

  @Override
  public void passes(long millis) {
    JsonNode status = control("GET", "/paper/status", "");
    control(
        "POST",
        "/paper/price?symbol=BTCUSDT&price=%s&time=%d"
            .formatted(
                status.path("prices").path("BTCUSDT").asString(),
                Math.max(System.currentTimeMillis(), status.path("time").asLong()) + millis),
        "");
  }

  @Override
  public void close() {
    venue.close();
    paper.close();
    http.close();
  }
}
