package quantum.cli.repair;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.Range;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import quantum.contracts.EventTime;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/**
 * A position that nobody holds: it is told to harvest-brain as fills and prices, as the apply layer
 * would, and looked at where the service keeps it.
 */
final class TestPosition {
  private static final int AT_ONCE = 1_000;

  /** Only what was made here: a position of another id is somebody else's. */
  private static final String DELETE_OURS =
      "if redis.call('HGET', KEYS[1], 'position_id') == ARGV[1] then redis.call('DEL', KEYS[1]) end"
          + " return 1";

  private final RedisCommands<String, String> redis;
  private final Names names;
  private final Symbol symbol;
  private final String results;
  private final String target;
  private final String began;
  private final List<String> ids = new ArrayList<>();

  /**
   * @param results stream that fills and prices are told in
   * @param target stream that is asked in
   */
  TestPosition(Redis redis, Symbol symbol, String results, String target) {
    this.redis = redis.commands();
    this.names = redis.names();
    this.symbol = symbol;
    this.results = results;
    this.target = target;
    List<String> time = this.redis.time(); // seconds, microseconds
    this.began = time.get(0) + "%03d".formatted(Integer.parseInt(time.get(1)) / 1000);
  }

  Symbol symbol() {
    return symbol;
  }

  String key() {
    return names.position(symbol);
  }

  /** Of the newest that was opened. */
  String id() {
    return ids.getLast();
  }

  List<String> ids() {
    return List.copyOf(ids);
  }

  /** Why this symbol must not be touched; empty if nothing is known of it. */
  Optional<String> obstacle() {
    String config = names.harvestConfig(symbol);
    if (redis.exists(key()) != 0) {
      return Optional.of(symbol + " has a position: " + key() + " exists");
    }
    if (isListed()) {
      return Optional.of(symbol + " has a position: " + names.positionsOpen() + " names it");
    }
    return redis.exists(config) == 0
        ? Optional.empty()
        : Optional.of(symbol + " has overrides: " + config + " exists");
  }

  void override() {
    redis.hset(names.harvestConfig(symbol), Rungs.OVERRIDES);
  }

  void open() {
    String id = "%016x".formatted(ThreadLocalRandom.current().nextLong());
    ids.add(id);
    Map<String, String> more = new LinkedHashMap<>();
    more.put("stop_loss", "990");
    more.put("plan_id", id);
    more.put("position_id", id);
    more.put("reduceOnly", "False");
    fill("BUY", more);
  }

  void close(String id) {
    fill("SELL", Map.of("position_id", id, "reduceOnly", "True"));
  }

  private void fill(String side, Map<String, String> more) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("symbol", symbol.name());
    fields.put("status", "FILLED");
    fields.put("executed", "True");
    fields.put("side", side);
    fields.put("qty", "0.01");
    fields.put("price", "1000");
    fields.putAll(more);
    fields.put("source", "test_harvest_brain");
    tell(fields);
  }

  void price(String price) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("symbol", symbol.name());
    fields.put("status", "PRICE_UPDATE");
    fields.put("price", price);
    tell(fields);
  }

  private void tell(Map<String, String> fields) {
    fields.put("timestamp", EventTime.format(System.currentTimeMillis()));
    redis.xadd(results, fields);
  }

  boolean has(String field, String value) {
    return value.equals(redis.hget(key(), field));
  }

  boolean isGone() {
    return redis.exists(key()) == 0;
  }

  boolean isListed() {
    return redis.sismember(names.positionsOpen(), symbol.name());
  }

  /**
   * How often it was asked for since the test began, as something that only reduces.
   *
   * @param levelR of this level alone; empty for any
   */
  long asked(String intentType, Optional<String> levelR) {
    return redis
        .xrange(target, Range.from(Range.Boundary.including(began), Range.Boundary.unbounded()))
        .stream()
        .map(entry -> entry.getBody())
        .filter(f -> symbol.name().equals(f.get("symbol")) && id().equals(f.get("position_id")))
        .filter(f -> intentType.equals(f.get("intent_type")))
        .filter(f -> levelR.isEmpty() || levelR.get().equals(f.get("r_level")))
        .filter(f -> "true".equals(f.get("reduce_only")))
        .count();
  }

  String mark(Rungs.Rung rung) {
    return names.harvestDedup(symbol, rung.intentType(), rung.levelR(), rung.cents());
  }

  boolean isMarked(Rungs.Rung rung) {
    return id().equals(redis.get(mark(rung)));
  }

  /** As if the level had been asked for already. */
  void putMark(Rungs.Rung rung) {
    redis.set(mark(rung), id(), SetArgs.Builder.ex(60));
  }

  /** Takes away what the service has not taken away itself. */
  void erase() {
    for (String id : ids) {
      redis.eval(DELETE_OURS, ScriptOutputType.INTEGER, new String[] {key()}, id);
    }
    if (isGone()) {
      redis.srem(names.positionsOpen(), symbol.name());
    }
    redis.del(names.harvestConfig(symbol), names.ledger(symbol), names.history(symbol));
    left().stream()
        .filter(key -> key.startsWith(names.namespace() + ":dedup:harvest:" + symbol + ":"))
        .forEach(redis::del);
  }

  /** Keys with its symbol in their name. */
  List<String> left() {
    List<String> keys = new ArrayList<>();
    ScanArgs match = ScanArgs.Builder.matches("*" + symbol + "*").limit(AT_ONCE);
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      KeyScanCursor<String> page = redis.scan(cursor, match);
      page.getKeys().stream()
          .filter(key -> key.startsWith(names.namespace() + ":"))
          .forEach(keys::add);
      cursor = page;
    }
    return keys;
  }
}
