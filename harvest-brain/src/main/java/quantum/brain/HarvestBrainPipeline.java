package quantum.brain;

import java.time.Clock;
import java.util.ArrayList;
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
import quantum.brain.decide.ClockDecider;
import quantum.brain.decide.FeedDecider;
import quantum.brain.decide.ResultBooker;
import quantum.contracts.Alarm;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.FeedEvent;
import quantum.contracts.Hand;
import quantum.contracts.HarvestHistory;
import quantum.contracts.Ledger;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.contracts.PriceUpdate;
import quantum.contracts.TradeIntent;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.BatchDecider;
import quantum.runtime.Commit;
import quantum.runtime.Feed;
import quantum.runtime.Health;
import quantum.runtime.Message;
import quantum.runtime.Published;
import quantum.runtime.Redis;
import quantum.runtime.StreamEntry;
import quantum.runtime.Throttle;
import quantum.runtime.snapshot.EvaluatedPosition;
import quantum.runtime.snapshot.Found;
import quantum.runtime.snapshot.Keys;
import quantum.runtime.snapshot.MarketStates;
import quantum.runtime.snapshot.OpenPositions;
import quantum.runtime.snapshot.RiskProposals;
import quantum.runtime.snapshot.Unreadable;
import quantum.runtime.snapshot.UnreadableKeys;

/**
 * decode → decide → effects. Reads from Redis happen before a batch ({@link #prepare}), writes only
 * in its commit.
 */
final class HarvestBrainPipeline implements BatchDecider<BrainState, FeedEvent> {
  private static final long RELOAD_MILLIS = 5_000;

  /** As many results as their stream keeps: read again from its beginning, none counts twice. */
  private static final int TRADES_KEPT = 10_000;

  private final HarvestBrainSettings settings;
  private final Names names;
  private final Clock clock;
  private final FeedDecider prices;
  private final ResultBooker results;
  private final ClockDecider asks;
  private final Feed feed;
  private final Alarms alarms;
  private final Unreadable unusable;
  private final OpenPositions positions;
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
    this.positions = new OpenPositions(redis, names, unusable);
    this.feed =
        new Feed(clock, settings.priceStream(), settings.freshSeconds(), settings.lockstep());
    this.alarms = health.alarms();
    this.prices = new FeedDecider(settings.rules());
    this.results = new ResultBooker(settings.rules());
    this.asks = new ClockDecider(settings.rules());
    this.markets =
        new MarketStates(redis, settings.marketPrefixes(), settings.marketMaxAgeMillis(), unusable);
    this.proposals =
        new RiskProposals(
            redis, settings.riskProposalPrefix(), settings.marketMaxAgeMillis(), unusable);
    this.rules = new SymbolRules(settings.rules(), names, redis, unusable);
  }

  @Override
  public Decoded<FeedEvent> decode(StreamEntry entry) {
    return feed.decode(entry);
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
      stale.addAll(allOpen(next));
      next.positionsRead(now);
    }
    loadPositions(next, stale);
    next.loadBooked(booked(about));
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

  /** A symbol that is missing in the set may be open for all that: its hash decides. */
  private Set<Symbol> allOpen(BrainState state) {
    Set<Symbol> open = new TreeSet<>(state.openSymbols());
    positions.symbols().ifPresent(open::addAll);
    return open;
  }

  @Override
  public BrainState decide(BrainState state, Message<FeedEvent> message, Hand hand, Commit commit) {
    BrainState next = state.draft();
    switch (message.value()) {
      case PriceUpdate update -> {
        apply(prices.onPrice(next, update, feed.isFresh(update), hand), commit);
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
  public BrainState finish(BrainState state, Commit commit) {
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

  /** What the wall clock brings about: also where no price comes any more. */
  @Override
  public BrainState idle(BrainState before, Hand hand, Commit commit) {
    BrainState next = before.draft();
    long now = clock.millis();
    if (next.isDueForPositions(now, RELOAD_MILLIS)) {
      loadPositions(next, allOpen(next));
      next.positionsRead(now);
    }
    apply(asks.onClock(next, now, hand), commit);
    Set<Alarm.Cause> unanswered = next.unanswered();
    alarms.endWhere(cause -> cause.kind() == Alarm.UNANSWERED && !unanswered.contains(cause));
    feed.look(next.openSymbols(), alarms);
    return next.settled();
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
        case BrainEffect.AskedAgain e -> {
          publish(e.intent(), commit);
          commit.afterwards(
              () -> alarms.raise(e.unanswered(), e.ask().what(), e.times(), e.seconds(), e.plan()));
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
        case BrainEffect.Booked e ->
            commit.optionally(
                spare ->
                    e.trades()
                        .forEach(
                            trade ->
                                spare.zaddNewest(
                                    names.booked(e.symbol()),
                                    e.atMillis() / 1000.0,
                                    trade,
                                    TRADES_KEPT)));
        case BrainEffect.NotBooked e -> commit.afterwards(() -> HarvestLog.notBooked(e));
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
                case Published.Lost lost -> {} // only its mark can be left out
              }
            });
  }

  private void publish(TradeIntent.Exit intent, Commit commit) {
    commit.publish(target(intent), settings.streamMaxLen(), intent.encode());
  }

  private String target(TradeIntent.Exit intent) {
    return intent.dryRun() ? settings.suggestionStream() : settings.intentStream();
  }

  /** What cannot be read of a position is judged as it was known, and somebody has to look. */
  private void loadPositions(BrainState state, Set<Symbol> symbols) {
    long latest = feed.latestMillis();
    Map<Symbol, Optional<EvaluatedPosition>> found = positions.loadEvaluated(symbols);
    for (Symbol symbol : symbols) {
      Optional<EvaluatedPosition> open = found.get(symbol);
      Alarm.Cause unreadable = Alarm.POSITION_UNREADABLE.of(symbol);
      if (open != null) {
        alarms.end(unreadable);
        state.load(
            symbol,
            open.map(EvaluatedPosition::position),
            open.flatMap(EvaluatedPosition::evaluation),
            latest);
      } else {
        String key = names.position(symbol);
        state.unreadablePosition(symbol, key + " cannot be read");
        boolean known = state.openSymbols().contains(symbol);
        alarms.raise(
            unreadable, known ? "it is judged as it was known" : "no profit is taken", key);
      }
    }
  }

  /** Which of the trades that a batch reports are in the ledger already. */
  private Map<Symbol, Set<String>> booked(Batch batch) {
    Map<Symbol, Set<String>> booked = new HashMap<>();
    batch
        .trades()
        .forEach(
            (symbol, trades) ->
                booked.put(
                    symbol, keys.among(names.booked(symbol), trades).value().orElse(Set.of())));
    return booked;
  }

  private void loadLedger(BrainState state, Symbol symbol) {
    String key = names.ledger(symbol);
    switch (keys.record(key, hash -> Ledger.decode(hash).map(Optional::of))) {
      case Found.Absent<Ledger> none -> ledger(state, symbol, Ledger.EMPTY);
      case Found.Known<Ledger>(Ledger ledger) -> ledger(state, symbol, ledger);
      case Found.Garbled<Ledger>(String why) -> {
        state.unreadableLedger(symbol, key + ": " + why);
        alarms.raise(Alarm.LEDGER_UNREADABLE.of(symbol), why);
      }
    }
  }

  private void ledger(BrainState state, Symbol symbol, Ledger ledger) {
    state.load(symbol, ledger);
    alarms.end(Alarm.LEDGER_UNREADABLE.of(symbol));
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
    private final Map<Symbol, List<String>> trades = new HashMap<>();
    private Optional<Map<Symbol, Long>> newest = Optional.empty();

    Batch(List<Message<FeedEvent>> messages) {
      this.messages = messages;
      for (Message<FeedEvent> message : messages) {
        if (message.value() instanceof ApplyResult result) {
          results.add(result.symbol());
          trades
              .computeIfAbsent(result.symbol(), _ -> new ArrayList<>())
              .addAll(ResultBooker.trades(result));
        }
      }
    }

    /** Trades that results report, per symbol. */
    Map<Symbol, List<String>> trades() {
      return trades;
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
