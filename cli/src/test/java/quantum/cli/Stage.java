package quantum.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntBiFunction;
import quantum.cli.verb.Desk;
import quantum.contracts.ClosedPosition;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.EventTime;
import quantum.contracts.HealthRecord;
import quantum.contracts.LeaseRecord;
import quantum.contracts.Names;
import quantum.contracts.Ticker;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.AclFile;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Redis with keys as services leave them, and the command that looks at it. */
final class Stage implements AutoCloseable {
  static final Names NAMES = new Names("quantum");
  static final List<String> CORE =
      List.of("market-state", "intent-bridge", "apply-layer", "harvest-brain", "exitbrain");

  final RedisServer server = RedisServer.shared();
  final StreamProbe redis = new StreamProbe(server);
  final long now = System.currentTimeMillis();

  /** What the command answered. */
  record Shown(int code, String out, String err) {
    JsonNode json() {
      return JsonMapper.shared().readTree(out);
    }

    List<String> lines() {
      return out.lines().toList();
    }
  }

  Stage() {
    redis.flush();
  }

  Shown run(String... args) {
    return runAt(server.uri(), args);
  }

  /** As a user of deploy/redis/quantum.acl. */
  Shown runAs(String user, String... args) {
    return runAt(AclFile.enable(server, redis, user), args);
  }

  static Shown runAt(String uri, String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--redis-url", uri, "--namespace", "quantum"));
    return plain(all.toArray(String[]::new));
  }

  /** Where a person answers each question with this. */
  Shown answering(String answer, String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--redis-url", server.uri(), "--namespace", "quantum"));
    return captured(
        (out, err) ->
            Quantum.run(
                new Desk(out, err, false, Optional.of(() -> answer)),
                out,
                err,
                all.toArray(String[]::new)));
  }

  private static Shown captured(ToIntBiFunction<PrintStream, PrintStream> command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        command.applyAsInt(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Shown(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Without a word about Redis. */
  static Shown plain(String... args) {
    return captured((out, err) -> Quantum.run(out, err, args));
  }

  /** All core services run, harvest-brain and exitbrain live. */
  void allRunning() {
    CORE.forEach(service -> health(service, "running", Map.of()));
    health("harvest-brain", "running", Map.of("mode", "live"));
    health("exitbrain", "running", Map.of("mode", "live", "watched_at", EventTime.format(now)));
    health("apply-layer", "running", Map.of("stream_age_ms", "900"));
  }

  void health(String service, String state, Map<String, String> more) {
    Map<String, String> hash =
        new TreeMap<>(
            new HealthRecord(
                    4711,
                    "1.2.3",
                    now - 7_260_000,
                    Optional.of(now - 1_000),
                    0,
                    0,
                    state,
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())
                .encode());
    hash.putAll(more);
    redis.commands().hset(NAMES.health(service), hash);
  }

  /**
   * Which instance of a service acts.
   *
   * @param untilMillis wall clock
   */
  void lease(String service, long untilMillis) {
    redis
        .commands()
        .hset(
            NAMES.lease(service),
            new LeaseRecord(7, "one", 4711, now - 7_260_000, "", now - 7_000_000, untilMillis)
                .encode());
  }

  /** Another instance of it waits. */
  void standby(String service) {
    health(service, "standby", Map.of("reason", "one, pid 4711 acts since 2026-11-28T01:00:00Z"));
    redis.commands().rename(NAMES.health(service), NAMES.standby(service));
  }

  /** What a service shows that it runs with. */
  void settings(String service, Map<String, String> values) {
    redis.commands().hset(NAMES.settings(service), values);
  }

  /** A long position with a resting stop at 98 % of its entry, and a price. */
  void position(String symbol, String entry, String price, Map<String, String> more) {
    Map<String, String> hash = new TreeMap<>();
    hash.put("symbol", symbol);
    hash.put("side", "LONG");
    hash.put("qty", "1.5");
    hash.put("initial_qty", "2");
    hash.put("entry_price", entry);
    hash.put(
        "stop_loss",
        new BigDecimal(entry)
            .multiply(new BigDecimal("0.98"))
            .stripTrailingZeros()
            .toPlainString());
    hash.put("position_id", "id" + symbol.toLowerCase(java.util.Locale.ROOT));
    hash.put("opened_at", EventTime.format(now - 3_600_000));
    hash.put("stop_state", "resting");
    hash.put("source", "apply_layer");
    hash.putAll(evaluation(hash.get("position_id"), price).encode());
    hash.putAll(more);
    redis.commands().hset(NAMES.position(Symbol.of(symbol)), hash);
    redis.commands().sadd(NAMES.positionsOpen(), symbol);
    price(symbol, price, 1_000);
  }

  void price(String symbol, String price, long agoMillis) {
    redis
        .commands()
        .hset(
            NAMES.ticker(Symbol.of(symbol)),
            new Ticker(Price.of(price), Optional.empty(), now - agoMillis, now - agoMillis)
                .encode());
  }

  /** A position of 1 at 100 with a risk of 10, that ended so many minutes ago. */
  void ended(
      String id,
      String symbol,
      String side,
      int minutesAgo,
      String profit,
      String reason,
      Map<String, String> more) {
    long closedAt = now - minutesAgo * 60_000L;
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("position_id", id);
    fields.put("symbol", symbol);
    fields.put("side", side);
    fields.put("opened_at", EventTime.format(closedAt - 3_600_000));
    fields.put("closed_at", EventTime.format(closedAt));
    fields.put("entry_price", "100");
    fields.put("exit_price", "121");
    fields.put("initial_qty", "1");
    fields.put("entry_risk", "10");
    fields.put("realized_pnl", profit);
    fields.put("commission", "0.6");
    fields.put("commission_assets", "BNB:0.001");
    fields.put("funding", "-0.4");
    fields.put("funding_assets", "BNFCR:-0.4");
    fields.put("peak_price", side.equals("LONG") ? "130" : "70");
    fields.put("trough_price", "100");
    fields.put("exit_reason", reason);
    fields.put("leverage", "5");
    fields.putAll(more);
    ClosedPosition closed = ((Decoded.Ok<ClosedPosition>) ClosedPosition.decode(fields)).value();
    redis.commands().zadd(NAMES.positionsClosed(), closedAt / 1000.0, closed.member());
  }

  private Evaluation evaluation(String id, String price) {
    return new Evaluation(
        new PositionId(id),
        Price.of(price),
        BigDecimal.ZERO,
        1.23456,
        0.5,
        3600,
        Price.of(price),
        Price.of(price),
        "NONE",
        new TreeSet<>(),
        new TreeSet<>(List.of(new BigDecimal("2"))),
        new TreeMap<>(),
        Optional.empty(),
        false,
        0,
        0,
        0,
        0,
        java.util.Set.of(),
        KillMemory.NONE,
        now);
  }

  @Override
  public void close() {
    redis.close();
  }
}
