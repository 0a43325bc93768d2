package quantum.brain;

import java.time.Clock;
import java.util.Collection;
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
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.contracts.PriceUpdate;
import quantum.contracts.TradeIntent;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.value.Symbol;
import quantum.runtime.BatchDecider;
import quantum.runtime.Commit;
import quantum.runtime.Health;
import quantum.runtime.Message;
import quantum.runtime.Published;
import quantum.runtime.Redis;
import quantum.runtime.StreamEntry;
import quantum.runtime.Throttle;
import quantum.runtime.snapshot.Found;
import quantum.runtime.snapshot.Keys;
import quantum.runtime.snapshot.MarketStates;
import quantum.runtime.snapshot.RiskProposals;
import quantum.runtime.snapshot.Unreadable;
import quantum.runtime.snapshot.UnreadableKeys;

/**
 * decode → decide → effects. Reads from Redis happen before a batch ({@link #prepare}), writes only
 * in its commit.
 */
final class HarvestBrainPipeline implements BatchDecider<BrainState, FeedEvent> {
  private static final long RELOAD_MILLIS = 5_000;

  private final HarvestBrainSettings settings;
  private final Names names;
  private final Clock clock;
  private final FeedDecider prices;
  private final ResultBooker results;
  private final Unreadable unusable;
  private final Keys keys;
  private final MarketStates markets;
  private final RiskProposals proposals;
  private final SymbolRules rules;
  private final Throttle throttle;

  HarvestBrainPipeline(HarvestBrainSettings settings, Redis redis, Health health, Clock clock) {
    this.settings = settings;
    this.names = settings.names();
    this.clock = clock;
    this.throttle = new Throttle(clock);
    this.unusable = new UnreadableKeys(HarvestLog::unusable).counting(health.oddities());
    this.keys = new Keys(redis, unusable);
    this.prices = new FeedDecider(settings.rules());
    this.results = new ResultBooker(settings.rules());
    this.markets =
        new MarketStates(redis, settings.marketPrefixes(), settings.marketMaxAgeMillis(), unusable);
    this.proposals =
        new RiskProposals(
            redis, settings.riskProposalPrefix(), settings.marketMaxAgeMillis(), unusable);
    this.rules = new SymbolRules(settings.rules(), names, redis, unusable);
  }

  @Override
  public Decoded<FeedEvent> decode(StreamEntry entry) {
    return entry.stream().equals(settings.priceStream())
        ? FeedEvent.decodePrice(entry.fields(), entry.id())
        : FeedEvent.decode(entry.fields(), entry.id());
  }

  /** The trade fields belong to the apply layer: what Redis says now is taken before deciding. */
  @Override
  public BrainState prepare(BrainState state, List<Message<FeedEvent>> batch) {
    BrainState next = state.draft();
    long now = clock.millis();
    Batch about = new Batch(batch);
    Set<Symbol> stale = new LinkedHashSet<>(about.results());
    // When they were read is part of the state: a batch that fails, or an outage, throws both away.
    if (settings.lockstep() || next.isDueForPositions(now, RELOAD_MILLIS)) {
      Set<Symbol> open = keys.symbols(names.positionsOpen()).value().orElseGet(next::openSymbols);
      next.keepOnly(open);
      stale.addAll(open);
      next.positionsRead(now);
    }
    stale.forEach(symbol -> loadPosition(next, symbol));
    stale.stream().filter(symbol -> !next.knowsLedger(symbol)).forEach(s -> loadLedger(next, s));
    Set<Symbol> concerned = new TreeSet<>(next.openSymbols());
    concerned.addAll(about.results());
    loadRules(next, concerned, now);
    loadProposals(next, about, now);
    if (settings.lockstep() || next.isDueForMarkets(now, settings.marketRefreshMillis())) {
      loadMarkets(next, concerned, about, now);
      next.marketsRead(now);
    }
    return next.settled();
  }

  @Override
  public BrainState decide(
      BrainState state, Message<FeedEvent> message, boolean killed, Commit commit) {
    BrainState next = state.draft();
    switch (message.value()) {
      case PriceUpdate update -> {
        apply(prices.onPrice(next, update, isFresh(update), killed), commit);
        if (HarvestLog.saysEvaluating()) {
          next.lastR(update.symbol())
              .ifPresent(r -> commit.afterwards(() -> HarvestLog.evaluating(update.symbol(), r)));
        }
      }
      case ApplyResult result ->
          apply(results.onResult(next, result, message.entry().id()), commit);
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
                commit.optionally(
                    spare ->
                        spare.hsetIf(
                            names.position(symbol),
                            OpenPosition.POSITION_ID,
                            evaluation.positionId().value(),
                            evaluation.encode(),
                            OpenPosition.TTL_SECONDS)));
    state
        .touchedLedgers()
        .forEach((symbol, ledger) -> commit.hset(names.ledger(symbol), ledger.encode()));
    return state.settled();
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
            commit
                .optionally(
                    spare ->
                        spare.hsetIf(
                            names.position(e.symbol()),
                            OpenPosition.POSITION_ID,
                            e.position().value(),
                            OpenPosition.encodeEntryRisk(e.entryRisk()),
                            OpenPosition.TTL_SECONDS))
                .afterwards(() -> HarvestLog.riskFrozen(e));
        case BrainEffect.KeepPosition e -> keep(e, commit);
        case BrainEffect.DropPosition e ->
            commit.optionally(
                spare ->
                    spare
                        .delIf(
                            names.position(e.symbol()),
                            OpenPosition.POSITION_ID,
                            e.position().value())
                        .srem(names.positionsOpen(), e.symbol().name()));
        case BrainEffect.Remember e ->
            commit.optionally(
                spare ->
                    spare.zaddNewest(
                        names.history(e.harvest().symbol()),
                        e.harvest().timestampMillis() / 1000.0,
                        HarvestHistory.member(e.harvest()),
                        HarvestHistory.KEPT));
        case BrainEffect.Opened e -> commit.afterwards(() -> HarvestLog.opened(e));
        case BrainEffect.Evaluated e -> commit.afterwards(() -> HarvestLog.evaluated(e));
        case BrainEffect.HeldBack e -> commit.afterwards(() -> HarvestLog.heldBack(e));
        case BrainEffect.ForeignFillIgnored e ->
            commit.afterwards(() -> HarvestLog.foreignIgnored(e));
      }
    }
  }

  private void keep(BrainEffect.KeepPosition e, Commit commit) {
    Symbol symbol = e.position().position().symbol();
    String key = names.position(symbol);
    if (e.opened()) {
      commit
          .del(key)
          .hset(key, e.position().encode(), OpenPosition.TTL_SECONDS)
          .optionally(spare -> spare.sadd(names.positionsOpen(), symbol.name()));
    } else {
      // the apply layer may have adopted it since it was read: from then on the fields are its own
      commit.optionally(
          spare ->
              spare.hsetIf(
                  key,
                  OpenPosition.SOURCE,
                  OpenPosition.SOURCE_BRAIN,
                  e.position().encode(),
                  OpenPosition.TTL_SECONDS));
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
        .optionally(
            marked ->
                marked.publishOnce(
                    target(e.intent()),
                    settings.streamMaxLen(),
                    e.intent().encode(),
                    key,
                    dedup.value().value(),
                    settings.dedupTtlSeconds()))
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

  private void loadPosition(BrainState state, Symbol symbol) {
    String key = names.position(symbol);
    Optional<String> wrong =
        switch (keys.hash(key)) {
          case Found.Absent<Map<String, String>> none -> loadPosition(state, symbol, Map.of());
          case Found.Known<Map<String, String>>(var hash) -> loadPosition(state, symbol, hash);
          case Found.Garbled<Map<String, String>>(String why) -> Optional.of(why);
        };
    wrong.ifPresentOrElse(
        reason -> {
          unusable.found(key, reason);
          state.unreadablePosition(symbol, key + ": " + reason);
        },
        () -> unusable.readable(key));
  }

  /**
   * @return what is wrong with the hash
   */
  private static Optional<String> loadPosition(
      BrainState state, Symbol symbol, Map<String, String> hash) {
    Optional<OpenPosition> open;
    switch (OpenPosition.decode(hash)) {
      case Decoded.Ok<Optional<OpenPosition>>(Optional<OpenPosition> value, _) -> open = value;
      case Decoded.Bad<Optional<OpenPosition>> bad -> {
        return Optional.of(bad.reason());
      }
    }
    if (open.isPresent() && !open.get().position().symbol().equals(symbol)) {
      return Optional.of("is about " + open.get().position().symbol());
    }
    switch (Evaluation.decode(hash)) {
      case Decoded.Ok<Optional<Evaluation>>(Optional<Evaluation> evaluation, _) -> {
        try {
          state.load(symbol, open, evaluation);
          return Optional.empty();
        } catch (IllegalArgumentException e) {
          return Optional.of(e.getMessage());
        }
      }
      // not knowing what was asked for already, nothing more is asked for
      case Decoded.Bad<Optional<Evaluation>> bad -> {
        return Optional.of(bad.reason());
      }
    }
  }

  private void loadLedger(BrainState state, Symbol symbol) {
    String key = names.ledger(symbol);
    switch (keys.record(key, hash -> Ledger.decode(hash).map(Optional::of))) {
      case Found.Absent<Ledger> none -> state.load(symbol, Ledger.EMPTY);
      case Found.Known<Ledger>(Ledger ledger) -> state.load(symbol, ledger);
      case Found.Garbled<Ledger>(String why) -> state.unreadableLedger(symbol, key + ": " + why);
    }
  }

  /** A market state is as old as it is to the symbol's newest price, this batch's included. */
  private void loadMarkets(BrainState state, Set<Symbol> symbols, Batch batch, long now) {
    Map<Symbol, MarketConditions> fresh = markets.fresh(batch.pricedAt(symbols, state, now));
    state.loadMarkets(fresh);
    Set<Symbol> neutral = new TreeSet<>(state.openSymbols());
    neutral.removeAll(fresh.keySet());
    if (!neutral.isEmpty() && throttle.allows("neutral markets")) {
      HarvestLog.neutralMarket(neutral);
    }
  }

  /** Of positions whose risk the next price freezes, and of those that this batch may open. */
  private void loadProposals(BrainState state, Batch batch, long now) {
    Set<Symbol> symbols = state.symbolsWithoutRisk();
    for (Symbol symbol : batch.results()) {
      if (!state.openSymbols().contains(symbol)) {
        symbols.add(symbol);
      }
    }
    state.loadProposals(
        symbols.isEmpty() ? Map.of() : proposals.fresh(batch.pricedAt(symbols, state, now)));
  }

  private void loadRules(BrainState state, Set<Symbol> symbols, long now) {
    if (settings.lockstep() || state.isDueForRules(now, settings.configRefreshMillis())) {
      rules.load(state, symbols);
      state.rulesRead(now);
    } else {
      // a symbol's first price is judged by its own rules already
      rules.load(state, symbols.stream().filter(symbol -> !state.knowsRules(symbol)).toList());
    }
  }

  /** What a batch is about; its prices are looked at only if somebody asks for them. */
  private final class Batch {
    private final List<Message<FeedEvent>> messages;
    private final Set<Symbol> results = new LinkedHashSet<>();
    private Optional<Map<Symbol, Long>> newest = Optional.empty();

    Batch(List<Message<FeedEvent>> messages) {
      this.messages = messages;
      for (Message<FeedEvent> message : messages) {
        if (message.value() instanceof ApplyResult result) {
          results.add(result.symbol());
        }
      }
    }

    /** Symbols that a result is about. */
    Set<Symbol> results() {
      return results;
    }

    /** Event time of the newest price of each, the wall clock's where none was seen yet. */
    Map<Symbol, Long> pricedAt(Collection<Symbol> symbols, BrainState state, long now) {
      Map<Symbol, Long> inBatch = newest.orElseGet(this::newestPrices);
      newest = Optional.of(inBatch);
      Map<Symbol, Long> at = new HashMap<>();
      for (Symbol symbol : symbols) {
        long known = state.pricedAtMillis(symbol).orElse(Long.MIN_VALUE);
        long latest = Math.max(known, inBatch.getOrDefault(symbol, Long.MIN_VALUE));
        at.put(symbol, latest == Long.MIN_VALUE ? now : latest);
      }
      return at;
    }

    private Map<Symbol, Long> newestPrices() {
      Map<Symbol, Long> prices = new HashMap<>();
      for (Message<FeedEvent> message : messages) {
        if (message.value() instanceof PriceUpdate price) {
          prices.merge(price.symbol(), price.timestampMillis(), Math::max);
        }
      }
      return prices;
    }
  }
}
