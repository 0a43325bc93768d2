package quantum.benchmarks;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quantum.contracts.Evaluation;
import quantum.contracts.EventTime;
import quantum.contracts.HealthRecord;
import quantum.contracts.Names;
import quantum.contracts.Ticker;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/**
 * The console beside a large account: 500 positions, a price and a judgement of each every second,
 * a result every second, ten pages that are told everything. Each minute: its share of a core, its
 * memory, what a page is told, and the milliseconds from the XADD of a result to its event at the
 * page that had it first and at the one that had it last.
 *
 * <p>Arguments: minutes (default 10), positions (default 500), pages (default 10), and the program
 * {@code bin/quantum-console} of a package, for its memory as it is installed (default: the classes
 * here, which have no start cache).
 */
public final class ConsoleLoad {
  private static final List<String> FLAGS =
      List.of("@deploy/jvm/service.args", "@deploy/jvm/console.args");
  private static final List<String> SERVICES =
      List.of("market-state", "intent-bridge", "apply-layer", "harvest-brain", "exitbrain");
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final int PARTS_OF_A_SECOND = 20;
  private static final double ENTRY = 100;
  private static final double RISK = 2;
  private static final Pattern PLAN = Pattern.compile("\"plan_id\":\"([0-9a-f]{16})\"");
  private static final Pattern COLLECTED = Pattern.compile("->(\\d+)M\\(");

  private final Names names = new Names(Names.DEFAULT_NAMESPACE);
  private final List<Symbol> symbols = new ArrayList<>();
  private final RedisAsyncCommands<String, String> async;

  /** When a plan's result was added, and how many pages have been told of it. */
  private final Map<String, Added> added = new ConcurrentHashMap<>();

  private final Queue<Double> first = new ConcurrentLinkedQueue<>();
  private final Queue<Double> last = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final int pages;

  private record Added(long nanos, AtomicLong pages) {}

  private ConsoleLoad(RedisAsyncCommands<String, String> async, int positions, int pages) {
    this.async = async;
    this.pages = pages;
    for (int i = 0; i < positions; i++) {
      symbols.add(Symbol.of("COIN" + i + "USDT"));
    }
  }

  public static void main(String[] args) throws Exception {
    int minutes = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    int positions = args.length > 1 ? Integer.parseInt(args[1]) : 500;
    int pages = args.length > 2 ? Integer.parseInt(args[2]) : 10;
    Optional<String> program = args.length > 3 ? Optional.of(args[3]) : Optional.empty();
    try (var redis = RedisServer.processOnly();
        var probe = new StreamProbe(redis)) {
      RedisClient client = RedisClient.create(redis.uri());
      try {
        new ConsoleLoad(client.connect().async(), positions, pages)
            .run(redis, probe, minutes, program);
      } finally {
        client.shutdown();
      }
    }
  }

  private void run(RedisServer redis, StreamProbe probe, int minutes, Optional<String> program)
      throws Exception {
    long opened = System.currentTimeMillis() - 3_600_000;
    for (int i = 0; i < symbols.size(); i++) {
      Market.open(probe, names, symbols.get(i), id(i), opened);
    }
    int port = freePort();
    Path log = Files.createTempFile("console-", ".log");
    Path collections = Files.createTempFile("console-gc-", ".log");
    ScheduledExecutorService load = Executors.newScheduledThreadPool(2);
    Map<String, String> env =
        Map.of(
            "CONSOLE_PORT",
            Integer.toString(port),
            "JDK_JAVA_OPTIONS",
            "-Xlog:gc:file=" + collections + "::filecount=0");
    ServiceProcess console =
        program.isPresent()
            ? new ServiceProcess(List.of(program.get()), redis.uri(), log, env)
            : new ServiceProcess(ServiceProcess.CONSOLE, FLAGS, redis.uri(), log, env);
    try (console) {
      probe.await(
          "the console",
          () -> "running".equals(probe.hash(names.health("console")).get("state")),
          LONGEST);
      var prices = new Prices();
      load.scheduleAtFixedRate(prices, 0, 1_000_000 / PARTS_OF_A_SECOND, TimeUnit.MICROSECONDS);
      load.scheduleAtFixedRate(this::result, 5_000, 1_000, TimeUnit.MILLISECONDS);
      for (int i = 0; i < pages; i++) {
        Thread.ofVirtual().start(() -> page(port));
      }
      System.out.printf(
          "%d positions, %d prices/s, %d pages%n", symbols.size(), symbols.size(), pages);
      System.out.println(
          "minute  CPU % of a core  PSS MB  heap after collection MB  kB/s a page"
              + "  event ms: first page p50 p99 max  last page p50 p99 max  prices/s");
      for (int minute = 1; minute <= minutes; minute++) {
        double cpu = console.cpuSeconds();
        long told = bytes.get();
        long written = prices.written.get();
        long start = System.nanoTime();
        TimeUnit.MINUTES.sleep(1);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (!console.isAlive()) {
          throw new IllegalStateException("the console ended:\n" + Files.readString(log));
        }
        System.out.printf(
            Locale.ROOT,
            "%6d  %15.1f  %6.1f  %24s  %11.1f  %30s  %21s  %8.0f%n",
            minute,
            100 * (console.cpuSeconds() - cpu) / seconds,
            console.pssMb(),
            heapMb(collections),
            (bytes.get() - told) / 1e3 / seconds / pages,
            quantiles(first),
            quantiles(last),
            (prices.written.get() - written) / seconds);
      }
    } finally {
      load.shutdownNow();
      Files.deleteIfExists(log);
      Files.deleteIfExists(collections);
    }
  }

  private static String id(int i) {
    return "%016x".formatted(i + 1);
  }

  private static int freePort() throws IOException {
    try (var any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  /** What was in use after the newest collection, as the JVM's own log says. */
  private static String heapMb(Path collections) throws IOException {
    Matcher found = COLLECTED.matcher(Files.readString(collections));
    String newest = "-";
    while (found.find()) {
      newest = found.group(1);
    }
    return newest;
  }

  private static String quantiles(Queue<Double> since) {
    List<Double> millis = new ArrayList<>();
    for (Double one = since.poll(); one != null; one = since.poll()) {
      millis.add(one);
    }
    if (millis.isEmpty()) {
      return "-";
    }
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return Arrays.stream(
            new double[] {
              sorted[sorted.length / 2],
              sorted[(int) (sorted.length * 0.99)],
              sorted[sorted.length - 1]
            })
        .mapToObj(it -> String.format(Locale.ROOT, "%.0f", it))
        .reduce((a, b) -> a + " " + b)
        .orElseThrow();
  }

  /** The whole of what a page is told, read line by line. */
  private void page(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        var in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket
          .getOutputStream()
          .write(
              ("GET /api/v1/events HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      boolean timeline = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        bytes.addAndGet(line.length() + 1L);
        if (line.startsWith("event: ")) {
          timeline = line.equals("event: timeline");
        } else if (timeline) {
          PLAN.matcher(line).results().forEach(plan -> told(plan.group(1)));
        }
      }
    } catch (IOException _) {
      // the console has ended
    }
  }

  private void told(String plan) {
    Added it = added.get(plan);
    if (it == null) {
      return;
    }
    double millis = (System.nanoTime() - it.nanos()) / 1e6;
    long told = it.pages().incrementAndGet();
    if (told == 1) {
      first.add(millis);
    }
    if (told == pages) {
      last.add(millis);
      added.remove(plan);
    }
  }

  /** A harvest of one of the positions. */
  private void result() {
    long now = System.currentTimeMillis();
    int i = (int) (now / 1_000 % symbols.size());
    String plan = "%016x".formatted(now);
    added.put(plan, new Added(System.nanoTime(), new AtomicLong()));
    async.xadd(
        names.applyResult(),
        Map.ofEntries(
            Map.entry("plan_id", plan),
            Map.entry("symbol", symbols.get(i).name()),
            Map.entry("position_id", id(i)),
            Map.entry("action", "PARTIAL_25"),
            Map.entry("status", "FILLED"),
            Map.entry("executed", "True"),
            Map.entry("reduceOnly", "True"),
            Map.entry("position_side", "LONG"),
            Map.entry("price", "104"),
            Map.entry("filled_qty", "0.1"),
            Map.entry("realized_pnl", "0.4"),
            Map.entry("source", "apply_layer"),
            Map.entry("timestamp", EventTime.format(now))));
  }

  /** Each symbol once a second, a twentieth of them at a time. */
  private final class Prices implements Runnable {
    private final AtomicLong written = new AtomicLong();
    private final double[] prices = new double[symbols.size()];
    private final Random random = new Random(7);
    private long round;

    Prices() {
      for (int i = 0; i < prices.length; i++) {
        prices[i] = ENTRY + 1.5 + i % 7;
      }
    }

    @Override
    public void run() {
      long now = System.currentTimeMillis();
      List<RedisFuture<?>> all = new ArrayList<>();
      if (round % PARTS_OF_A_SECOND == 0) {
        SERVICES.forEach(
            service -> all.add(async.hset(names.health(service), alive(service, now))));
      }
      for (int i = (int) (round % PARTS_OF_A_SECOND); i < prices.length; i += PARTS_OF_A_SECOND) {
        prices[i] += random.nextGaussian() * 0.05;
        Price price = Price.of(String.format(Locale.ROOT, "%.4f", prices[i]));
        all.add(
            async.hset(
                names.ticker(symbols.get(i)),
                new Ticker(price, Optional.empty(), now, now).encode()));
        all.add(async.hset(names.position(symbols.get(i)), judged(i, price, now).encode()));
        written.incrementAndGet();
      }
      round++;
      LettuceFutures.awaitAll(LONGEST, all.toArray(RedisFuture<?>[]::new));
    }

    private Map<String, String> alive(String service, long now) {
      Map<String, String> hash =
          new TreeMap<>(
              new HealthRecord(
                      4_711,
                      "1",
                      now - 3_600_000,
                      Optional.of(now),
                      0,
                      0,
                      "running",
                      "",
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty())
                  .encode());
      if (service.equals("harvest-brain") || service.equals("exitbrain")) {
        hash.put("mode", "live");
      }
      return hash;
    }

    private Evaluation judged(int i, Price price, long now) {
      return new Evaluation(
          new PositionId(id(i)),
          price,
          BigDecimal.ZERO,
          (prices[i] - ENTRY) / RISK,
          0.4 + prices[i] % 1 / 10,
          3_600,
          Price.of("109"),
          Price.of("99"),
          "NONE",
          new TreeSet<>(),
          new TreeSet<>(),
          new TreeMap<>(),
          Optional.empty(),
          false,
          0,
          0,
          0,
          0,
          Set.of(),
          KillMemory.NONE,
          now);
    }
  }
}
