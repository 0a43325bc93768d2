package quantum.brain.decide;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import quantum.brain.decide.BrainEffect.HeldBack;
import quantum.contracts.Alarm;
import quantum.contracts.Evaluation;
import quantum.contracts.Ledger;
import quantum.contracts.OpenPosition;
import quantum.contracts.PriceUpdate;
import quantum.contracts.RiskProposal;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.PriceTimes;
import quantum.kernel.value.Symbol;

/**
 * All that harvest-brain knows between two events; the values inside are immutable. A batch works
 * on a {@link #draft()}, whose {@link #settled()} state replaces the original once the batch is
 * committed; a batch that is refused starts from the original again.
 */
public final class BrainState {
  private static final long NEVER = Long.MIN_VALUE / 2;
  private static final long MINUTE_MILLIS = 60_000;

  private final Map<Symbol, TrackedPosition> positions;
  private final Map<Symbol, Ledger> ledgers;
  private final Map<Symbol, MarketConditions> markets;
  private final Map<Symbol, RiskProposal> proposals;
  private final Map<Symbol, Optional<HarvestRules>> rules;
  private final Map<Symbol, Set<String>> booked;
  private final PriceTimes priced;
  private final Map<Symbol, String> unreadablePositions;
  private final Map<Symbol, String> unreadableLedgers;
  private final Deque<Long> partialsAtMillis;
  private final Map<HeldBack.Why, Long> heldBackSaidMillis;
  private final Set<Symbol> touchedPositions = new HashSet<>();
  private final Set<Symbol> touchedLedgers = new HashSet<>();
  private final boolean draft;
  private long positionsReadAtMillis = NEVER;
  private long marketsReadAtMillis = NEVER;
  private long rulesReadAtMillis = NEVER;

  /** Knows nothing yet. */
  public BrainState() {
    positions = new HashMap<>();
    ledgers = new HashMap<>();
    markets = new HashMap<>();
    proposals = new HashMap<>();
    rules = new HashMap<>();
    booked = new HashMap<>();
    priced = new PriceTimes();
    unreadablePositions = new HashMap<>();
    unreadableLedgers = new HashMap<>();
    partialsAtMillis = new ArrayDeque<>();
    heldBackSaidMillis = new EnumMap<>(HeldBack.Why.class);
    draft = false;
  }

  private BrainState(BrainState from, boolean draft) {
    positions = new HashMap<>(from.positions);
    ledgers = new HashMap<>(from.ledgers);
    markets = new HashMap<>(from.markets);
    proposals = new HashMap<>(from.proposals);
    rules = new HashMap<>(from.rules);
    booked = new HashMap<>(from.booked);
    priced = new PriceTimes(from.priced);
    unreadablePositions = new HashMap<>(from.unreadablePositions);
    unreadableLedgers = new HashMap<>(from.unreadableLedgers);
    partialsAtMillis = new ArrayDeque<>(from.partialsAtMillis);
    heldBackSaidMillis = new EnumMap<>(from.heldBackSaidMillis);
    positionsReadAtMillis = from.positionsReadAtMillis;
    marketsReadAtMillis = from.marketsReadAtMillis;
    rulesReadAtMillis = from.rulesReadAtMillis;
    this.draft = draft;
  }

  /** A state that may be changed: this one if it is a draft already. */
  public BrainState draft() {
    return draft ? this : new BrainState(this, true);
  }

  /** The same knowledge, to be changed no more, with nothing touched. */
  public BrainState settled() {
    return new BrainState(this, false);
  }

  /** Takes the hash of a symbol where every event time can be. */
  public void load(Symbol symbol, Optional<OpenPosition> open, Optional<Evaluation> evaluation) {
    load(symbol, open, evaluation, Long.MAX_VALUE);
  }

  /**
   * Takes the hash of a symbol as Redis has it now: the trade fields there are the truth.
   *
   * @param latestMillis the latest event time that can be; later ones in the hash count as missing
   */
  public void load(
      Symbol symbol,
      Optional<OpenPosition> open,
      Optional<Evaluation> evaluation,
      long latestMillis) {
    unreadablePositions.remove(symbol);
    if (open.isEmpty()) {
      positions.remove(symbol);
      rules.remove(symbol);
      return;
    }
    OpenPosition now = open.get().knownBy(latestMillis);
    TrackedPosition known = positions.get(symbol);
    if (known != null && now.isStill(known.open())) {
      positions.put(symbol, known.with(now));
      return;
    }
    evaluation
        .map(Evaluation::lastUpdateMillis)
        .filter(at -> at <= latestMillis)
        .ifPresent(at -> priced.note(symbol, at));
    positions.put(symbol, TrackedPosition.restored(now, evaluation));
  }

  /**
   * What stands in the place of the position's hash cannot be read: what is known of it goes on to
   * be decided about, and nothing is written there.
   */
  public void unreadablePosition(Symbol symbol, String reason) {
    unreadablePositions.put(symbol, reason);
  }

  boolean isUnreadable(Symbol symbol) {
    return unreadablePositions.containsKey(symbol);
  }

  public void load(Symbol symbol, Ledger ledger) {
    unreadableLedgers.remove(symbol);
    ledgers.put(symbol, ledger);
  }

  /** Something stands in the place of the ledger: booking on top of it would lose it. */
  public void unreadableLedger(Symbol symbol, String reason) {
    unreadableLedgers.put(symbol, reason);
  }

  public boolean knowsLedger(Symbol symbol) {
    return ledgers.containsKey(symbol);
  }

  /** Which of the trades that a batch reports are booked already. */
  public void loadBooked(Map<Symbol, Set<String>> trades) {
    booked.clear();
    booked.putAll(trades);
  }

  /** Those of the trades that are booked. */
  List<String> booked(Symbol symbol, Collection<String> trades) {
    return trades.stream().filter(booked.getOrDefault(symbol, Set.of())::contains).toList();
  }

  void book(Symbol symbol, Collection<String> trades) {
    Set<String> all = new HashSet<>(booked.getOrDefault(symbol, Set.of()));
    all.addAll(trades);
    booked.put(symbol, all);
  }

  /** What the kill score is fed with; {@link MarketConditions#NEUTRAL} for symbols not in it. */
  public void loadMarkets(Map<Symbol, MarketConditions> fresh) {
    markets.clear();
    markets.putAll(fresh);
  }

  /** What a position without a stop is given as its risk, if it is in there. */
  public void loadProposals(Map<Symbol, RiskProposal> fresh) {
    proposals.clear();
    proposals.putAll(fresh);
  }

  /**
   * The rules that a symbol has of its own.
   *
   * @param own empty if it follows the settings
   */
  public void load(Symbol symbol, Optional<HarvestRules> own) {
    rules.put(symbol, own);
  }

  /** Whether it was asked what rules the symbol has. */
  public boolean knowsRules(Symbol symbol) {
    return rules.containsKey(symbol);
  }

  /** Whether the positions were not read for {@code everyMillis}, or never; wall clock. */
  public boolean isDueForPositions(long nowMillis, long everyMillis) {
    return nowMillis - positionsReadAtMillis >= everyMillis;
  }

  public void positionsRead(long nowMillis) {
    positionsReadAtMillis = nowMillis;
  }

  /** Whether the markets were not read for {@code everyMillis}, or never; wall clock. */
  public boolean isDueForMarkets(long nowMillis, long everyMillis) {
    return nowMillis - marketsReadAtMillis >= everyMillis;
  }

  public void marketsRead(long nowMillis) {
    marketsReadAtMillis = nowMillis;
  }

  /** Whether the rules of single symbols were not read for {@code everyMillis}; wall clock. */
  public boolean isDueForRules(long nowMillis, long everyMillis) {
    return nowMillis - rulesReadAtMillis >= everyMillis;
  }

  public void rulesRead(long nowMillis) {
    rulesReadAtMillis = nowMillis;
  }

  /** Positions whose first price will freeze their risk. */
  public Set<Symbol> symbolsWithoutRisk() {
    Set<Symbol> without = new HashSet<>();
    positions.forEach(
        (symbol, tracked) -> {
          if (tracked.position().entryRisk().isEmpty()) {
            without.add(symbol);
          }
        });
    return without;
  }

  /** Event time of the symbol's newest price. */
  public OptionalLong pricedAtMillis(Symbol symbol) {
    return priced.newest(symbol);
  }

  /** Takes note of a price; whether it is no older than what was decided on. */
  boolean take(PriceUpdate price, boolean fresh) {
    return priced.take(price.symbol(), price.timestampMillis(), fresh);
  }

  /** R, as its policy measures it, of the symbol's position at the last price. */
  public OptionalDouble lastR(Symbol symbol) {
    return assessed(symbol).stream().mapToDouble(TrackedPosition.Assessed::r).findFirst();
  }

  private Optional<TrackedPosition.Assessed> assessed(Symbol symbol) {
    return position(symbol).flatMap(TrackedPosition::assessed);
  }

  public Set<Symbol> openSymbols() {
    return Set.copyOf(positions.keySet());
  }

  /** What was asked for more than once and is not answered. */
  public Set<Alarm.Cause> unanswered() {
    Set<Alarm.Cause> causes = new HashSet<>();
    positions.forEach(
        (symbol, tracked) ->
            tracked
                .asked()
                .unanswered()
                .forEach(
                    (ask, wait) -> {
                      if (wait.isAlarming()) {
                        causes.add(Alarm.UNANSWERED.of(symbol, ask.what()));
                      }
                    }));
    return causes;
  }

  /** Positions whose evaluation changed in this draft, with the evaluation fields. */
  public Map<Symbol, Evaluation> touchedEvaluations() {
    Map<Symbol, Evaluation> touched = new HashMap<>();
    for (Symbol symbol : touchedPositions) {
      Optional.ofNullable(positions.get(symbol))
          .filter(tracked -> !isUnreadable(symbol))
          .flatMap(TrackedPosition::evaluation)
          .ifPresent(evaluation -> touched.put(symbol, evaluation));
    }
    return touched;
  }

  public Map<Symbol, Ledger> touchedLedgers() {
    Map<Symbol, Ledger> touched = new HashMap<>();
    touchedLedgers.forEach(symbol -> touched.put(symbol, ledgers.get(symbol)));
    return touched;
  }

  Optional<TrackedPosition> position(Symbol symbol) {
    return Optional.ofNullable(positions.get(symbol));
  }

  void put(TrackedPosition position) {
    positions.put(position.position().symbol(), position);
    touchedPositions.add(position.position().symbol());
  }

  void remove(Symbol symbol) {
    positions.remove(symbol);
    touchedPositions.remove(symbol);
  }

  /**
   * @throws IllegalStateException if what stands in its place cannot be read
   */
  void requireReadablePosition(Symbol symbol) {
    requireReadable(unreadablePositions, symbol);
  }

  /**
   * @throws IllegalStateException if what stands in its place cannot be read
   */
  Ledger ledger(Symbol symbol) {
    requireReadable(unreadableLedgers, symbol);
    return ledgers.getOrDefault(symbol, Ledger.EMPTY);
  }

  private static void requireReadable(Map<Symbol, String> unreadable, Symbol symbol) {
    String reason = unreadable.get(symbol);
    if (reason != null) {
      throw new IllegalStateException(reason);
    }
  }

  void put(Symbol symbol, Ledger ledger) {
    ledgers.put(symbol, ledger);
    touchedLedgers.add(symbol);
  }

  MarketConditions market(Symbol symbol) {
    return markets.getOrDefault(symbol, MarketConditions.NEUTRAL);
  }

  Optional<RiskProposal> proposal(Symbol symbol) {
    return Optional.ofNullable(proposals.get(symbol));
  }

  Optional<HarvestRules> rules(Symbol symbol) {
    return rules.getOrDefault(symbol, Optional.empty());
  }

  /** Counts a partial unless there were {@code max} of them in the 60 s before. */
  boolean admitPartial(int max, long nowMillis) {
    while (!partialsAtMillis.isEmpty()
        && partialsAtMillis.peekFirst() <= nowMillis - MINUTE_MILLIS) {
      partialsAtMillis.pollFirst();
    }
    if (partialsAtMillis.size() >= max) {
      return false;
    }
    partialsAtMillis.addLast(nowMillis);
    return true;
  }

  /** Whether a held-back emission is to be said: once a minute for each reason is enough. */
  boolean sayHeldBack(HeldBack.Why why, long nowMillis) {
    if (Math.abs(nowMillis - heldBackSaidMillis.getOrDefault(why, NEVER)) < MINUTE_MILLIS) {
      return false;
    }
    heldBackSaidMillis.put(why, nowMillis);
    return true;
  }
}
