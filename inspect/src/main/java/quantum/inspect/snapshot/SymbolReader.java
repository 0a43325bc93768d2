package quantum.inspect.snapshot;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import quantum.contracts.ApplyResult;
import quantum.contracts.Cooldown;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.HarvestHistory;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.HarvestProposal;
import quantum.contracts.HealthRecord;
import quantum.contracts.Inflight;
import quantum.contracts.KillSwitchText;
import quantum.contracts.Ledger;
import quantum.contracts.MarketStateHash;
import quantum.contracts.Names;
import quantum.contracts.RiskProposal;
import quantum.contracts.Ticker;
import quantum.inspect.snapshot.GroupProgress.Watched;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.snapshot.Found;
import quantum.runtime.snapshot.Found.Absent;
import quantum.runtime.snapshot.Found.Garbled;
import quantum.runtime.snapshot.Found.Known;
import quantum.runtime.snapshot.OpenPositions;

/** Reads a {@link Snapshot} with commands that only read, all sent before the first answer. */
public final class SymbolReader {
  private static final long TIMEOUT_SECONDS = 5;
  private static final int HISTORY_SHOWN = 3;
  private static final int SCAN_COUNT = 1000;

  private final Redis redis;
  private final Names names;
  private final Sources sources;

  /**
   * Where to look besides the names that are fixed.
   *
   * @param marketPrefixes the preferred one first
   * @param services to be asked for, and whether nothing is harvested without each
   */
  public record Sources(
      String killKey,
      List<String> marketPrefixes,
      String riskPrefix,
      String proposalPrefix,
      Map<String, Boolean> services,
      List<Watched> groups) {
    public Sources {
      marketPrefixes = List.copyOf(marketPrefixes);
      services = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(services));
      groups = List.copyOf(groups);
    }
  }

  public SymbolReader(Redis redis, Sources sources) {
    this.redis = redis;
    this.names = redis.names();
    this.sources = sources;
  }

  /**
   * @param nowMillis wall clock
   */
  public Snapshot read(Symbol symbol, long nowMillis) {
    RedisAsyncCommands<String, String> ask = redis.async();
    var position = ask.hgetall(names.position(symbol));
    var listed = ask.sismember(names.positionsOpen(), symbol.name());
    var ledger = ask.hgetall(names.ledger(symbol));
    var ticker = ask.hgetall(names.ticker(symbol));
    var risk = ask.hgetall(sources.riskPrefix() + symbol);
    var proposal = ask.hgetall(sources.proposalPrefix() + symbol);
    var overrides = ask.hgetall(names.harvestConfig(symbol));
    var foreign = ask.exists(names.foreignPosition(symbol));
    var history = ask.zrevrange(names.history(symbol), 0, HISTORY_SHOWN - 1);
    var historySize = ask.zcard(names.history(symbol));
    var cooldown = ask.get(names.cooldown(symbol));
    var kill = ask.get(sources.killKey());
    Map<String, RedisFuture<Map<String, String>>> markets = new LinkedHashMap<>();
    sources.marketPrefixes().forEach(p -> markets.put(p + symbol, ask.hgetall(p + symbol)));
    Map<String, RedisFuture<Map<String, String>>> services = new LinkedHashMap<>();
    sources.services().forEach((s, needed) -> services.put(s, ask.hgetall(names.health(s))));
    List<RedisFuture<List<Object>>> groups = new ArrayList<>();
    sources.groups().forEach(watched -> groups.add(ask.xinfoGroups(watched.stream())));
    return new Snapshot(
        symbol,
        nowMillis,
        hash(position, h -> OpenPositions.decode(symbol, h)),
        hash(position, Evaluation::decode),
        or(() -> await(listed), false),
        hash(
            ledger,
            h -> Ledger.decode(h).map(found -> Optional.of(found).filter(_ -> !h.isEmpty()))),
        hash(ticker, Ticker::decode),
        markets.entrySet().stream().map(e -> market(e.getKey(), e.getValue())).toList(),
        hash(risk, h -> RiskProposal.decode(symbol, h)),
        hash(proposal, h -> HarvestProposal.decode(symbol, h)),
        hash(overrides, HarvestOverrides::decode),
        or(() -> await(foreign) > 0, false),
        history(history),
        or(() -> await(historySize), 0L),
        inflight(symbol),
        cooldown(cooldown),
        isKilled(kill),
        services.entrySet().stream()
            .map(
                e ->
                    new ServiceSign(
                        e.getKey(),
                        sources.services().get(e.getKey()),
                        hash(e.getValue(), HealthRecord::decode)))
            .toList(),
        groups(groups));
  }

  private static MarketReading market(String key, RedisFuture<Map<String, String>> answer) {
    Found<MarketStateHash.WarmUp> warmUp = hash(answer, MarketStateHash::decodeWarmUp);
    return new MarketReading(key, hash(answer, MarketStateHash::decode), warmUp.value());
  }

  private static List<Found<ApplyResult>> history(RedisFuture<List<String>> answer) {
    return switch (answered(answer)) {
      case Absent<List<String>> none -> List.of();
      case Garbled<List<String>>(String why) -> List.of(new Garbled<>(why));
      case Known<List<String>>(List<String> members) ->
          members.stream().map(SymbolReader::harvest).toList();
    };
  }

  private static Found<ApplyResult> harvest(String member) {
    return switch (HarvestHistory.read(member)) {
      case Decoded.Ok<ApplyResult>(ApplyResult result, _) -> new Known<>(result);
      case Decoded.Bad<ApplyResult> bad -> new Garbled<>(bad.reason());
    };
  }

  private static Found<Cooldown> cooldown(RedisFuture<String> answer) {
    return switch (answered(answer)) {
      case Absent<String> none -> Found.absent();
      case Garbled<String>(String why) -> new Garbled<>(why);
      case Known<String>(String value) -> new Known<>(Cooldown.decode(value));
    };
  }

  /** As the services read it: a key of another type is no "off". */
  private static boolean isKilled(RedisFuture<String> answer) {
    Found<String> found = answered(answer);
    return found.garbled().isPresent() || found.value().filter(KillSwitchText::isOn).isPresent();
  }

  /**
   * Orders in flight. Their keys are named by plan, so they are looked for; a person asks for this
   * now and then, no service does.
   */
  private List<InflightPlan> inflight(Symbol symbol) {
    ScanArgs match = ScanArgs.Builder.matches(names.applyInflightPrefix() + "*").limit(SCAN_COUNT);
    Map<String, RedisFuture<Map<String, String>>> answers = new LinkedHashMap<>();
    ScanCursor cursor = ScanCursor.INITIAL;
    do {
      KeyScanCursor<String> page = await(redis.async().scan(cursor, match));
      page.getKeys().forEach(key -> answers.put(key, redis.async().hgetall(key)));
      cursor = page;
    } while (!cursor.isFinished());
    List<InflightPlan> plans = new ArrayList<>();
    answers.forEach(
        (key, answer) ->
            hash(answer, Inflight::decode)
                .value()
                .filter(order -> order.symbol().equals(symbol))
                .ifPresent(
                    order ->
                        plans.add(
                            new InflightPlan(
                                key.substring(names.applyInflightPrefix().length()), order))));
    return plans;
  }

  private List<GroupProgress> groups(List<RedisFuture<List<Object>>> answers) {
    List<GroupProgress> progress = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      Watched watched = sources.groups().get(i);
      RedisFuture<List<Object>> answer = answers.get(i);
      List<Object> groups = or(() -> await(answer), List.of());
      progress.add(
          groups.stream()
              .map(SymbolReader::fields)
              .filter(group -> watched.group().equals(String.valueOf(group.get("name"))))
              .findFirst()
              .map(
                  group ->
                      new GroupProgress(
                          watched.service(),
                          watched.stream(),
                          watched.group(),
                          true,
                          number(group.get("pending")).orElse(0),
                          number(group.get("lag"))))
              .orElseGet(
                  () ->
                      new GroupProgress(
                          watched.service(),
                          watched.stream(),
                          watched.group(),
                          false,
                          0,
                          OptionalLong.empty())));
    }
    return progress;
  }

  /** RESP2 answers a flat list of names and values, RESP3 a map. */
  private static Map<String, Object> fields(Object group) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (group instanceof Map<?, ?> map) {
      map.forEach((name, value) -> fields.put(String.valueOf(name), value));
    } else if (group instanceof List<?> flat) {
      for (int i = 0; i + 1 < flat.size(); i += 2) {
        fields.put(String.valueOf(flat.get(i)), flat.get(i + 1));
      }
    }
    return fields;
  }

  private static OptionalLong number(Object value) {
    return value instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  private static <T> Found<T> hash(
      RedisFuture<Map<String, String>> answer,
      Function<Map<String, String>, Decoded<Optional<T>>> codec) {
    return switch (answered(answer)) {
      case Absent<Map<String, String>> none -> Found.absent();
      case Garbled<Map<String, String>>(String why) -> new Garbled<>(why);
      case Known<Map<String, String>>(Map<String, String> hash) ->
          switch (codec.apply(hash)) {
            case Decoded.Ok<Optional<T>>(Optional<T> value, _) ->
                value.<Found<T>>map(Known::new).orElseGet(Absent::new);
            case Decoded.Bad<Optional<T>> bad -> new Garbled<>(bad.reason());
          };
    };
  }

  /** One key of the wrong type, or that this user may not read, does not hide the others. */
  private static <T> Found<T> answered(RedisFuture<T> answer) {
    try {
      T value = await(answer);
      return value == null ? Found.absent() : new Known<>(value);
    } catch (RedisCommandExecutionException e) {
      if (RedisUnavailable.is(e)) {
        throw e;
      }
      return new Garbled<>(String.valueOf(e.getMessage()));
    }
  }

  private static <T> T or(Supplier<T> answer, T otherwise) {
    try {
      return answer.get();
    } catch (RedisCommandExecutionException e) {
      if (RedisUnavailable.is(e)) {
        throw e;
      }
      return otherwise; // no such stream, or a key of another type
    }
  }

  private static <T> T await(RedisFuture<T> answer) {
    return LettuceFutures.awaitOrCancel(answer, TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }
}
