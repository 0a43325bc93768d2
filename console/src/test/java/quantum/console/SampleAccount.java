package quantum.console;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import quantum.contracts.ClosedPosition;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.EventTime;
import quantum.contracts.HealthRecord;
import quantum.contracts.LimitsRecord;
import quantum.contracts.Liquidations;
import quantum.contracts.Names;
import quantum.contracts.Ticker;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/**
 * An account as the services leave it in Redis: for tests, and by {@link #main} for people who look
 * at the page.
 */
final class SampleAccount {
  private static final Names NAMES = new Names("quantum");
  private static final long MINUTE = 60_000;
  private static final Map<String, Double> ENTRIES = new LinkedHashMap<>();

  static {
    ENTRIES.put("BTCUSDT", 96_420.5);
    ENTRIES.put("ETHUSDT", 3_412.85);
    ENTRIES.put("SOLUSDT", 187.42);
    ENTRIES.put("SUIUSDT", 3.8415);
    ENTRIES.put("ENAUSDT", 0.6172);
    ENTRIES.put("LAYERUSDT", 1.2904);
    ENTRIES.put("DOGEUSDT", 0.41233);
  }

  private final Redis redis;
  private final Random random = new Random(7);

  SampleAccount(Redis redis) {
    this.redis = redis;
  }

  /** Seeds the Redis at the address and lets its prices move until it is ended. */
  public static void main(String[] args) throws InterruptedException {
    try (Redis redis = Redis.connect(new RedisSettings(args[0], "quantum"), "sample")) {
      SampleAccount sample = new SampleAccount(redis);
      int copies = args.length > 1 ? Integer.parseInt(args[1]) : 0;
      sample.everything();
      for (int i = 0; i < copies; i++) {
        sample.position("COIN" + i + "USDT", 100, 101.5 + i % 7, "LONG", "resting", "2");
      }
      for (int second = 0; ; second++) {
        TimeUnit.SECONDS.sleep(1);
        sample.services();
        sample.move(second, copies);
      }
    }
  }

  /** Seven positions in different straits, a history of closed ones, alarms, a dead letter. */
  void everything() {
    services();
    position("BTCUSDT", 96_420.5, 101_870.2, "LONG", "resting", "2");
    position("ETHUSDT", 3_412.85, 3_388.1, "LONG", "resting", "");
    position("SOLUSDT", 187.42, 176.9, "SHORT", "resting", "2");
    position("SUIUSDT", 3.8415, 3.921, "LONG", "pending", "");
    position("ENAUSDT", 0.6172, 0.6931, "LONG", "resting", "2,4");
    position("LAYERUSDT", 1.2904, 1.2787, "LONG", "missing", "");
    position("DOGEUSDT", 0.41233, 0.40871, "SHORT", "resting", "");
    long now = System.currentTimeMillis();
    result("ENTRY_PROPOSED", "BTCUSDT", now - 170 * MINUTE, "96420.5", "0.2", null, "94492.1", "");
    result("UPDATE_SL", "BTCUSDT", now - 110 * MINUTE, null, null, null, "95210.6", "profit_lock");
    result(
        "PARTIAL_25",
        "BTCUSDT",
        now - 95 * MINUTE,
        "100310.4",
        "0.05",
        "194.49",
        null,
        "harvest_partial_25");
    result("UPDATE_SL", "BTCUSDT", now - 60 * MINUTE, null, null, null, "96613.3", "profit_lock");
    result("ENTRY_PROPOSED", "ENAUSDT", now - 160 * MINUTE, "0.6172", "42000", null, "0.6049", "");
    result(
        "PARTIAL_25",
        "ENAUSDT",
        now - 80 * MINUTE,
        "0.6424",
        "10500",
        "264.6",
        null,
        "harvest_partial_25");
    result(
        "PARTIAL_50",
        "ENAUSDT",
        now - 20 * MINUTE,
        "0.6671",
        "15750",
        "785.92",
        null,
        "harvest_partial_50");
    result(
        "PARTIAL_25",
        "SOLUSDT",
        now - 33 * MINUTE,
        "179.91",
        "60",
        "450.6",
        null,
        "harvest_partial_25");
    result(
        "FULL_CLOSE_PROPOSED",
        "XRPUSDT",
        now - 12 * MINUTE,
        "2.1402",
        "9000",
        "-88.2",
        null,
        "kill_score_triggered");
    refused("SUIUSDT", now - 9 * MINUTE, "SKIP_OPEN_COOLDOWN");
    redis.commands().del(NAMES.positionsClosed());
    for (int i = 0; i < 140; i++) {
      closed(i, now - (140 - i) * 7 * 60 * MINUTE);
    }
    redis.commands().xadd(NAMES.positionClosed(), Map.of("position_id", "closed139"));
    redis.commands().hset(NAMES.limits(), limits(now));
    redis
        .commands()
        .hset(
            NAMES.liquidation(),
            new Liquidations(
                    Map.of(
                        new Liquidations.Leg(Symbol.of("BTCUSDT"), Side.LONG), Price.of("61234.5"),
                        new Liquidations.Leg(Symbol.of("SOLUSDT"), Side.SHORT), Price.of("402.17")),
                    now)
                .encode());
    redis
        .commands()
        .xadd(
            NAMES.alert(),
            Map.of(
                "kind",
                "STOP_MISSING",
                "severity",
                "critical",
                "service",
                "apply-layer",
                "symbol",
                "LAYERUSDT",
                "text",
                "the stop of LAYERUSDT does not rest at the exchange",
                "since",
                EventTime.format(now - 90_000),
                "count",
                "3",
                "resolved",
                "false",
                "timestamp",
                EventTime.format(now - 5_000)));
    redis
        .commands()
        .xadd(
            NAMES.deadLetter(),
            Map.of(
                "stream",
                "quantum:stream:trade.intent",
                "id",
                "1764300000000-0",
                "consumer",
                "quantum:group:intent_bridge:1",
                "error",
                "qty is 'abc', must be a number"));
  }

  void services() {
    long now = System.currentTimeMillis();
    for (String service :
        List.of(
            "market-state",
            "intent-bridge",
            "apply-layer",
            "harvest-brain",
            "exitbrain",
            "risk-proposal",
            "harvest-proposal-publisher")) {
      Map<String, String> hash =
          new TreeMap<>(
              new HealthRecord(
                      4_711,
                      "1.2.3",
                      now - 7_260_000,
                      Optional.of(now - 400),
                      0,
                      0,
                      "running",
                      "",
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty())
                  .encode());
      switch (service) {
        case "harvest-brain" -> hash.put("mode", "live");
        case "exitbrain" -> {
          hash.put("mode", "live");
          hash.put("watched_at", EventTime.format(now));
        }
        case "apply-layer" -> hash.put("stream_age_ms", "900");
        default -> {}
      }
      redis.commands().hset(NAMES.health(service), hash);
    }
    redis
        .commands()
        .hset(
            NAMES.settings("market-state"),
            Map.of("MARKET_REST_URL", "http://127.0.0.1:8190", "SYMBOLS", "BTCUSDT"));
    redis.commands().hset(NAMES.settings("apply-layer"), Map.of("VENUE", "paper"));
  }

  /** A position with a stop 2 % from its entry, or behind it once a level is taken. */
  void position(
      String symbol, double entry, double price, String side, String stopState, String taken) {
    long now = System.currentTimeMillis();
    int direction = side.equals("LONG") ? 1 : -1;
    BigDecimal risk = round(entry * 0.02);
    Map<String, String> hash = new TreeMap<>();
    hash.put("symbol", symbol);
    hash.put("side", side);
    BigDecimal initial = new BigDecimal(20_000 / entry).round(new MathContext(3));
    hash.put("initial_qty", initial.toPlainString());
    hash.put(
        "qty",
        initial
            .multiply(new BigDecimal(taken.isEmpty() ? "1" : taken.length() > 1 ? "0.375" : "0.75"))
            .toPlainString());
    hash.put("entry_price", round(entry).toPlainString());
    hash.put("entry_risk", risk.toPlainString());
    hash.put(
        "stop_loss",
        round(taken.isEmpty() ? entry * (1 - 0.02 * direction) : entry * (1 + 0.002 * direction))
            .toPlainString());
    hash.put("position_id", "id" + symbol.toLowerCase(Locale.ROOT));
    hash.put("leverage", "10");
    hash.put("opened_at", EventTime.format(now - 170 * MINUTE));
    hash.put("stop_since", EventTime.format(now - 60 * MINUTE));
    hash.put("stop_state", stopState);
    hash.put("realized_pnl", taken.isEmpty() ? "0" : taken.length() > 1 ? "1050.52" : "194.49");
    hash.put("source", "apply_layer");
    hash.putAll(evaluation(hash.get("position_id"), price, entry, direction, taken, now).encode());
    redis.commands().hset(NAMES.position(Symbol.of(symbol)), hash);
    redis.commands().sadd(NAMES.positionsOpen(), symbol);
    price(symbol, price);
    minutes(symbol, entry, price, now);
    redis
        .commands()
        .hset(
            NAMES.marketStatePrefix() + symbol,
            Map.of(
                "sigma",
                "0.0009",
                "ts",
                "0.08",
                "mu",
                "0",
                "p_trend",
                "0.31",
                "p_mr",
                "0.33",
                "p_chop",
                "0.36",
                "dp",
                "0",
                "vr",
                "1",
                "price",
                round(price).toPlainString(),
                "updated_at",
                EventTime.format(now)));
  }

  private Evaluation evaluation(
      String id, double price, double entry, int direction, String taken, long now) {
    TreeSet<BigDecimal> levels = new TreeSet<>();
    for (String level : taken.split(",")) {
      if (!level.isEmpty()) {
        levels.add(new BigDecimal(level));
      }
    }
    double peak = direction > 0 ? Math.max(price, entry) * 1.006 : Math.min(price, entry) * 0.994;
    return new Evaluation(
        new PositionId(id),
        new Price(round(price)),
        BigDecimal.ZERO,
        (price - entry) * direction / (entry * 0.02),
        0.512 + (price * 1000 % 60) / 1000,
        10_200,
        new Price(round(peak)),
        new Price(round(entry * (1 - 0.006 * direction))),
        "NONE",
        levels,
        levels,
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

  void price(String symbol, double price) {
    long now = System.currentTimeMillis();
    redis
        .commands()
        .hset(
            NAMES.ticker(Symbol.of(symbol)),
            new Ticker(new Price(round(price)), Optional.empty(), now, now).encode());
  }

  private void move(int second, int copies) {
    ENTRIES.forEach(
        (symbol, entry) -> {
          String text = redis.commands().hget(NAMES.ticker(Symbol.of(symbol)), "markPrice");
          price(symbol, Double.parseDouble(text) * (1 + random.nextGaussian() * 0.0004));
        });
    for (int i = 0; i < copies; i++) {
      price("COIN" + i + "USDT", 101.5 + i % 7 + random.nextGaussian() * 0.2);
    }
  }

  private void minutes(String symbol, double entry, double price, long now) {
    String key = NAMES.minutes("127.0.0.1:8190", Symbol.of(symbol));
    redis.commands().del(key);
    List<String> entries = new ArrayList<>();
    int count = 300;
    double level = entry * 0.985;
    for (int i = 0; i < count; i++) {
      double target = i < 130 ? entry : entry + (price - entry) * (i - 130) / 170.0;
      level += (target - level) * 0.05 + entry * 0.0016 * random.nextGaussian();
      long at = (now / MINUTE - count + i) * MINUTE;
      entries.add(at + ":" + round(i == count - 1 ? price : level).toPlainString());
    }
    redis.commands().rpush(key, entries.toArray(String[]::new));
  }

  /** A plan and what became of it. */
  void result(
      String action,
      String symbol,
      long at,
      String price,
      String qty,
      String profit,
      String stop,
      String reason) {
    String plan = "%016x".formatted(random.nextLong());
    String id = "id" + symbol.toLowerCase(Locale.ROOT);
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("plan_id", plan);
    asked.put("symbol", symbol);
    asked.put("action", action);
    asked.put("source", "harvest_brain");
    asked.put("reason", reason);
    asked.put("position_id", id);
    asked.put("timestamp", EventTime.format(at));
    asked.put("R_net", "2.02");
    asked.put("kill_score", "0.531");
    if (stop != null) {
      asked.put("stop_loss", stop);
    }
    redis.commands().xadd(NAMES.applyPlan(), asked);
    Map<String, String> done = new LinkedHashMap<>(asked);
    done.keySet().removeAll(List.of("R_net", "kill_score", "reason"));
    done.put("source", "apply_layer");
    done.put("status", "FILLED");
    done.put("executed", "True");
    done.put("reduceOnly", action.startsWith("ENTRY") ? "False" : "True");
    done.put("position_side", "LONG");
    if (price != null) {
      done.put("price", price);
      done.put("filled_qty", qty);
    }
    if (profit != null) {
      done.put("realized_pnl", profit);
    }
    redis.commands().xadd(NAMES.applyResult(), done);
  }

  private void refused(String symbol, long at, String why) {
    redis
        .commands()
        .xadd(
            NAMES.applyResult(),
            Map.of(
                "plan_id",
                "00000000000000aa",
                "symbol",
                symbol,
                "action",
                "ENTRY_PROPOSED",
                "status",
                "SKIPPED",
                "executed",
                "False",
                "error",
                why,
                "source",
                "apply_layer",
                "timestamp",
                EventTime.format(at)));
  }

  private void closed(int i, long at) {
    double r =
        random.nextDouble() < 0.44 ? -1.02 + random.nextDouble() * 0.5 : random.nextDouble() * 3.4;
    double best = Math.max(r, 0) + random.nextDouble() * 1.6;
    String symbol = ENTRIES.keySet().stream().skip(i % ENTRIES.size()).findFirst().orElseThrow();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("position_id", "closed" + i);
    fields.put("symbol", symbol);
    fields.put("side", i % 3 == 0 ? "SHORT" : "LONG");
    fields.put("opened_at", EventTime.format(at - 90 * MINUTE));
    fields.put("closed_at", EventTime.format(at));
    fields.put("entry_price", "100");
    fields.put("exit_price", round(i % 3 == 0 ? 100 - r * 2 : 100 + r * 2).toPlainString());
    fields.put("initial_qty", "50");
    fields.put("entry_risk", "2");
    fields.put("realized_pnl", round(r * 100).toPlainString());
    fields.put("commission", "0.9");
    fields.put("funding", "-0.1");
    fields.put("peak_price", round(i % 3 == 0 ? 100 - best * 2 : 100 + best * 2).toPlainString());
    fields.put("trough_price", i % 3 == 0 ? "100.8" : "99.2");
    fields.put("tranches", r > 2 ? "2" : "");
    fields.put(
        "exit_reason",
        r < 0 ? "exchange_stop" : i % 4 == 0 ? "kill_score_triggered" : "exchange_stop");
    fields.put("source", "apply_layer");
    if (ClosedPosition.decode(fields) instanceof Decoded.Ok<ClosedPosition>(var closed, _)) {
      redis.commands().zadd(NAMES.positionsClosed(), at / 1000.0, closed.member());
    } else {
      throw new IllegalStateException("no closed position: " + fields);
    }
  }

  private static Map<String, String> limits(long now) {
    return new LimitsRecord(
            now - now % 86_400_000,
            new BigDecimal("25400"),
            BigDecimal.ZERO,
            new BigDecimal("26815.42"),
            BigDecimal.ZERO,
            new BigDecimal("27102.18"),
            1,
            0,
            "",
            new BigDecimal("1000"),
            new BigDecimal("10"),
            5,
            now)
        .encode();
  }

  private static BigDecimal round(double value) {
    return BigDecimal.valueOf(value)
        .setScale(
            Math.abs(value) > 1000 ? 1 : Math.abs(value) > 10 ? 2 : 5, RoundingMode.HALF_EVEN);
  }
}
