package quantum.brain.decide;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.contracts.Evaluation;
import quantum.contracts.Ledger;
import quantum.contracts.OpenPosition;
import quantum.kernel.market.MarketState;
import quantum.kernel.value.Symbol;

/**
 * All that harvest-brain knows between two events; the values inside are immutable. A batch works
 * on a {@link #draft()}, whose {@link #settled()} state replaces the original once the batch is
 * committed; a batch that is refused starts from the original again.
 */
public final class BrainState {
  private final Map<Symbol, TrackedPosition> positions;
  private final Map<Symbol, Ledger> ledgers;
  private final Map<Symbol, MarketState> markets;
  private final Deque<Long> partialsAtMillis;
  private final Set<Symbol> touchedPositions = new HashSet<>();
  private final Set<Symbol> touchedLedgers = new HashSet<>();
  private final boolean draft;
  private long heldBackSaidMillis;

  /** Knows nothing yet. */
  public BrainState() {
    this(Map.of(), Map.of(), Map.of(), new ArrayDeque<>(), Long.MIN_VALUE / 2, false);
  }

  private BrainState(
      Map<Symbol, TrackedPosition> positions,
      Map<Symbol, Ledger> ledgers,
      Map<Symbol, MarketState> markets,
      Deque<Long> partialsAtMillis,
      long heldBackSaidMillis,
      boolean draft) {
    this.positions = new HashMap<>(positions);
    this.ledgers = new HashMap<>(ledgers);
    this.markets = new HashMap<>(markets);
    this.partialsAtMillis = new ArrayDeque<>(partialsAtMillis);
    this.heldBackSaidMillis = heldBackSaidMillis;
    this.draft = draft;
  }

  /** A state that may be changed: this one if it is a draft already. */
  public BrainState draft() {
    return draft
        ? this
        : new BrainState(positions, ledgers, markets, partialsAtMillis, heldBackSaidMillis, true);
  }

  /** The same knowledge, to be changed no more, with nothing touched. */
  public BrainState settled() {
    return new BrainState(positions, ledgers, markets, partialsAtMillis, heldBackSaidMillis, false);
  }

  /** Takes the hash of a symbol as Redis has it now: the trade fields there are the truth. */
  public void load(Symbol symbol, Optional<OpenPosition> open, Optional<Evaluation> evaluation) {
    if (open.isEmpty()) {
      positions.remove(symbol);
      return;
    }
    TrackedPosition known = positions.get(symbol);
    positions.put(
        symbol,
        known != null && known.position().id().equals(open.get().position().id())
            ? known.with(open.get())
            : TrackedPosition.restored(open.get(), evaluation));
  }

  /** Forgets positions that are not open any more. */
  public void keepOnly(Collection<Symbol> open) {
    positions.keySet().retainAll(open);
  }

  public void load(Symbol symbol, Ledger ledger) {
    ledgers.put(symbol, ledger);
  }

  public boolean knowsLedger(Symbol symbol) {
    return ledgers.containsKey(symbol);
  }

  /** What the kill score is fed with; {@link MarketState#NEUTRAL} where nothing fresh is known. */
  public void load(Symbol symbol, MarketState market) {
    markets.put(symbol, market);
  }

  public Set<Symbol> openSymbols() {
    return Set.copyOf(positions.keySet());
  }

  /** Positions whose evaluation changed in this draft, with the evaluation fields. */
  public Map<Symbol, Evaluation> touchedEvaluations() {
    Map<Symbol, Evaluation> touched = new HashMap<>();
    for (Symbol symbol : touchedPositions) {
      Optional.ofNullable(positions.get(symbol))
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

  Ledger ledger(Symbol symbol) {
    return ledgers.getOrDefault(symbol, Ledger.EMPTY);
  }

  void put(Symbol symbol, Ledger ledger) {
    ledgers.put(symbol, ledger);
    touchedLedgers.add(symbol);
  }

  MarketState market(Symbol symbol) {
    return markets.getOrDefault(symbol, MarketState.NEUTRAL);
  }

  /** Counts a partial unless there were {@code max} of them in the 60 s before. */
  boolean admitPartial(int max, long nowMillis) {
    while (!partialsAtMillis.isEmpty() && partialsAtMillis.peekFirst() <= nowMillis - 60_000) {
      partialsAtMillis.pollFirst();
    }
    if (partialsAtMillis.size() >= max) {
      return false;
    }
    partialsAtMillis.addLast(nowMillis);
    return true;
  }

  /** Whether a held-back emission is to be said: once a minute is enough. */
  boolean sayHeldBack(long nowMillis) {
    if (Math.abs(nowMillis - heldBackSaidMillis) < 60_000) {
      return false;
    }
    heldBackSaidMillis = nowMillis;
    return true;
  }
}
