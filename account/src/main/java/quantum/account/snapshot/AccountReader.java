package quantum.account.snapshot;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import quantum.account.snapshot.GroupProgress.Watched;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.HealthRecord;
import quantum.contracts.LeaseRecord;
import quantum.contracts.LimitsRecord;
import quantum.contracts.Liquidations;
import quantum.contracts.Names;
import quantum.contracts.PositionAccount;
import quantum.contracts.Ticker;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.Found;
import quantum.runtime.snapshot.OpenPositions;

/** Reads an {@link Account} with commands that only read, in a few round trips. */
public final class AccountReader {
  private final Redis redis;
  private final Names names;
  private final String killKey;
  private final List<Watched> watched;
  private final ServiceSettings settings;
  private final Answers answers = new Answers();

  /**
   * @param settings what the services run with, which says where things are
   * @param killKey where the kill switch is
   * @param watched groups whose lag is of interest
   */
  public AccountReader(
      Redis redis, ServiceSettings settings, String killKey, List<Watched> watched) {
    this.redis = redis;
    this.names = redis.names();
    this.killKey = killKey;
    this.settings = settings;
    this.watched = List.copyOf(watched);
  }

  /**
   * @param nowMillis wall clock
   */
  public Account read(long nowMillis) {
    RedisAsyncCommands<String, String> ask = redis.async();
    var kill = ask.get(killKey);
    var open = ask.smembers(names.positionsOpen());
    Map<SuiteService, RedisFuture<Map<String, String>>> health = new EnumMap<>(SuiteService.class);
    SuiteService.inRedis().forEach(it -> health.put(it, ask.hgetall(names.health(it.id()))));
    Map<SuiteService, RedisFuture<Map<String, String>>> leases = new EnumMap<>(SuiteService.class);
    SuiteService.inRedis().forEach(it -> leases.put(it, ask.hgetall(names.lease(it.id()))));
    Map<SuiteService, RedisFuture<Map<String, String>>> standbys =
        new EnumMap<>(SuiteService.class);
    SuiteService.inRedis().forEach(it -> standbys.put(it, ask.hgetall(names.standby(it.id()))));
    var limits = ask.hgetall(names.limits());
    var liquidations = ask.hgetall(names.liquidation());
    Map<Watched, RedisFuture<List<Object>>> groups = new LinkedHashMap<>();
    watched.forEach(it -> groups.put(it, ask.xinfoGroups(it.stream())));
    Set<Symbol> symbols = new TreeSet<>();
    List<String> unnamed = new ArrayList<>();
    Found<Set<String>> listed = answers.found(names.positionsOpen(), open);
    for (String member : listed.value().orElse(Set.of())) {
      try {
        symbols.add(Symbol.of(member));
      } catch (IllegalArgumentException e) {
        unnamed.add(member);
      }
    }
    List<Holding> holdings = holdings(symbols);
    return new Account(
        nowMillis,
        KillSwitchReading.of(answers.found(killKey, kill)),
        HandReading.read(redis, answers),
        each(health, names::health, HealthRecord::decode),
        new Turns(
            each(leases, names::lease, LeaseRecord::decode),
            each(standbys, names::standby, HealthRecord::decode)),
        answers.hash(names.limits(), limits, LimitsRecord::decode),
        answers.hash(names.liquidation(), liquidations, Liquidations::decode),
        settings,
        holdings,
        listed.garbled(),
        unnamed,
        groups.entrySet().stream()
            .map(
                it ->
                    GroupProgress.of(
                        it.getKey(), answers.found(it.getKey().stream(), it.getValue())))
            .toList(),
        Stream.concat(settings.withheld().stream(), answers.withheld().stream()).toList());
  }

  private <T> Map<SuiteService, Found<T>> each(
      Map<SuiteService, RedisFuture<Map<String, String>>> asked,
      UnaryOperator<String> key,
      Function<Map<String, String>, Decoded<Optional<T>>> codec) {
    Map<SuiteService, Found<T>> found = new EnumMap<>(SuiteService.class);
    asked.forEach(
        (service, answer) ->
            found.put(service, answers.hash(key.apply(service.id()), answer, codec)));
    return found;
  }

  private List<Holding> holdings(Set<Symbol> symbols) {
    Map<Symbol, RedisFuture<Map<String, String>>> positions = new LinkedHashMap<>();
    Map<Symbol, RedisFuture<Map<String, String>>> tickers = new LinkedHashMap<>();
    for (Symbol symbol : symbols) {
      positions.put(symbol, redis.async().hgetall(names.position(symbol)));
      tickers.put(symbol, redis.async().hgetall(names.ticker(symbol)));
    }
    List<Holding> holdings = new ArrayList<>();
    for (Symbol symbol : symbols) {
      Found<Map<String, String>> hash =
          answers.found(names.position(symbol), positions.get(symbol));
      holdings.add(
          new Holding(
              symbol,
              Answers.decoded(hash, fields -> OpenPositions.decode(symbol, fields)),
              Answers.decoded(hash, Evaluation::decode),
              PositionAccount.decode(hash.value().orElse(Map.of())),
              answers.hash(names.ticker(symbol), tickers.get(symbol), Ticker::decode)));
    }
    return holdings;
  }
}
