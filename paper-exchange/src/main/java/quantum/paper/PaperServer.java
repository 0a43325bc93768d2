package quantum.paper;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.kernel.value.Symbol;
import quantum.marketdata.ConnectionTiming;
import quantum.marketdata.MarketConnections;
import quantum.paper.control.ControlApi;
import quantum.paper.control.Pricing;
import quantum.paper.control.ReplayPace;
import quantum.paper.exchange.Command;
import quantum.paper.exchange.CommandLog;
import quantum.paper.exchange.Exchange;
import quantum.paper.exchange.ExchangeListener;
import quantum.paper.exchange.Journal;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleFiles;
import quantum.paper.prices.CandleSeries;
import quantum.paper.rest.Calls;
import quantum.paper.rest.Faults;
import quantum.paper.rest.Market;
import quantum.paper.rest.Past;
import quantum.paper.rest.RecordedMarket;
import quantum.paper.rest.Signatures;
import quantum.paper.rest.VenueRest;
import quantum.paper.rules.ExchangeInfo;
import quantum.paper.stream.Streams;
import quantum.paper.upstream.Upstream;
import quantum.paper.upstream.UpstreamRest;
import quantum.runtime.systemd.Heartbeat;
import quantum.runtime.systemd.ServiceManager;

/** A running exchange on 127.0.0.1: prices, account, journal, pace and the server before them. */
public final class PaperServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PaperServer.class);
  private static final Duration UPSTREAM_SILENCE = Duration.ofSeconds(10);
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * Longer than clients keep an idle connection: if the server gave up first, an order sent at that
   * moment would fail in a way that only a real network should cause.
   */
  private static final long IDLE_MILLIS = 900_000;

  private final Javalin server;
  private final Pricing pricing;
  private final Streams streams;
  private final Optional<Journal> journal;

  private PaperServer(Javalin server, Pricing pricing, Streams streams, Optional<Journal> journal) {
    this.server = server;
    this.pricing = pricing;
    this.streams = streams;
    this.journal = journal;
  }

  /** An exchange whose account is as the journal tells, and whoever knows its market. */
  private record Opened(
      Exchange exchange,
      ExchangeInfo info,
      BigDecimal speed,
      Optional<Upstream> upstream,
      Optional<Journal> journal) {
    Market market() {
      return upstream.<Market>map(u -> u).orElseGet(() -> new RecordedMarket(exchange));
    }
  }

  /**
   * Reads the prices or the upstream's rules, takes up what the journal tells, and listens.
   *
   * @param wallClock epoch milliseconds
   * @throws IllegalArgumentException if the prices, the symbols or the journal cannot be used
   * @throws IOException if a file cannot be read or the journal not be written
   * @throws quantum.paper.upstream.UpstreamUnavailable if the upstream does not tell its rules
   */
  public static PaperServer start(PaperExchangeSettings settings, LongSupplier wallClock)
      throws IOException {
    return start(settings, wallClock, ServiceManager.none().loop("prices"));
  }

  /**
   * As {@link #start(PaperExchangeSettings, LongSupplier)}.
   *
   * @param heartbeat of the loop that moves the prices
   */
  static PaperServer start(
      PaperExchangeSettings settings, LongSupplier wallClock, Heartbeat heartbeat)
      throws IOException {
    Signatures signatures = new Signatures(settings.apiKey(), settings.apiSecret().reveal());
    Streams streams = new Streams(signatures.listenKey(), wallClock);
    Past past = new Past(streams, wallClock);
    Opened opened =
        switch (settings.prices()) {
          case PriceSource.Recorded recorded -> replayed(settings, recorded, past);
          case PriceSource.Upstream upstream -> following(settings, upstream, past);
        };
    Exchange exchange = opened.exchange();
    if (settings.fundingRate().signum() != 0) {
      exchange.setFundingRate(new Command.SetFundingRate(settings.fundingRate()));
    }
    exchange.ask(
        account -> {
          past.begin(account);
          return account;
        });
    Faults faults = new Faults();
    Calls calls = new Calls();
    VenueRest rest =
        new VenueRest(
            exchange,
            opened.market(),
            opened.info(),
            signatures,
            settings.limits(),
            faults,
            calls,
            past,
            wallClock);
    Runnable everySecond =
        () -> {
          if (!rest.listening()) {
            streams.endListening(exchange.nowMillis());
          }
        };
    Pricing pricing =
        opened
            .upstream()
            .<Pricing>map(Pricing.Followed::new)
            .orElseGet(
                () -> new Pricing.Replayed(new ReplayPace(exchange, everySecond, heartbeat)));
    ControlApi control = new ControlApi(exchange, streams, pricing, faults, calls);
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.concurrency.useVirtualThreads = true;
              config.jetty.addConnector((jetty, http) -> connector(jetty, http, settings.port()));
              rest.register(config.routes);
              streams.register(config.routes, exchange, rest::listening);
              control.register(config.routes);
            });
    server.start();
    switch (pricing) {
      case Pricing.Replayed(ReplayPace pace) -> pace.start(opened.speed());
      case Pricing.Followed(Upstream upstream) -> upstream.start(everySecond, heartbeat);
    }
    LOG.info("[PAPER] listening on {}:{}", LOOPBACK, server.port());
    return new PaperServer(server, pricing, streams, opened.journal());
  }

  private static Opened replayed(
      PaperExchangeSettings settings, PriceSource.Recorded recorded, ExchangeListener listener)
      throws IOException {
    SortedMap<Symbol, CandleSeries> prices = CandleFiles.read(recorded.prices());
    ExchangeInfo info = ExchangeInfo.of(prices.values(), settings.steps());
    if (!info.derived().isEmpty()) {
      LOG.info("[PAPER] filters made up from the prices of {}", info.derived());
    }
    Optional<Journal> journal = journal(settings, fingerprint(settings, recorded, prices.values()));
    Exchange exchange =
        new Exchange(
            prices,
            begin(recorded, prices.values()),
            info.filters().values(),
            settings.terms(),
            journal.<CommandLog>map(j -> j).orElse(CommandLog.NONE),
            listener);
    journal.ifPresent(
        j -> {
          exchange.recover(j.earlier());
          LOG.info(
              "[PAPER] journal: {} commands taken up, replay at tick {} of {}",
              j.earlier().size(),
              exchange.ticksDone(),
              exchange.totalTicks());
        });
    return new Opened(exchange, info, recorded.speed(), Optional.empty(), journal);
  }

  private static Opened following(
      PaperExchangeSettings settings, PriceSource.Upstream source, ExchangeListener listener)
      throws IOException {
    HttpClient http = MarketConnections.client();
    UpstreamRest rest = new UpstreamRest(http, source.rest());
    ExchangeInfo info = ExchangeInfo.told(rest.exchangeInfo(), source.symbols(), settings.steps());
    // not of the symbols or rules: those are in the journal, and may change under an account
    Optional<Journal> journal = journal(settings, settings.terms() + " upstream");
    Exchange exchange =
        Exchange.following(
            settings.terms(), journal.<CommandLog>map(j -> j).orElse(CommandLog.NONE), listener);
    journal.ifPresent(
        j -> {
          exchange.recover(j.earlier());
          exchange.forgetPrices();
          LOG.info("[PAPER] journal: {} commands taken up", j.earlier().size());
        });
    Set<Symbol> held = new TreeSet<>();
    exchange.ask(account -> account.positions()).forEach(position -> held.add(position.symbol()));
    held.removeAll(source.symbols());
    if (!held.isEmpty()) {
      throw new IllegalArgumentException(
          "PAPER_SYMBOLS lacks " + held + ", in which the account holds positions");
    }
    info.filters().values().forEach(exchange::setRules);
    Upstream upstream =
        new Upstream(
            http,
            source.streams(),
            rest,
            source.symbols(),
            source.maxAge(),
            ConnectionTiming.of(UPSTREAM_SILENCE),
            exchange);
    return new Opened(exchange, info, BigDecimal.ONE, Optional.of(upstream), journal);
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    switch (pricing) {
      case Pricing.Replayed(ReplayPace pace) -> pace.close();
      case Pricing.Followed(Upstream upstream) -> upstream.close();
    }
    server.stop();
    streams.close();
    journal.ifPresent(
        j -> {
          try {
            j.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static ServerConnector connector(Server jetty, HttpConfiguration http, int port) {
    ServerConnector connector = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(LOOPBACK);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    return connector;
  }

  private static Optional<Journal> journal(PaperExchangeSettings settings, String fingerprint)
      throws IOException {
    return settings.stateFolder().isPresent()
        ? Optional.of(Journal.open(settings.stateFolder().get(), fingerprint))
        : Optional.empty();
  }

  private static long begin(PriceSource.Recorded recorded, Collection<CandleSeries> prices) {
    long start = recorded.startMillis().orElse(Long.MIN_VALUE);
    if (prices.stream().allMatch(series -> series.lastMillis() < start)) {
      throw new IllegalArgumentException("PAPER_START is behind the last price");
    }
    return start;
  }

  /** What the journal's commands depend on besides themselves. */
  private static String fingerprint(
      PaperExchangeSettings settings,
      PriceSource.Recorded recorded,
      Collection<CandleSeries> prices) {
    StringBuilder text = new StringBuilder();
    text.append(settings.terms());
    recorded.startMillis().ifPresent(start -> text.append(" from ").append(start));
    settings.steps().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(step -> text.append(' ').append(step));
    for (CandleSeries series : prices) {
      text.append(
          " %s:%d:%d:%d:%08x"
              .formatted(
                  series.symbol(),
                  series.intervalMillis(),
                  series.firstMillis(),
                  series.candles().size(),
                  closes(series)));
    }
    return text.toString();
  }

  private static int closes(CandleSeries series) {
    int hash = 1;
    for (Candle candle : series.candles()) {
      hash = 31 * hash + candle.close().hashCode();
    }
    return hash;
  }
}
