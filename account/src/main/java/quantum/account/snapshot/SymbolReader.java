package quantum.account.snapshot;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import quantum.account.snapshot.GroupProgress.Watched;
import quantum.contracts.ApplyResult;
import quantum.contracts.Cooldown;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.HarvestHistory;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.HarvestProposal;
import quantum.contracts.HealthRecord;
import quantum.contracts.Inflight;
import quantum.contracts.Ledger;
import quantum.contracts.MarketStateHash;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.contracts.RiskProposal;
import quantum.contracts.Ticker;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.Found;
import quantum.runtime.snapshot.Found.Absent;
import quantum.runtime.snapshot.Found.Garbled;
import quantum.runtime.snapshot.Found.Known;
import quantum.runtime.snapshot.OpenPositions;

/** Reads a {@link Snapshot} with commands that only read, all sent before the first answer. */
public final class SymbolReader {
  private static final int HISTORY_SHOWN = 3;
  private static final int SCAN_COUNT = 1000;

  private final Redis redis;
  private final Names names;
  private final Sources sources;
  private final ServiceSettings settings;
  private final Answers answers = new Answers();

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

  /**
   * @param settings what the services run with
   */
  public SymbolReader(Redis redis, Sources sources, ServiceSettings settings) {
    this.redis = redis;
    this.names = redis.names();
    this.sources = sources;
    this.settings = settings;
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
    Map<Watched, RedisFuture<List<Object>>> groups = new LinkedHashMap<>();
    sources.groups().forEach(watched -> groups.put(watched, ask.xinfoGroups(watched.stream())));
    Found<OpenPosition> open =
        answers.hash(names.position(symbol), position, h -> OpenPositions.decode(symbol, h));
    return new Snapshot(
        symbol,
        nowMillis,
        open,
        answers.hash(names.position(symbol), position, Evaluation::decode),
        answers.or(names.positionsOpen(), listed, false),
        answers.hash(
            names.ledger(symbol),
            ledger,
            h -> Ledger.decode(h).map(found -> Optional.of(found).filter(_ -> !h.isEmpty()))),
        answers.hash(names.ticker(symbol), ticker, Ticker::decode),
        markets.entrySet().stream().map(e -> market(e.getKey(), e.getValue())).toList(),
        answers.hash(sources.riskPrefix() + symbol, risk, h -> RiskProposal.decode(symbol, h)),
        answers.hash(
            sources.proposalPrefix() + symbol, proposal, h -> HarvestProposal.decode(symbol, h)),
        answers.hash(names.harvestConfig(symbol), overrides, HarvestOverrides::decode),
        answers.or(names.foreignPosition(symbol), foreign, 0L) > 0,
        history(answers.found(names.history(symbol), history)),
        answers.or(names.history(symbol), historySize, 0L),
        inflight(symbol),
        cooldown(answers.found(names.cooldown(symbol), cooldown)),
        KillSwitchReading.of(answers.found(sources.killKey(), kill)),
        HandReading.read(redis, answers),
        services.entrySet().stream()
            .map(
                e ->
                    new ServiceSign(
                        e.getKey(),
                        sources.services().get(e.getKey()),
                        answers.hash(names.health(e.getKey()), e.getValue(), HealthRecord::decode)))
            .toList(),
        groups.entrySet().stream()
            .map(
                e -> GroupProgress.of(e.getKey(), answers.found(e.getKey().stream(), e.getValue())))
            .toList(),
        settings,
        open.isAbsent() ? new TrailReader(redis, answers, symbol).read() : EntryTrail.NONE,
        withheld());
  }

  private List<String> withheld() {
    return Stream.concat(settings.withheld().stream(), answers.withheld().stream()).toList();
  }

  private MarketReading market(String key, RedisFuture<Map<String, String>> answer) {
    Found<Map<String, String>> hash = answers.found(key, answer);
    return new MarketReading(
        key,
        Answers.decoded(hash, MarketStateHash::decode),
        Answers.decoded(hash, MarketStateHash::decodeWarmUp).value());
  }

  private static List<Found<ApplyResult>> history(Found<List<String>> answer) {
    return switch (answer) {
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

  private static Found<Cooldown> cooldown(Found<String> answer) {
    return switch (answer) {
      case Absent<String> none -> Found.absent();
      case Garbled<String>(String why) -> new Garbled<>(why);
      case Known<String>(String value) -> new Known<>(Cooldown.decode(value));
    };
  }

  /**
   * Orders in flight. Their keys are named by plan, so they are looked for; a person asks for this
   * now and then, no service does.
   */
  private List<InflightPlan> inflight(Symbol symbol) {
    ScanArgs match = ScanArgs.Builder.matches(names.applyInflightPrefix() + "*").limit(SCAN_COUNT);
    Map<String, RedisFuture<Map<String, String>>> asked = new LinkedHashMap<>();
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      Optional<KeyScanCursor<String>> page =
          answers.found("SCAN", redis.async().scan(cursor, match)).value();
      page.ifPresent(
          found -> found.getKeys().forEach(key -> asked.put(key, redis.async().hgetall(key))));
      cursor = page.<ScanCursor>map(found -> found).orElse(ScanCursor.FINISHED);
    }
    List<InflightPlan> plans = new ArrayList<>();
    asked.forEach(
        (key, answer) ->
            answers
                .hash(key, answer, Inflight::decode)
                .value()
                .filter(order -> order.symbol().equals(symbol))
                .ifPresent(
                    order ->
                        plans.add(
                            new InflightPlan(
                                key.substring(names.applyInflightPrefix().length()), order))));
    return plans;
  }
}
