package quantum.apply;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.apply.decide.Drift;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.OpenPosition;
import quantum.contracts.PositionRemains;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
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
   * What the exchange holds of a symbol. One that it does not list (any more) is flat if no row of
   * the whole account's answer may be of it.
   */
  Optional<VenuePosition> held(Symbol symbol) {
    Outcome<Optional<VenuePosition>> told = venue.position(symbol);
    if (told instanceof Outcome.Failed<?>(Failure.NotFound(String message))) {
      if (!VenueRefusal.orValue(venue.positions()).isFlat(symbol)) {
        throw new VenueRefusal(message);
      }
      ApplyLog.notListed(symbol, message);
      return Optional.empty();
    }
    return VenueRefusal.orValue(told);
  }

  /**
   * The hash as the exchange has it, after booking what happened there without us. A hash that
   * harvest-brain made is left alone unless the exchange holds that position.
   *
   * @param exchange what was just asked for
   * @param nowMillis event time, for what no trade of the exchange dates
   * @param meant the position that a plan names: whose key cannot be read is likely that one
   * @throws NotNow while the trades that explain the difference have not arrived
   */
  Optional<OpenPosition> align(
      Symbol symbol,
      Optional<OpenPosition> hash,
      Optional<VenuePosition> exchange,
      Patience patience,
      long nowMillis,
      Optional<PositionId> meant) {
    Optional<Rebuilt> rebuilt =
        hash.isPresent()
            ? Optional.empty()
            : exchange.isPresent() ? rebuilt(exchange.get(), meant) : closedUnread(symbol, meant);
    if (rebuilt.isEmpty() && Drift.isNone(hash, exchange)) {
      return hash;
    }
    Optional<OpenPosition> known = hash.or(() -> rebuilt.map(mended -> mended.remains().open()));
    Optional<OpenPosition> ours = known.filter(open -> !Drift.isForeign(open));
    Drift drift =
        ours.map(
                open ->
                    Drift.follow(
                        open,
                        exchange,
                        rebuilt.map(Rebuilt::missing).orElseGet(() -> missing(symbol, open)),
                        nowMillis))
            .orElseGet(() -> adopted(exchange.orElseThrow(), known));
    if (!drift.explained() && ++patience.asked < ASKS) {
      throw new NotNow(FIRST_WAIT_MILLIS << patience.asked, "trades not yet visible");
    }
    Commit commit = new Commit();
    drift
        .after()
        .ifPresentOrElse(
            after -> {
              // of a key of another type nothing is left to be kept
              store.keep(
                  commit, known.filter(k -> !rebuilt.map(Rebuilt::anew).orElse(false)), after);
              rebuilt.ifPresent(
                  mended -> store.strip(commit, after, mended.remains().unreadable()));
            },
            () -> store.drop(commit, symbol, closedAt(drift, nowMillis)));
    drift
        .results()
        .forEach(
            result ->
                commit.publish(settings.resultStream(), settings.streamMaxLen(), result.encode()));
    commit.afterwards(() -> ApplyLog.reconciled(symbol, drift.what()));
    rebuilt.ifPresent(
        mended ->
            commit.afterwards(
                () -> ApplyLog.rebuilt(mended.remains().open(), mended.remains().unreadable())));
    store.execute(commit);
    return drift.after();
  }

  private static long closedAt(Drift drift, long nowMillis) {
    return drift.results().isEmpty() ? nowMillis : drift.results().getLast().timestampMillis();
  }

  /** A hash that could not be read, with what the exchange knows in the place of what broke. */
  private record Rebuilt(PositionRemains remains, List<VenueTrade> missing, boolean anew) {}

  /** Empty if there is no key at all, or one about a position of the other side. */
  private Optional<Rebuilt> rebuilt(VenuePosition held, Optional<PositionId> meant) {
    Optional<ApplyStore.Left> left = store.left(held.symbol());
    if (left.isEmpty()) {
      return Optional.empty();
    }
    List<VenueTrade> made = madeBy(held);
    return remains(left.get().fields(), held, made, meant, held.quantity())
        .flatMap(
            now -> {
              Optional<Long> booked = now.open().lastTradeId();
              if (booked.isEmpty()) {
                return Optional.of(
                    new Rebuilt(
                        now.bookedUpTo(lastId(made)), List.of(), left.get().ofAnotherType()));
              }
              List<VenueTrade> missing = from(held.symbol(), booked.get() + 1);
              // what it was before them, so that they explain what it is
              return remains(left.get().fields(), held, made, meant, Drift.before(held, missing))
                  .map(before -> new Rebuilt(before, missing, left.get().ofAnotherType()));
            });
  }

  /**
   * A position that was closed while its hash could not be read, as the trades since the last
   * booked one tell of it; empty if there is no such hash, or nobody knows what was booked.
   */
  private Optional<Rebuilt> closedUnread(Symbol symbol, Optional<PositionId> meant) {
    Optional<ApplyStore.Left> left = store.left(symbol);
    Optional<Long> booked = left.flatMap(key -> PositionRemains.lastTradeId(key.fields()));
    if (booked.isEmpty()) {
      return Optional.empty();
    }
    List<VenueTrade> missing = from(symbol, booked.get() + 1);
    return Drift.closedBy(missing)
        .flatMap(
            was ->
                remains(left.get().fields(), was, missing, meant, was.quantity())
                    .map(known -> new Rebuilt(known, missing, left.get().ofAnotherType())));
  }

  private Optional<PositionRemains> remains(
      Map<String, String> fields,
      VenuePosition held,
      List<VenueTrade> made,
      Optional<PositionId> meant,
      Quantity qty) {
    return PositionRemains.of(
        fields,
        new PositionRemains.Core(
            held.symbol(),
            held.side(),
            qty,
            entry(held, made),
            meant.orElseGet(() -> Drift.adoptedId(held)),
            held.updatedMillis(),
            held.leverage().orElse(Leverage.NONE),
            tick(held.symbol())));
  }

  private Drift adopted(VenuePosition held, Optional<OpenPosition> hash) {
    List<VenueTrade> made = madeBy(held);
    return Drift.adopt(held, entry(held, made), hash, lastId(made), tick(held.symbol()));
  }

  /** The trades of the position's last change. */
  private List<VenueTrade> madeBy(VenuePosition held) {
    return trades(venue.tradesSince(held.symbol(), held.updatedMillis() - TRADE_SLACK_MILLIS));
  }

  private static Optional<Long> lastId(List<VenueTrade> trades) {
    return trades.isEmpty() ? Optional.empty() : Optional.of(trades.getLast().id());
  }

  /** As the exchange says it; if it does not, a price that was paid for it. */
  private static Price entry(VenuePosition held, List<VenueTrade> made) {
    return held.entry()
        .or(
            () ->
                made.stream()
                    .filter(trade -> trade.side() == held.side().opening())
                    .map(VenueTrade::price)
                    .reduce((earlier, later) -> later))
        .or(held::mark)
        .orElseThrow(
            () -> new VenueRefusal("the exchange tells no entry price of " + held.symbol()));
  }

  private List<VenueTrade> missing(Symbol symbol, OpenPosition open) {
    if (open.lastTradeId().isPresent()) {
      return from(symbol, open.lastTradeId().get() + 1);
    }
    long since = open.position().openedAtMillis();
    return trades(venue.tradesSince(symbol, since)).stream()
        .filter(trade -> trade.timeMillis() > since)
        .toList();
  }

  private List<VenueTrade> from(Symbol symbol, long tradeId) {
    return trades(venue.tradesFrom(symbol, tradeId));
  }

  /** With their fees in USD; none of a symbol that is not listed any more. */
  private List<VenueTrade> trades(Outcome<List<VenueTrade>> told) {
    return told instanceof Outcome.Failed<?>(Failure.NotFound n)
        ? List.of()
        : Fees.inUsd(venue, VenueRefusal.orValue(told));
  }

  private Optional<BigDecimal> tick(Symbol symbol) {
    return venue.rules(symbol) instanceof Outcome.Ok<SymbolRules>(SymbolRules rules)
        ? Optional.of(rules.tick())
        : Optional.empty();
  }
}
