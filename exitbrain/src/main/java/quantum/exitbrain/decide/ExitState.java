package quantum.exitbrain.decide;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import quantum.contracts.Alarm;
import quantum.contracts.OpenPosition;
import quantum.contracts.PriceUpdate;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.PriceTimes;
import quantum.kernel.value.Symbol;

/**
 * All that exitbrain knows between two events; the values inside are immutable. A batch works on a
 * {@link #draft()}, whose {@link #settled()} state replaces the original once the batch is
 * committed; a batch that is refused starts from the original again.
 */
public final class ExitState {
  private static final long SAY_HELD_BACK_MILLIS = 60_000;

  private final Map<Symbol, Watched> watched;
  private final Map<Symbol, MarketConditions> markets;
  private final PriceTimes priced;
  private final boolean draft;
  private long heldBackSaidMillis;

  /** Knows nothing yet. */
  public ExitState() {
    this(Map.of(), Map.of(), new PriceTimes(), Long.MIN_VALUE / 2, false);
  }

  private ExitState(
      Map<Symbol, Watched> watched,
      Map<Symbol, MarketConditions> markets,
      PriceTimes priced,
      long heldBackSaidMillis,
      boolean draft) {
    this.watched = new HashMap<>(watched);
    this.markets = new HashMap<>(markets);
    this.priced = new PriceTimes(priced);
    this.heldBackSaidMillis = heldBackSaidMillis;
    this.draft = draft;
  }

  /** A state that may be changed: this one if it is a draft already. */
  public ExitState draft() {
    return draft ? this : new ExitState(watched, markets, priced, heldBackSaidMillis, true);
  }

  /** The same knowledge, to be changed no more. */
  public ExitState settled() {
    return new ExitState(watched, markets, priced, heldBackSaidMillis, false);
  }

  /** Takes the position of a symbol where nobody notes beside it. */
  public void load(Symbol symbol, Optional<OpenPosition> open) {
    load(symbol, open, KillMemory.NONE, Long.MAX_VALUE);
  }

  /**
   * Takes the position of a symbol as Redis has it now.
   *
   * @param noted what harvest-brain has noted of the kill score
   * @param latestMillis the latest event time that can be: a position opened later than that has no
   *     time of its opening, and every price counts
   */
  public void load(
      Symbol symbol, Optional<OpenPosition> open, KillMemory noted, long latestMillis) {
    if (open.isEmpty()) {
      watched.remove(symbol);
      return;
    }
    OpenPosition now = open.get().knownBy(latestMillis);
    Watched known = watched.get(symbol);
    watched.put(
        symbol,
        known == null ? Watched.fresh(now, noted) : known.with(now, noted, priced.newest(symbol)));
  }

  /** What the kill score is fed with; {@link MarketConditions#NEUTRAL} for symbols not in it. */
  public void load(Map<Symbol, MarketConditions> fresh) {
    markets.clear();
    markets.putAll(fresh);
  }

  public Set<Symbol> openSymbols() {
    return Set.copyOf(watched.keySet());
  }

  /** What was asked for more than once and is not answered. */
  public Set<Alarm.Cause> unanswered() {
    Set<Alarm.Cause> causes = new HashSet<>();
    watched.forEach(
        (_, position) ->
            position
                .asked()
                .pending()
                .filter(ask -> ask.waiting().isAlarming())
                .forEach(ask -> causes.add(ask.ask().unanswered())));
    return causes;
  }

  /** Event time of the symbol's newest price. */
  public OptionalLong newestPriceMillis(Symbol symbol) {
    return priced.newest(symbol);
  }

  /** Takes note of a price; whether it is no older than what was decided on. */
  boolean take(PriceUpdate price, boolean fresh) {
    return priced.take(price.symbol(), price.timestampMillis(), fresh);
  }

  Optional<Watched> watched(Symbol symbol) {
    return Optional.ofNullable(watched.get(symbol));
  }

  void put(Watched next) {
    watched.put(next.position().symbol(), next);
  }

  MarketConditions market(Symbol symbol) {
    return markets.getOrDefault(symbol, MarketConditions.NEUTRAL);
  }

  /** Whether a price that is too old is to be said: once a minute is enough. */
  boolean sayHeldBack(long nowMillis) {
    if (Math.abs(nowMillis - heldBackSaidMillis) < SAY_HELD_BACK_MILLIS) {
      return false;
    }
    heldBackSaidMillis = nowMillis;
    return true;
  }
}
