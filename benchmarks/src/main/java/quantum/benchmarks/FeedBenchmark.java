package quantum.benchmarks;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.marketdata.PublicRest;
import quantum.runtime.testing.FakeVenue;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/**
 * market-state from the venue's sockets to {@code price.update}: a price and a running candle of
 * each symbol every second. How late each price is in Redis (its id there against its event time,
 * one clock), what it costs, and how long until every symbol has its state and its references.
 *
 * <p>Arguments: numbers of symbols, by default 50 and 500.
 */
public final class FeedBenchmark {
  private static final Duration LONGEST = Duration.ofMinutes(6);
  private static final int MEASURED_SECONDS = 90;
  private static final long MINUTE = 60_000;
  private static final Pattern STREAM = Pattern.compile("\"([^\"@]+)@markPrice@1s\"");
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
  private static final Pattern PARAMETER = Pattern.compile("(symbol|startTime|limit)=([^&]+)");
  private static final List<String> FLAGS =
      List.of("@deploy/jvm/service.args", "@deploy/jvm/marketstate.args");

  private FeedBenchmark() {}

  public static void main(String[] args) throws Exception {
    List<Integer> sizes =
        args.length == 0 ? List.of(50, 500) : Arrays.stream(args).map(Integer::valueOf).toList();
    System.out.println(
        "symbols  p50 ms  p99 ms  max ms  lost  CPU %  resident MB  Redis commands/s  states s"
            + "  references s | restart: first price s  open positions' states s  all states s"
            + "  weight");
    for (int size : sizes) {
      run(size);
    }
  }

  private static void run(int size) throws Exception {
    List<String> symbols = IntStream.range(0, size).mapToObj("S%03dUSDT"::formatted).toList();
    Path log = Files.createTempFile("market-state-", ".log");
    Names names = new Names(Names.DEFAULT_NAMESPACE);
    var venue = new FakeVenue();
    var crowd = new Crowd(venue, symbols);
    venue.behave(crowd);
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try (var redis = RedisServer.processOnly();
        var probe = new StreamProbe(redis)) {
      try (var service = start(redis, venue, symbols, log)) {
        long start = System.nanoTime();
        clock.scheduleAtFixedRate(crowd::second, 0, 1, TimeUnit.SECONDS);
        double states = until(probe, names, symbols, "sigma", start, service, log);
        double references = until(probe, names, symbols, "sigma_ref", start, service, log);
        String from = newest(probe, names);
        double cpu = service.cpuSeconds();
        long calls = calls(probe);
        TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
        cpu = service.cpuSeconds() - cpu;
        calls = calls(probe) - calls;
        List<Long> late = late(probe, names, from);
        late.sort(null);
        System.out.printf(
            Locale.ROOT,
            "%7d  %6d  %6d  %6d  %4d  %5.1f  %11d  %16.0f  %8.1f  %12.1f",
            size,
            late.get(late.size() / 2),
            late.get((int) (late.size() * 0.99)),
            late.getLast(),
            Math.max(0, (MEASURED_SECONDS - 1) * size - late.size()),
            100 * cpu / MEASURED_SECONDS,
            service.residentMb(),
            (double) calls / MEASURED_SECONDS,
            states,
            references);
      }
      restart(redis, probe, names, venue, crowd, symbols, log);
    } finally {
      clock.shutdownNow();
      venue.close();
      Files.deleteIfExists(log);
    }
  }

  /** With ten positions open, counted from the start of the process, JVM included. */
  private static void restart(
      RedisServer redis,
      StreamProbe probe,
      Names names,
      FakeVenue venue,
      Crowd crowd,
      List<String> symbols,
      Path log)
      throws IOException {
    List<String> open = symbols.subList(symbols.size() - 10, symbols.size());
    probe.commands().sadd(names.positionsOpen(), open.toArray(String[]::new));
    for (String symbol : symbols) {
      probe.commands().del(names.marketStatePrefix() + symbol, names.ticker(Symbol.of(symbol)));
    }
    String last = newest(probe, names);
    crowd.weight.set(0);
    long start = System.nanoTime();
    try (var service = start(redis, venue, symbols, log)) {
      probe.await("a price", () -> !newest(probe, names).equals(last), LONGEST);
      double first = (System.nanoTime() - start) / 1e9;
      double states = until(probe, names, open, "sigma_ref", start, service, log);
      double all = until(probe, names, symbols, "sigma_ref", start, service, log);
      System.out.printf(
          Locale.ROOT, " | %22.1f  %24.1f  %12.1f  %6d%n", first, states, all, crowd.weight.get());
    }
  }

  private static ServiceProcess start(
      RedisServer redis, FakeVenue venue, List<String> symbols, Path log) throws IOException {
    return new ServiceProcess(
        ServiceProcess.MARKET_STATE,
        FLAGS,
        redis.uri(),
        log,
        Map.of(
            "SYMBOLS", String.join(",", symbols),
            "MARKET_WS_URL", venue.socketBase().toString(),
            "MARKET_REST_URL", venue.restBase().toString()));
  }

  private static double until(
      StreamProbe probe,
      Names names,
      List<String> symbols,
      String field,
      long start,
      ServiceProcess service,
      Path log) {
    Set<String> missing = ConcurrentHashMap.newKeySet();
    missing.addAll(symbols);
    probe.await(
        field + " of all",
        () -> {
          if (!service.isAlive()) {
            throw new IllegalStateException("market-state ended:\n" + read(log));
          }
          missing.removeIf(
              symbol -> probe.hash(names.marketStatePrefix() + symbol).containsKey(field));
          return missing.isEmpty();
        },
        LONGEST);
    return (System.nanoTime() - start) / 1e9;
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String newest(StreamProbe probe, Names names) {
    return probe
        .commands()
        .xrevrange(names.priceUpdate(), Range.unbounded(), Limit.from(1))
        .getFirst()
        .getId();
  }

  private static long calls(StreamProbe probe) {
    return probe
        .commands()
        .info("stats")
        .lines()
        .filter(line -> line.startsWith("total_commands_processed:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElseThrow();
  }

  private static List<Long> late(StreamProbe probe, Names names, String from) {
    List<Long> late = new ArrayList<>();
    List<StreamMessage<String, String>> entries =
        probe
            .commands()
            .xrange(
                names.priceUpdate(),
                Range.from(Range.Boundary.excluding(from), Range.Boundary.unbounded()));
    for (StreamMessage<String, String> entry : entries) {
      long written = Long.parseLong(entry.getId().substring(0, entry.getId().indexOf('-')));
      long event = Math.round(Double.parseDouble(entry.getBody().get("timestamp")) * 1000);
      late.add(written - event);
    }
    return late;
  }

  /** A venue that tells each second the price and the candle of everything it is asked for. */
  private static final class Crowd implements FakeVenue.Behaviour {
    private final FakeVenue venue;
    private final List<String> symbols;
    private final Map<FakeVenue.Peer, Set<String>> streams = new ConcurrentHashMap<>();
    private final AtomicLong weight = new AtomicLong();
    private long seconds;

    Crowd(FakeVenue venue, List<String> symbols) {
      this.venue = venue;
      this.symbols = symbols;
    }

    void second() {
      seconds++;
      for (FakeVenue.Peer peer : venue.peers()) {
        for (String symbol : streams.getOrDefault(peer, Set.of())) {
          long now = System.currentTimeMillis();
          long open = now / MINUTE * MINUTE;
          try {
            if (now - open < 1_000) {
              peer.candle(symbol, open - MINUTE, price(symbol), true);
            }
            peer.candle(symbol, open, price(symbol), false);
            peer.price(symbol, price(symbol), System.currentTimeMillis());
          } catch (UncheckedIOException _) {
            return; // the service has ended
          }
        }
      }
    }

    /** About 100, going up and down. */
    private String price(String symbol) {
      return String.format(
          Locale.ROOT, "%.4f", 100 + 5 * Math.sin(seconds / 40.0 + symbol.hashCode() % 97));
    }

    @Override
    public int upgrade() {
      return 101;
    }

    @Override
    public void heard(FakeVenue.Peer peer, String text) {
      Set<String> mine = streams.computeIfAbsent(peer, _ -> ConcurrentHashMap.newKeySet());
      STREAM
          .matcher(text)
          .results()
          .map(found -> found.group(1).toUpperCase(Locale.ROOT))
          .forEach(mine::add);
      var id = ID.matcher(text);
      if (id.find()) {
        peer.say("{\"result\":null,\"id\":" + id.group(1) + "}");
      }
    }

    @Override
    public Optional<FakeVenue.Reply> asked(String target) {
      Map<String, String> parameters =
          PARAMETER
              .matcher(target)
              .results()
              .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
      String body = "[]";
      if (target.startsWith("/fapi/v1/klines")) {
        weight.addAndGet(PublicRest.klinesWeight(Integer.parseInt(parameters.get("limit"))));
        body = candles(parameters);
      } else if (target.startsWith("/fapi/v1/exchangeInfo")) {
        body = FakeVenue.listingsOf(symbols.toArray(String[]::new));
      } else if (target.startsWith("/fapi/v1/premiumIndex")) {
        Optional<String> one = Optional.ofNullable(parameters.get("symbol"));
        long now = System.currentTimeMillis();
        body =
            FakeVenue.indexOf(
                one.<Stream<String>>map(Stream::of)
                    .orElseGet(() -> streams.values().stream().flatMap(Set::stream))
                    .flatMap(s -> Stream.<Object>of(s, price(s), now))
                    .toArray());
        weight.addAndGet(one.isPresent() ? PublicRest.PRICE_WEIGHT : PublicRest.ALL_PRICES_WEIGHT);
        body = one.isPresent() ? body.substring(1, body.length() - 1) : body;
      }
      return Optional.of(new FakeVenue.Reply(200, Map.of(), body));
    }

    private String candles(Map<String, String> parameters) {
      long now = System.currentTimeMillis() / MINUTE * MINUTE;
      int limit = Integer.parseInt(parameters.get("limit"));
      long from =
          Optional.ofNullable(parameters.get("startTime"))
              .map(Long::valueOf)
              .orElse(now - (limit - 1L) * MINUTE);
      int phase = Symbol.of(parameters.get("symbol")).hashCode() % 97;
      return LongStream.iterate(from, open -> open <= now, open -> open + MINUTE)
          .limit(limit)
          .mapToObj(
              open -> {
                double close = 100 + 5 * Math.sin(open / 1e6 + phase) + Math.sin(open / 7e4);
                return String.format(
                    Locale.ROOT,
                    "[%d,\"%.4f\",\"%.4f\",\"%.4f\",\"%.4f\",\"1\",%d]",
                    open,
                    close,
                    close,
                    close,
                    close,
                    open + MINUTE - 1);
              })
          .collect(Collectors.joining(",", "[", "]"));
    }
  }
}
