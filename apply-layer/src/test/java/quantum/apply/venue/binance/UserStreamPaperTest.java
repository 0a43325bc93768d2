package quantum.apply.venue.binance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.MarketOrder;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.OrderStatus;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;
import quantum.paper.PaperExchangeSettings;
import quantum.paper.PaperServer;
import quantum.runtime.Health;
import quantum.runtime.Settings;
import quantum.runtime.testing.Loop;

/** The stream and the API tell the same of one account. */
@Timeout(60)
class UserStreamPaperTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Credentials KEY = new Credentials("paper-key", "paper-secret");

  private final BlockingQueue<AccountEvent> events = new LinkedBlockingQueue<>();
  private PaperServer paper;
  private BinanceVenue venue;
  private Loop loop;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    long open = System.currentTimeMillis() / 60_000 * 60_000;
    Files.writeString(
        folder.resolve("BTCUSDT-1m.csv"),
        "open_time_ms,open,high,low,close,volume\n"
            + open
            + ",100000,100000,100000,100000,1\n"
            + (open + 60_000)
            + ",100000,100000,100000,100000,1\n");
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
    control("/paper/advance?ticks=1", "");
    Endpoints endpoints = Endpoints.at("http://127.0.0.1:" + paper.port());
    venue = new BinanceVenue(endpoints, KEY, Timeouts.DEFAULT);
    loop =
        new Loop(
            new UserStream(
                endpoints,
                KEY,
                Timeouts.DEFAULT,
                StreamTiming.DEFAULT,
                Clock.systemUTC(),
                new Health("apply-layer", Clock.systemUTC()).loop("user-stream"),
                events::add));
    assertThat(next(AccountEvent.Resync.class)).isPresent();
  }

  @AfterEach
  void stop() {
    loop.close();
    venue.close();
    paper.close();
  }

  private void control(String pathAndQuery, String body) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + paper.port() + pathAndQuery))
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  /** The next event of a kind; others before it are passed over. */
  private <T extends AccountEvent> Optional<T> next(Class<T> kind) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < until) {
      AccountEvent event = events.poll(100, TimeUnit.MILLISECONDS);
      if (kind.isInstance(event)) {
        return Optional.of(kind.cast(event));
      }
    }
    return Optional.empty();
  }

  private OrderReport buy(String id) {
    Outcome<OrderReport> outcome =
        venue.placeMarket(
            new MarketOrder(BTC, OrderSide.BUY, Quantity.of("0.01"), false, new ClientOrderId(id)));
    return ((Outcome.Ok<OrderReport>) outcome).value();
  }

  @Test
  void fill_isToldAsTheListOfTradesShowsIt() throws InterruptedException {
    OrderReport report = buy("qh-one-0");
    AccountEvent.OrderFilled filled = next(AccountEvent.OrderFilled.class).orElseThrow();
    assertThat(filled.order().clientId()).isEqualTo("qh-one-0");
    assertThat(filled.order().orderId()).isEqualTo(report.orderId());
    assertThat(filled.order().status()).isEqualTo(OrderStatus.FILLED);
    assertThat(filled.order().executed()).isEqualTo(report.executed());
    List<VenueTrade> trades =
        ((Outcome.Ok<List<VenueTrade>>) venue.trades(BTC, report.orderId())).value();
    assertThat(filled.trade())
        .usingComparatorForType(BigDecimal::compareTo, BigDecimal.class)
        .usingRecursiveComparison()
        .isEqualTo(trades.getFirst());
  }

  @Test
  void positionAndLeverage_areTold() throws InterruptedException {
    venue.leverage(BTC, 7);
    assertThat(next(AccountEvent.LeverageChanged.class).orElseThrow().leverage()).isEqualTo(7);
    buy("qh-two-0");
    AccountEvent.PositionsChanged changed = next(AccountEvent.PositionsChanged.class).orElseThrow();
    assertThat(changed.positions())
        .containsExactly(new AccountEvent.Holding(BTC, Optional.empty(), new BigDecimal("0.01")));
  }

  @Test
  void cutByTheVenue_isBackWithinSeconds_andTellsOn() throws IOException, InterruptedException {
    long began = System.nanoTime();
    control("/paper/faults", "{\"path\":\"WS /private\",\"kind\":\"ws_drop\"}");
    assertThat(next(AccountEvent.Resync.class)).isPresent();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    buy("qh-three-0");
    assertThat(next(AccountEvent.OrderFilled.class)).isPresent();
  }
}
