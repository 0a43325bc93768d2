package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import quantum.contracts.EventTime;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.OddValues;

/**
 * Entries of every stream with one to three fields made odd, thrown at the running chain: no
 * service ends, no position loses its stop, nothing opens that was not clearly asked for.
 *
 * <p>Run by hand, it is no part of the build: {@code mvn -B -pl system-tests -am verify -Dtest=none
 * -Dit.test=InputFuzz -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfailsafe.failIfNoSpecifiedTests=false -Dfuzz.entries=1000000}; {@code -Dfuzz.seed} repeats a
 * run.
 */
class InputFuzz {
  private static final int CHUNK = 2_000;
  private static final List<String> HELD = List.of("HELDAUSDT", "HELDBUSDT", "HELDCUSDT");
  private static final List<String> FLAT = List.of("FLATAUSDT", "FLATBUSDT", "FLATCUSDT");
  private static final List<String> FOREIGN = List.of("FOREIGNAUSDT", "FOREIGNBUSDT");
  private static final BigDecimal STOP = new BigDecimal("98");

  /** Each makes an entry one that may not be meant. */
  private static final List<Map.Entry<String, String>> UNCLEAR =
      List.of(
          Map.entry("reduce_only", "yes"),
          Map.entry("reduce_only", "Y"),
          Map.entry("reduceOnly", "1.0"),
          Map.entry("closePosition", "on"),
          Map.entry("closePosition", "true"),
          Map.entry("dry_run", "yes"),
          Map.entry("dry_run", "2"),
          Map.entry("intent_type", "CLOSE_OPEN_POSITION"),
          Map.entry("intent_type", "SKIP_ENTRY"),
          Map.entry("side", "UP"),
          Map.entry("side", "None"),
          Map.entry("qty", "-1"),
          Map.entry("qty", "nan"),
          Map.entry("qty", "1,5"),
          Map.entry("leverage", "ten"),
          Map.entry("stop_loss", "n/a"),
          Map.entry("stop_loss", "102"),
          Map.entry("sl_pct", "-2"),
          Map.entry("payload", "{\"reduce_only\":"),
          Map.entry("symbol", "BTC USDT"));

  /** As {@link #UNCLEAR}, of a plan. */
  private static final List<Map.Entry<String, String>> UNCLEAR_PLAN =
      List.of(
          Map.entry("decision", "SKIP"),
          Map.entry("decision", "BLOCKED"),
          Map.entry("reduceOnly", "yes"),
          Map.entry("reduceOnly", "true"),
          Map.entry("dry_run", "on"),
          Map.entry("side", "UP"),
          Map.entry("qty", "None"),
          Map.entry("entry_price", "abc"),
          Map.entry("stop_loss", "x"),
          Map.entry("action", "ENTRY"));

  private static Chain chain;
  private static RedisCommands<String, String> redis;
  private final long seed = Long.getLong("fuzz.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<String, Long> sent = new TreeMap<>();
  private long reopened;

  @BeforeAll
  static void start() {
    Set<String> symbols = new TreeSet<>(HELD);
    symbols.addAll(FLAT);
    symbols.addAll(FOREIGN);
    chain = Chain.prepare("fuzz", symbols, Map.of()).started();
    redis = chain.probe().commands();
  }

  @AfterAll
  static void stop() {
    chain.close();
  }

  @Test
  void oddEntries_costNoServiceNoStopAndOpenNothing() {
    long entries = Long.getLong("fuzz.entries", 100_000);
    System.out.println("fuzz: seed " + seed + ", " + entries + " entries");
    int restarts = chain.suite().restarts();
    Map<String, Long> pids = chain.suite().pids();
    FLAT.forEach(symbol -> chain.price(symbol, "100"));
    long began = System.nanoTime();
    for (long done = 0; done < entries; done += CHUNK) {
      HELD.forEach(this::hold);
      for (int i = 0; i < CHUNK; i++) {
        send();
      }
      chain.settle();
      HELD.forEach(InputFuzz::assertStopped);
      for (String symbol : FLAT) {
        assertThat(chain.orders(symbol)).as("orders of %s, seed %d", symbol, seed).isEmpty();
      }
      assertThat(chain.suite().pids()).as("seed %d", seed).isEqualTo(pids);
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    System.out.println(
        "fuzz: sent " + sent + " in " + seconds + " s, positions opened " + reopened);
    System.out.println(
        "fuzz: dead letters ever "
            + entriesAdded(chain.names().deadLetter())
            + ", plans "
            + entriesAdded(chain.names().applyPlan())
            + ", results "
            + entriesAdded(chain.names().applyResult())
            + ", alerts "
            + entriesAdded(chain.names().alert()));
    for (String symbol : HELD) {
      if (!chain.position(symbol).isEmpty()) {
        chain.price(symbol, "97");
        chain
            .probe()
            .await(
                symbol + " is closed by its stop",
                () -> chain.position(symbol).isEmpty(),
                Chain.LONGEST);
      }
    }
    assertThat(chain.suite().restarts()).isEqualTo(restarts);
  }

  private static long entriesAdded(String stream) {
    List<Object> info = redis.xinfoStream(stream);
    for (int i = 0; i + 1 < info.size(); i += 2) {
      if ("entries-added".equals(info.get(i))) {
        return ((Number) info.get(i + 1)).longValue();
      }
    }
    return -1;
  }

  /** Opens the position again if a clear exit among the odd ones has closed it. */
  private void hold(String symbol) {
    if (chain.position(symbol).isEmpty()) {
      redis.del(chain.names().cooldown(Symbol.of(symbol)));
      chain.price(symbol, "100");
      chain.intent(
          "symbol",
          symbol,
          "side",
          "BUY",
          "qty",
          "1000",
          "entry_price",
          "100",
          "stop_loss",
          STOP.toPlainString(),
          "leverage",
          "5",
          "source",
          "fuzz");
      chain
          .probe()
          .await(symbol + " is open", () -> !chain.position(symbol).isEmpty(), Chain.LONGEST);
      reopened++;
    }
  }

  private static void assertStopped(String symbol) {
    Map<String, String> hash = chain.position(symbol);
    if (!hash.isEmpty()) {
      assertThat(new BigDecimal(hash.getOrDefault("stop_loss", "0")))
          .as("stop of %s: %s", symbol, hash)
          .isGreaterThanOrEqualTo(STOP);
    }
  }

  private void send() {
    int dice = random.nextInt(100);
    if (dice < 60) {
      add(chain.names().priceUpdate(), price());
    } else if (dice < 90) {
      add(chain.names().applyResult(), result());
    } else if (dice < 98) {
      add(chain.names().tradeIntent(), random.nextInt(4) == 0 ? exitIntent() : unclearIntent());
    } else {
      add(chain.names().applyPlan(), random.nextInt(4) == 0 ? exitPlan() : unclearPlan());
    }
  }

  private void add(String stream, Map<String, String> entry) {
    sent.merge(stream.substring(stream.lastIndexOf(':') + 1), 1L, Long::sum);
    redis.xadd(stream, entry);
  }

  private Map<String, String> price() {
    Map<String, String> entry =
        Chain.fields(
            "symbol", any(HELD), "status", "PRICE_UPDATE", "price", "100", "timestamp", now());
    mutate(entry, List.of("status", "timestamp", "source", "payload"));
    if (random.nextInt(3) == 0) {
      // what can be read as a price may hit the stop, and rightly
      entry.put("price", any(OddValues.ALL.stream().filter(odd -> !isPrice(odd)).toList()));
    }
    return entry;
  }

  private Map<String, String> result() {
    Map<String, String> entry =
        Chain.fields(
            "symbol",
            any(FOREIGN),
            "status",
            "FILLED",
            "side",
            random.nextBoolean() ? "BUY" : "SELL",
            "qty",
            "1",
            "price",
            "100",
            "reduceOnly",
            random.nextBoolean() ? "True" : "False",
            "order_id",
            Long.toString(random.nextLong(1_000_000)),
            "r_level",
            "2",
            "commission",
            "0.1",
            "source",
            "other",
            "timestamp",
            now());
    mutate(entry, new ArrayList<>(entry.keySet()));
    return entry;
  }

  private Map<String, String> exitIntent() {
    Map<String, String> entry =
        Chain.fields(
            "symbol",
            any(HELD),
            "intent_type",
            "HARVEST_PARTIAL",
            "side",
            "SELL",
            "close_pct",
            "1",
            "reduce_only",
            "true",
            "r_level",
            "2",
            "unrealized_pnl",
            "5",
            "kill_score",
            "0.5",
            "price",
            "100",
            "attempt",
            "0",
            "timestamp",
            now());
    mutate(entry, new ArrayList<>(entry.keySet()));
    return entry;
  }

  private Map<String, String> unclearIntent() {
    Map<String, String> entry =
        Chain.fields(
            "symbol",
            any(FLAT),
            "side",
            "BUY",
            "qty",
            "1",
            "leverage",
            "5",
            "entry_price",
            "100",
            "stop_loss",
            "98",
            "confidence",
            "0.9",
            "timestamp",
            now());
    mutate(entry, List.of("confidence", "atr_value", "regime", "take_profit", "tp1", "timestamp"));
    Map.Entry<String, String> unclear = any(UNCLEAR);
    entry.put(unclear.getKey(), unclear.getValue());
    return entry;
  }

  private Map<String, String> exitPlan() {
    Map<String, String> entry =
        Chain.fields(
            "plan_id",
            Long.toHexString(random.nextLong()),
            "symbol",
            any(HELD),
            "action",
            "PARTIAL_25",
            "side",
            "SELL",
            "steps",
            "[{\"type\":\"market_reduce_only\",\"pct\":1}]",
            "R_net",
            "2",
            "timestamp",
            now());
    mutate(entry, new ArrayList<>(entry.keySet()));
    return entry;
  }

  private Map<String, String> unclearPlan() {
    Map<String, String> entry =
        Chain.fields(
            "plan_id",
            Long.toHexString(random.nextLong()),
            "decision",
            "EXECUTE",
            "symbol",
            any(FLAT),
            "action",
            "ENTRY_PROPOSED",
            "side",
            "BUY",
            "qty",
            "1",
            "entry_price",
            "100",
            "stop_loss",
            "98",
            "timestamp",
            now());
    mutate(entry, List.of("confidence", "atr_value", "regime", "take_profit", "tp1", "timestamp"));
    Map.Entry<String, String> unclear = any(UNCLEAR_PLAN);
    entry.put(unclear.getKey(), unclear.getValue());
    return entry;
  }

  /** One to three of the fields become odd, or go. */
  private void mutate(Map<String, String> entry, List<String> fields) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      String field = any(fields);
      if (random.nextInt(8) == 0) {
        entry.remove(field);
      } else {
        entry.put(field, any(OddValues.ALL));
      }
    }
    if (entry.isEmpty()) {
      entry.put("empty", "");
    }
  }

  private static boolean isPrice(String text) {
    try {
      return new BigDecimal(text.strip()).signum() > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String now() {
    return EventTime.format(System.currentTimeMillis());
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
