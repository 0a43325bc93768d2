package quantum.account.snapshot;

import io.lettuce.core.RedisFuture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quantum.account.snapshot.SymbolReader.Sources;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.MarketStateHash;
import quantum.contracts.RiskProposal;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.Found;

/**
 * Snapshots of many open positions at once, out of an account that was read: with all that their
 * next steps depend on, and without what only somebody asks who looks at one symbol (its history,
 * ledger, orders in flight).
 */
public final class OpenSnapshots {
  private final Redis redis;
  private final Sources sources;

  public OpenSnapshots(Redis redis, Sources sources) {
    this.redis = redis;
    this.sources = sources;
  }

  /**
   * What moves by the minute or less.
   *
   * @param markets the preferred key first
   */
  public record Terrain(
      List<MarketReading> markets, Found<RiskProposal> risk, Found<HarvestOverrides> overrides) {
    public Terrain {
      markets = List.copyOf(markets);
    }
  }

  /** The terrain of each symbol, in one round trip. */
  public Map<Symbol, Terrain> terrains(List<Symbol> symbols) {
    Answers answers = new Answers();
    Map<Symbol, List<RedisFuture<Map<String, String>>>> asked = new LinkedHashMap<>();
    for (Symbol symbol : symbols) {
      List<RedisFuture<Map<String, String>>> of = new ArrayList<>();
      of.add(redis.async().hgetall(sources.riskPrefix() + symbol));
      of.add(redis.async().hgetall(redis.names().harvestConfig(symbol)));
      sources.marketPrefixes().forEach(prefix -> of.add(redis.async().hgetall(prefix + symbol)));
      asked.put(symbol, of);
    }
    Map<Symbol, Terrain> terrains = new LinkedHashMap<>();
    asked.forEach((symbol, of) -> terrains.put(symbol, terrain(symbol, of, answers)));
    return terrains;
  }

  private Terrain terrain(
      Symbol symbol, List<RedisFuture<Map<String, String>>> of, Answers answers) {
    List<MarketReading> markets = new ArrayList<>();
    for (int i = 0; i < sources.marketPrefixes().size(); i++) {
      String key = sources.marketPrefixes().get(i) + symbol;
      Found<Map<String, String>> hash = answers.found(key, of.get(2 + i));
      markets.add(
          new MarketReading(
              key,
              Answers.decoded(hash, MarketStateHash::decode),
              Answers.decoded(hash, MarketStateHash::decodeWarmUp).value()));
    }
    return new Terrain(
        markets,
        answers.hash(
            sources.riskPrefix() + symbol, of.get(0), hash -> RiskProposal.decode(symbol, hash)),
        answers.hash(redis.names().harvestConfig(symbol), of.get(1), HarvestOverrides::decode));
  }

  /** One position's snapshot. */
  public Snapshot snapshot(Account account, Holding holding, Terrain terrain) {
    List<ServiceSign> signs = new ArrayList<>();
    sources
        .services()
        .forEach(
            (id, needed) ->
                SuiteService.named(id)
                    .ifPresent(
                        service ->
                            signs.add(
                                new ServiceSign(
                                    id,
                                    needed,
                                    account.services().getOrDefault(service, Found.absent())))));
    return new Snapshot(
        holding.symbol(),
        account.readAtMillis(),
        holding.position(),
        holding.evaluation(),
        true,
        Found.absent(),
        holding.ticker(),
        terrain.markets(),
        terrain.risk(),
        Found.absent(),
        terrain.overrides(),
        false,
        List.of(),
        0,
        List.of(),
        Found.absent(),
        account.kill(),
        account.hand(),
        signs,
        account.groups(),
        account.settings(),
        EntryTrail.NONE,
        account.withheld());
  }
}
