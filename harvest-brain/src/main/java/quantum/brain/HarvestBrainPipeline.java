package quantum.brain;

import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import quantum.brain.decide.BrainEffect;
import quantum.brain.decide.BrainState;
import quantum.brain.decide.FeedDecider;
import quantum.brain.decide.ResultBooker;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.FeedEvent;
import quantum.contracts.HarvestHistory;
import quantum.contracts.Ledger;
import quantum.contracts.MarketStateHash;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.contracts.PriceUpdate;
import quantum.contracts.TradeIntent;
import quantum.kernel.market.MarketState;
import quantum.kernel.value.Symbol;
import quantum.runtime.BatchDecider;
import quantum.runtime.Commit;
import quantum.runtime.Published;
import quantum.runtime.Redis;
import quantum.runtime.StreamEntry;

/**
 * decode → decide → effects. Reads from Redis happen before a batch ({@link #prepare}), writes only
 * in its commit.
 */
final class HarvestBrainPipeline implements BatchDecider<BrainState> {
  private static final long RELOAD_MILLIS = 5_000;
  private static final long SAY_MARKET_MILLIS = 60_000;

  private final HarvestBrainSettings settings;
  private final Names names;
  private final Redis redis;
  private final Clock clock;
  private final FeedDecider prices;
  private final ResultBooker results;

  // Event time of the newest price per symbol: a market state is judged by it, not by the clock.
  private final Map<Symbol, Long> newestPriceMillis = new HashMap<>();
  private long reloadedAtMillis = Long.MIN_VALUE / 2;
  private long marketsReadAtMillis = Long.MIN_VALUE / 2;
  private long marketSaidAtMillis = Long.MIN_VALUE / 2;
  private boolean started;

  HarvestBrainPipeline(HarvestBrainSettings settings, Redis redis, Clock clock) {
    this.settings = settings;
    this.names = settings.names();
    this.redis = redis;
    this.clock = clock;
    this.prices = new FeedDecider(settings.rules());
    this.results = new ResultBooker(settings.rules());
  }

  /** The trade fields belong to the apply layer: what Redis says now is taken before deciding. */
  @Override
  public BrainState prepare(BrainState state, List<StreamEntry> batch) {
    BrainState next = state.draft();
    long now = clock.millis();
    Set<Symbol> stale = new LinkedHashSet<>();
    for (StreamEntry entry : batch) {
      if (!entry.stream().equals(settings.priceStream())
          && decode(entry) instanceof Decoded.Ok<FeedEvent>(ApplyResult result)) {
        stale.add(result.symbol());
      }
    }
    if (!started || settings.lockstep() || now - reloadedAtMillis >= RELOAD_MILLIS) {
      Set<Symbol> open = openSymbols();
      next.keepOnly(open);
      stale.addAll(open);
      reloadedAtMillis = now;
      started = true;
    }
    stale.forEach(symbol -> loadPosition(next, symbol));
    stale.stream().filter(symbol -> !next.knowsLedger(symbol)).forEach(s -> loadLedger(next, s));
    if (now - marketsReadAtMillis >= settings.marketRefreshMillis()) {
      loadMarkets(next, now);
      marketsReadAtMillis = now;
    }
    return next.settled();
  }

  @Override
  public BrainState decide(BrainState state, StreamEntry entry, boolean killed, Commit commit) {
    BrainState next = state.draft();
    switch (decode(entry)) {
      case Decoded.Bad<FeedEvent> bad -> throw new IllegalArgumentException(bad.reason());
      case Decoded.Ok<FeedEvent>(PriceUpdate update) -> {
        newestPriceMillis.put(update.symbol(), update.timestampMillis());
        apply(prices.onPrice(next, update, isFresh(update), killed), commit);
      }
      case Decoded.Ok<FeedEvent>(ApplyResult result) ->
          apply(results.onResult(next, result, entry.id()), commit);
    }
    return next;
  }

  /** The last price per symbol is written once, though every price was decided on. */
  @Override
  public BrainState finish(BrainState state, boolean killed, Commit commit) {
    state
        .touchedEvaluations()
        .forEach(
            (symbol, evaluation) ->
                commit.hsetIf(
                    names.position(symbol),
                    OpenPosition.POSITION_ID,
                    evaluation.positionId().value(),
                    evaluation.encode(),
                    OpenPosition.TTL_SECONDS));
    state
        .touchedLedgers()
        .forEach((symbol, ledger) -> commit.hset(names.ledger(symbol), ledger.encode()));
    return state.settled();
  }

  private Decoded<FeedEvent> decode(StreamEntry entry) {
    if (!entry.stream().equals(settings.priceStream())) {
      return FeedEvent.decode(entry.fields(), entry.id());
    }
    return switch (PriceUpdate.decode(entry.fields(), entry.id())) {
      case Decoded.Ok<PriceUpdate>(PriceUpdate update) -> new Decoded.Ok<>(update);
      case Decoded.Bad<PriceUpdate>(String field, String found, String why) ->
          new Decoded.Bad<>(field, found, why);
    };
  }

  private boolean isFresh(PriceUpdate update) {
    return settings.freshSeconds() == 0
        || clock.millis() - update.timestampMillis() <= settings.freshSeconds() * 1000L;
  }

  private void apply(List<BrainEffect> effects, Commit commit) {
    for (BrainEffect effect : effects) {
      switch (effect) {
        case BrainEffect.EmitPartial e -> emitPartial(e, commit);
        case BrainEffect.EmitStopMove e -> {
          publish(e.intent(), commit);
          commit.afterwards(() -> HarvestLog.stopMove(e));
        }
        case BrainEffect.EmitFullClose e -> {
          publish(e.intent(), commit);
          commit.afterwards(() -> HarvestLog.fullClose(e));
        }
        case BrainEffect.FreezeRisk e ->
            commit.hsetIf(
                names.position(e.symbol()),
                OpenPosition.POSITION_ID,
                e.position().value(),
                OpenPosition.encodeEntryRisk(e.entryRisk()),
                OpenPosition.TTL_SECONDS);
        case BrainEffect.KeepPosition e -> {
          Symbol symbol = e.position().position().symbol();
          if (e.opened()) {
            commit.del(names.position(symbol));
          }
          commit
              .hset(names.position(symbol), e.position().encode(), OpenPosition.TTL_SECONDS)
              .sadd(names.positionsOpen(), symbol.name());
        }
        case BrainEffect.DropPosition e ->
            commit
                .delIf(names.position(e.symbol()), OpenPosition.POSITION_ID, e.position().value())
                .srem(names.positionsOpen(), e.symbol().name());
        case BrainEffect.Remember e ->
            commit.zaddNewest(
                names.history(e.harvest().symbol()),
                e.harvest().timestampMillis() / 1000.0,
                HarvestHistory.member(e.harvest()),
                HarvestHistory.KEPT);
        case BrainEffect.Opened e -> commit.afterwards(() -> HarvestLog.opened(e));
        case BrainEffect.Evaluated e -> commit.afterwards(() -> HarvestLog.evaluated(e));
        case BrainEffect.HeldBack e -> commit.afterwards(() -> HarvestLog.heldBack(e));
        case BrainEffect.ForeignFillIgnored e ->
            commit.afterwards(() -> HarvestLog.foreignIgnored(e));
      }
    }
  }

  private void emitPartial(BrainEffect.EmitPartial e, Commit commit) {
    BrainEffect.Dedup dedup = e.dedup();
    String key =
        names.harvestDedup(dedup.symbol(), dedup.intentType(), dedup.level(), dedup.pnlCents());
    if (dedup.released()) {
      commit.del(key);
    }
    commit
        .publishOnce(
            target(e.intent()),
            settings.streamMaxLen(),
            e.intent().encode(),
            key,
            dedup.value().value(),
            settings.dedupTtlSeconds())
        .afterwards(
            published -> {
              switch (published) {
                case Published.Entry entry -> HarvestLog.partial(e);
                case Published.Duplicate duplicate -> HarvestLog.duplicate(duplicate.dedupKey());
              }
            });
  }

  private void publish(TradeIntent.Exit intent, Commit commit) {
    commit.publish(target(intent), settings.streamMaxLen(), intent.encode());
  }

  private String target(TradeIntent.Exit intent) {
    return intent.dryRun() ? settings.suggestionStream() : settings.intentStream();
  }

  private Set<Symbol> openSymbols() {
    Set<Symbol> open = new TreeSet<>();
    for (String name : redis.commands().smembers(names.positionsOpen())) {
      open.add(Symbol.of(name));
    }
    return open;
  }

  private void loadPosition(BrainState state, Symbol symbol) {
    String key = names.position(symbol);
    Map<String, String> hash = redis.commands().hgetall(key);
    Optional<OpenPosition> open = usable(key, OpenPosition.decode(hash));
    state.load(symbol, open, open.flatMap(o -> usable(key, Evaluation.decode(hash))));
  }

  private void loadLedger(BrainState state, Symbol symbol) {
    String key = names.ledger(symbol);
    switch (Ledger.decode(redis.commands().hgetall(key))) {
      case Decoded.Ok<Ledger>(Ledger ledger) -> state.load(symbol, ledger);
      // booking on top of an unreadable ledger would lose what stands there
      case Decoded.Bad<Ledger> bad ->
          throw new IllegalStateException(key + " is unreadable: " + bad.reason());
    }
  }

  private static <T> Optional<T> usable(String key, Decoded<Optional<T>> decoded) {
    return switch (decoded) {
      case Decoded.Ok<Optional<T>>(Optional<T> value) -> value;
      case Decoded.Bad<Optional<T>> bad -> {
        HarvestLog.badHash(key, bad.reason());
        yield Optional.empty();
      }
    };
  }

  private void loadMarkets(BrainState state, long now) {
    Set<Symbol> neutral = new TreeSet<>();
    for (Symbol symbol : state.openSymbols()) {
      Optional<MarketState> market = freshMarket(symbol, now);
      state.load(symbol, market.orElse(MarketState.NEUTRAL));
      if (market.isEmpty()) {
        neutral.add(symbol);
      }
    }
    if (!neutral.isEmpty() && now - marketSaidAtMillis >= SAY_MARKET_MILLIS) {
      marketSaidAtMillis = now;
      HarvestLog.neutralMarket(neutral);
    }
  }

  private Optional<MarketState> freshMarket(Symbol symbol, long now) {
    long newest = newestPriceMillis.getOrDefault(symbol, now);
    for (String prefix : List.of(settings.marketStatePrefix(), names.marketPrefix())) {
      String key = prefix + symbol;
      Optional<MarketStateHash> hash =
          usable(key, MarketStateHash.decode(redis.commands().hgetall(key)));
      if (hash.isPresent()
          && Math.abs(newest - hash.get().updatedAtMillis()) <= settings.marketMaxAgeMillis()) {
        return Optional.of(hash.get().state());
      }
    }
    return Optional.empty();
  }
}
