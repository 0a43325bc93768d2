package quantum.benchmarks;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/**
 * An exit's way through apply-layer: from the XADD of its plan to the order's answer of the
 * exchange and to its result, on the paper exchange over loopback, both as processes. Then ten
 * symbols at once, and what was asked of the exchange for each exit.
 */
public final class ExitBenchmark {
  private static final Names NAMES = new Names(Names.DEFAULT_NAMESPACE);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int SYMBOLS = 10;
  private static final int WARM_UP = 100;
  private static final int EXITS = 300;
  private static final int AT_ONCE = 100;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static int number;

  private ExitBenchmark() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("exits-");
    int port = freePort();
    for (int i = 0; i < SYMBOLS; i++) {
      candles(folder, symbol(i));
    }
    try (var redis = RedisServer.processOnly();
        var probe = new StreamProbe(redis);
        var paper =
            new ServiceProcess(
                ServiceProcess.PAPER_EXCHANGE,
                ServiceProcess.PRODUCTION_FLAGS,
                redis.uri(),
                folder.resolve("paper.log"),
                Map.of(
                    "PAPER_PORT", Integer.toString(port),
                    "PAPER_PRICES_DIR", folder.toString(),
                    "PAPER_BALANCE", "1000000000",
                    "PAPER_API_KEY", "k",
                    "PAPER_API_SECRET", "s"));
        var apply =
            new ServiceProcess(
                ServiceProcess.APPLY_LAYER,
                ServiceProcess.PRODUCTION_FLAGS,
                redis.uri(),
                folder.resolve("apply.log"),
                environment(port))) {
      send("POST", port, "/paper/advance?ticks=1");
      probe.await(
          "apply-layer",
          () -> "running".equals(probe.hash(NAMES.health("apply-layer")).get("state")),
          LONGEST);
      for (int i = 0; i < SYMBOLS; i++) {
        send("POST", port, "/paper/advance?ticks=1");
        open(probe, symbol(i));
      }
      Thread.sleep(3_000); // the private stream, and what comes after a start
      try (var fills = new FillListener(port)) {
        alone(probe, port, fills);
      }
      together(probe, port);
      System.out.printf("%d MB and %d MB resident%n", apply.residentMb(), paper.residentMb());
    }
  }

  private static Map<String, String> environment(int paper) {
    Map<String, String> env = new HashMap<>();
    env.put("VENUE_REST_URL", "http://127.0.0.1:" + paper);
    env.put("VENUE_STREAM_URL", "ws://127.0.0.1:" + paper);
    env.put("BINANCE_API_KEY", "k");
    env.put("BINANCE_API_SECRET", "s");
    env.put("APPLY_ALLOWLIST", "*");
    env.put("APPLY_PRICE_SILENCE_SEC", "0");
    env.put("LOG_LEVEL", "WARN");
    return env;
  }

  private static void alone(StreamProbe probe, int port, FillListener fills) throws Exception {
    double[] accepted = new double[EXITS];
    double[] done = new double[EXITS];
    for (int i = -WARM_UP; i < EXITS; i++) {
      if (i == 0) {
        // what a start makes it ask for first has passed by then
        TimeUnit.SECONDS.sleep(60);
        send("DELETE", port, "/paper/calls");
      }
      String last = lastId(probe);
      long begun = System.nanoTime();
      String plan = partial(probe, symbol(0));
      probe.awaitAfter(
          NAMES.applyResult(), last, entry -> plan.equals(entry.get("plan_id")), LONGEST);
      long end = System.nanoTime();
      long told = fills.filledNanos(plan);
      if (i >= 0) {
        accepted[i] = (told - begun) / 1e6;
        done[i] = (end - begun) / 1e6;
      }
    }
    print("plan → order accepted and told", accepted, "3 ms");
    print("plan → result", done, "6 ms");
    System.out.println("calls for " + EXITS + " exits: " + send("GET", port, "/paper/calls"));
  }

  private static void together(StreamProbe probe, int port) throws Exception {
    send("DELETE", port, "/paper/calls");
    String last = lastId(probe);
    List<String> plans = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < AT_ONCE; i++) {
      for (int s = 0; s < SYMBOLS; s++) {
        plans.add(partial(probe, symbol(s)));
      }
    }
    probe.await(
        "all results",
        () ->
            probe.pending(NAMES.applyPlan(), Names.GROUP_APPLY_LAYER) == 0
                && probe.lag(NAMES.applyPlan(), Names.GROUP_APPLY_LAYER) == 0,
        LONGEST);
    double seconds = (System.nanoTime() - begun) / 1e9;
    long filled =
        probe.commands().xrange(NAMES.applyResult(), Range.unbounded()).stream()
            .filter(message -> message.getId().compareTo(last) > 0)
            .filter(message -> "apply_layer".equals(message.getBody().get("source")))
            .filter(message -> "FILLED".equals(message.getBody().get("status")))
            .count();
    System.out.printf(
        Locale.ROOT,
        "%d symbols at once: %d of %d closes filled in %.2f s, %.0f closes/s (needed: 400), calls %s%n",
        SYMBOLS,
        filled,
        plans.size(),
        seconds,
        plans.size() / seconds,
        send("GET", port, "/paper/calls"));
  }

  private static void print(String what, double[] millis, String needed) {
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%s: median %.2f ms, p99 %.2f ms, max %.2f ms of %d (needed: median %s)%n",
        what,
        millis[millis.length / 2],
        millis[millis.length * 99 / 100],
        millis[millis.length - 1],
        millis.length,
        needed);
  }

  private static Symbol symbol(int i) {
    return Symbol.of("COIN" + i + "USDT");
  }

  private static void open(StreamProbe probe, Symbol symbol) {
    String plan = nextPlan();
    probe.xadd(
        NAMES.applyPlan(),
        fields(
            plan,
            symbol,
            "action",
            "ENTRY_PROPOSED",
            "side",
            "BUY",
            "qty",
            "4000",
            "entry_price",
            "100",
            "stop_loss",
            "90",
            "leverage",
            "5"));
    probe.await(
        NAMES.applyResult(),
        entry -> plan.equals(entry.get("plan_id")) && "FILLED".equals(entry.get("status")),
        LONGEST);
  }

  /** A small part, so that there is always something left to close. */
  private static String partial(StreamProbe probe, Symbol symbol) {
    String plan = nextPlan();
    probe.xadd(
        NAMES.applyPlan(),
        fields(
            plan,
            symbol,
            "action",
            "PARTIAL_25",
            "steps",
            "[{\"type\":\"market_reduce_only\",\"pct\":0.1}]"));
    return plan;
  }

  private static Map<String, String> fields(String plan, Symbol symbol, String... more) {
    Map<String, String> fields = new HashMap<>();
    fields.put("plan_id", plan);
    fields.put("symbol", symbol.name());
    fields.put("source", "benchmark");
    fields.put("timestamp", Double.toString(System.currentTimeMillis() / 1000.0));
    for (int i = 0; i < more.length; i += 2) {
      fields.put(more[i], more[i + 1]);
    }
    return fields;
  }

  private static String nextPlan() {
    return String.format("%016x", 0xbe00000000L + number++);
  }

  private static String lastId(StreamProbe probe) {
    var last = probe.commands().xrevrange(NAMES.applyResult(), Range.unbounded(), Limit.from(1));
    return last.isEmpty() ? "0" : last.getFirst().getId();
  }

  private static void candles(Path folder, Symbol symbol) throws IOException {
    long open = System.currentTimeMillis() / 60_000 * 60_000;
    StringBuilder csv = new StringBuilder("open_time_ms,open,high,low,close,volume\n");
    for (int i = 0; i < 3; i++) {
      csv.append(open + i * 60_000L).append(",100,100,100,100,1\n");
    }
    Files.writeString(folder.resolve(symbol + "-1m.csv"), csv.toString());
  }

  private static String send(String method, int port, String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    for (int tries = 0; ; tries++) {
      try {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
      } catch (IOException e) {
        if (tries == 50) {
          throw e;
        }
        Thread.sleep(200);
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
