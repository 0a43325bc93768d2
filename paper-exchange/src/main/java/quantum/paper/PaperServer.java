package quantum.paper;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.kernel.value.Symbol;
import quantum.paper.control.ControlApi;
import quantum.paper.control.ReplayPace;
import quantum.paper.exchange.CommandLog;
import quantum.paper.exchange.Exchange;
import quantum.paper.exchange.Journal;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleFiles;
import quantum.paper.prices.CandleSeries;
import quantum.paper.rest.Faults;
import quantum.paper.rest.Signatures;
import quantum.paper.rest.VenueRest;
import quantum.paper.rules.ExchangeInfo;
import quantum.paper.stream.Streams;
import quantum.runtime.systemd.Heartbeat;
import quantum.runtime.systemd.ServiceManager;

/** A running exchange on 127.0.0.1: prices, account, journal, pace and the server before them. */
public final class PaperServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PaperServer.class);
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * Longer than clients keep an idle connection: if the server gave up first, an order sent at that
   * moment would fail in a way that only a real network should cause.
   */
  private static final long IDLE_MILLIS = 900_000;

  private final Javalin server;
  private final ReplayPace pace;
  private final Streams streams;
  private final Optional<Journal> journal;

  private PaperServer(Javalin server, ReplayPace pace, Streams streams, Optional<Journal> journal) {
    this.server = server;
    this.pace = pace;
    this.streams = streams;
    this.journal = journal;
  }

  /**
   * Reads the prices, takes up what the journal tells, and listens.
   *
   * @param wallClock epoch milliseconds
   * @throws IllegalArgumentException if the prices or the journal cannot be used
   * @throws IOException if a file cannot be read or the journal not be written
   */
  public static PaperServer start(PaperExchangeSettings settings, LongSupplier wallClock)
      throws IOException {
    return start(settings, wallClock, ServiceManager.none().loop("replay"));
  }

  /**
   * As {@link #start(PaperExchangeSettings, LongSupplier)}.
   *
   * @param heartbeat of the loop that moves the prices
   */
  static PaperServer start(
      PaperExchangeSettings settings, LongSupplier wallClock, Heartbeat heartbeat)
      throws IOException {
    SortedMap<Symbol, CandleSeries> prices = CandleFiles.read(settings.prices());
    ExchangeInfo info = ExchangeInfo.of(prices.values(), settings.steps());
    if (!info.derived().isEmpty()) {
      LOG.info("[PAPER] filters made up from the prices of {}", info.derived());
    }
    Optional<Journal> journal = journal(settings, prices.values());
    Signatures signatures = new Signatures(settings.apiKey(), settings.apiSecret().reveal());
    Streams streams = new Streams(signatures.listenKey(), wallClock);
    Exchange exchange =
        new Exchange(
            prices,
            begin(settings, prices.values()),
            info.filters().values(),
            settings.terms(),
            journal.<CommandLog>map(j -> j).orElse(CommandLog.NONE),
            streams);
    journal.ifPresent(
        j -> {
          exchange.recover(j.earlier());
          LOG.info(
              "[PAPER] journal: {} commands taken up, replay at tick {} of {}",
              j.earlier().size(),
              exchange.ticksDone(),
              exchange.totalTicks());
        });
    Faults faults = new Faults();
    VenueRest rest =
        new VenueRest(exchange, info, signatures, settings.limits(), faults, wallClock);
    ReplayPace pace =
        new ReplayPace(
            exchange,
            () -> {
              if (!rest.listening()) {
                streams.endListening(exchange.nowMillis());
              }
            },
            heartbeat);
    ControlApi control = new ControlApi(exchange, streams, pace, faults);
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
    pace.speed(settings.speed());
    pace.start();
    LOG.info("[PAPER] listening on {}:{}", LOOPBACK, server.port());
    return new PaperServer(server, pace, streams, journal);
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    pace.close();
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

  private static Optional<Journal> journal(
      PaperExchangeSettings settings, Collection<CandleSeries> prices) throws IOException {
    return settings.stateFolder().isPresent()
        ? Optional.of(Journal.open(settings.stateFolder().get(), fingerprint(settings, prices)))
        : Optional.empty();
  }

  private static long begin(PaperExchangeSettings settings, Collection<CandleSeries> prices) {
    long start = settings.startMillis().orElse(Long.MIN_VALUE);
    if (prices.stream().allMatch(series -> series.lastMillis() < start)) {
      throw new IllegalArgumentException("PAPER_START is behind the last price");
    }
    return start;
  }

  /** What the journal's commands depend on besides themselves. */
  private static String fingerprint(
      PaperExchangeSettings settings, Collection<CandleSeries> prices) {
    StringBuilder text = new StringBuilder();
    text.append(settings.terms());
    settings.startMillis().ifPresent(start -> text.append(" from ").append(start));
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
