package quantum.brain;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import quantum.brain.decide.BrainState;
import quantum.contracts.Alarm;
import quantum.contracts.Ledger;
import quantum.contracts.Names;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Health;
import quantum.runtime.Redis;
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
 * What Redis says is told to the state before a batch is decided. A key that cannot be read stops
 * no batch: the state is told what it has to do without, and somebody is told to look.
 */
final class BrainReader {
  private final HarvestBrainSettings settings;
  private final Names names;
  private final Alarms alarms;
  private final Keys keys;
  private final OpenPositions positions;
  private final MarketStates markets;
  private final RiskProposals proposals;
  private final SymbolRules rules;
  private final Throttle throttle;

  BrainReader(HarvestBrainSettings settings, Redis redis, Health health, Clock clock) {
    this.settings = settings;
    this.names = settings.names();
    this.alarms = health.alarms();
    this.throttle = new Throttle(clock);
    Unreadable unusable = new UnreadableKeys(HarvestLog::unusable).counting(health.oddities());
    this.keys = new Keys(redis, unusable);
    this.positions = new OpenPositions(redis, names, unusable);
    this.markets =
        new MarketStates(redis, settings.marketPrefixes(), settings.marketMaxAgeMillis(), unusable);
    this.proposals =
        new RiskProposals(
            redis, settings.riskProposalPrefix(), settings.marketMaxAgeMillis(), unusable);
    this.rules = new SymbolRules(settings.rules(), names, redis, unusable);
  }

  /** A symbol that is missing in the set may be open for all that: its hash decides. */
  Set<Symbol> allOpen(BrainState state) {
    Set<Symbol> open = new TreeSet<>(state.openSymbols());
    positions.symbols().ifPresent(open::addAll);
    return open;
  }

  /**
   * What cannot be read of a position is judged as it was known, and somebody has to look.
   *
   * @param latestMillis the latest event time that can be
   */
  void loadPositions(BrainState state, Set<Symbol> symbols, long latestMillis) {
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
            latestMillis);
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
  void loadBooked(BrainState state, FeedBatch batch) {
    Map<Symbol, Set<String>> booked = new HashMap<>();
    batch
        .trades()
        .forEach(
            (symbol, trades) ->
                booked.put(
                    symbol, keys.among(names.booked(symbol), trades).value().orElse(Set.of())));
    state.loadBooked(booked);
  }

  /** Those that are not known yet. */
  void loadLedgers(BrainState state, Collection<Symbol> symbols) {
    symbols.stream()
        .filter(symbol -> !state.knowsLedger(symbol))
        .forEach(symbol -> loadLedger(state, symbol));
  }

  private void loadLedger(BrainState state, Symbol symbol) {
    String key = names.ledger(symbol);
    switch (keys.record(key, hash -> Ledger.decode(hash).map(Optional::of))) {
      case Found.Absent<Ledger> none -> known(state, symbol, Ledger.EMPTY);
      case Found.Known<Ledger>(Ledger ledger) -> known(state, symbol, ledger);
      case Found.Garbled<Ledger>(String why) -> {
        state.unreadableLedger(symbol, key + ": " + why);
        alarms.raise(Alarm.LEDGER_UNREADABLE.of(symbol), why);
      }
    }
  }

  private void known(BrainState state, Symbol symbol, Ledger ledger) {
    state.load(symbol, ledger);
    alarms.end(Alarm.LEDGER_UNREADABLE.of(symbol));
  }

  void loadRules(BrainState state, Collection<Symbol> symbols, long now) {
    if (settings.lockstep() || state.isDueForRules(now, settings.configRefreshMillis())) {
      rules.load(state, symbols);
      state.rulesRead(now);
    } else {
      // a symbol's first price is judged by its own rules already
      rules.load(state, symbols.stream().filter(symbol -> !state.knowsRules(symbol)).toList());
    }
  }

  /** Of positions whose risk the next price freezes, and of those that this batch may open. */
  void loadProposals(BrainState state, FeedBatch batch, long now) {
    Set<Symbol> symbols = state.symbolsWithoutRisk();
    for (Symbol symbol : batch.results()) {
      if (!state.openSymbols().contains(symbol)) {
        symbols.add(symbol);
      }
    }
    state.loadProposals(
        symbols.isEmpty() ? Map.of() : proposals.fresh(batch.pricedAt(symbols, state, now)));
  }

  /** A market state is as old as it is to the symbol's newest price, this batch's included. */
  void loadMarkets(BrainState state, Collection<Symbol> symbols, FeedBatch batch, long now) {
    if (!settings.lockstep() && !state.isDueForMarkets(now, settings.marketRefreshMillis())) {
      return;
    }
    Map<Symbol, MarketConditions> fresh = markets.fresh(batch.pricedAt(symbols, state, now));
    state.loadMarkets(fresh);
    state.marketsRead(now);
    Set<Symbol> neutral = new TreeSet<>(state.openSymbols());
    neutral.removeAll(fresh.keySet());
    if (!neutral.isEmpty() && throttle.allows("neutral markets")) {
      HarvestLog.neutralMarket(neutral);
    }
  }
}
