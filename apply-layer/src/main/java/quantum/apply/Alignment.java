package quantum.apply;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.apply.decide.Drift;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;

/** Brings a position hash to what the exchange says; runs inside the symbol's lane only. */
final class Alignment {
  private static final int ASKS = 4;
  private static final long FIRST_WAIT_MILLIS = 200;

  /** A position's last change and the trade behind it may carry slightly different times. */
  private static final long TRADE_SLACK_MILLIS = 1_000;

  /** How often a task has looked at a difference that no trade explains yet. */
  static final class Patience {
    private int asked;
  }

  private final Venue venue;
  private final ApplyStore store;
  private final ApplyLayerSettings settings;

  Alignment(Venue venue, ApplyStore store, ApplyLayerSettings settings) {
    this.venue = venue;
    this.store = store;
    this.settings = settings;
  }

  /**
   * The hash as the exchange has it, after booking what happened there without us. A hash that
   * harvest-brain made is left alone unless the exchange holds that position.
   *
   * @param exchange what was just asked for
   * @param nowMillis event time, for what no trade of the exchange dates
   * @throws NotNow while the trades that explain the difference have not arrived
   */
  Optional<OpenPosition> align(
      Symbol symbol,
      Optional<OpenPosition> hash,
      Optional<VenuePosition> exchange,
      Patience patience,
      long nowMillis) {
    if (Drift.isNone(hash, exchange)) {
      return hash;
    }
    Optional<OpenPosition> ours = hash.filter(open -> !Drift.isForeign(open));
    Drift drift =
        ours.map(open -> Drift.follow(open, exchange, missing(symbol, open), nowMillis))
            .orElseGet(() -> adopted(symbol, exchange.orElseThrow(), hash));
    if (!drift.explained() && ++patience.asked < ASKS) {
      throw new NotNow(FIRST_WAIT_MILLIS << patience.asked, "trades not yet visible");
    }
    Commit commit = new Commit();
    drift
        .after()
        .ifPresentOrElse(
            after -> store.keep(commit, hash, after),
            () -> store.drop(commit, symbol, closedAt(drift, nowMillis)));
    drift
        .results()
        .forEach(
            result ->
                commit.publish(settings.resultStream(), settings.streamMaxLen(), result.encode()));
    commit.afterwards(() -> ApplyLog.reconciled(symbol, drift.what()));
    store.execute(commit);
    return drift.after();
  }

  private static long closedAt(Drift drift, long nowMillis) {
    return drift.results().isEmpty() ? nowMillis : drift.results().getLast().timestampMillis();
  }

  private Drift adopted(Symbol symbol, VenuePosition exchange, Optional<OpenPosition> hash) {
    List<VenueTrade> made =
        VenueRefusal.orValue(
            venue.tradesSince(symbol, exchange.updatedMillis() - TRADE_SLACK_MILLIS));
    Optional<Long> lastTradeId =
        made.isEmpty() ? Optional.empty() : Optional.of(made.getLast().id());
    return Drift.adopt(exchange, hash, lastTradeId, tick(symbol));
  }

  private List<VenueTrade> missing(Symbol symbol, OpenPosition open) {
    if (open.lastTradeId().isPresent()) {
      return VenueRefusal.orValue(venue.tradesFrom(symbol, open.lastTradeId().get() + 1));
    }
    long since = open.position().openedAtMillis();
    return VenueRefusal.orValue(venue.tradesSince(symbol, since)).stream()
        .filter(trade -> trade.timeMillis() > since)
        .toList();
  }

  private Optional<BigDecimal> tick(Symbol symbol) {
    return venue.rules(symbol) instanceof Outcome.Ok<SymbolRules>(SymbolRules rules)
        ? Optional.of(rules.tick())
        : Optional.empty();
  }
}
