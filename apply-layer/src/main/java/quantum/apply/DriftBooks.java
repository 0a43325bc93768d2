package quantum.apply;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.apply.decide.Accounts;
import quantum.apply.decide.Adoption;
import quantum.apply.decide.Drift;
import quantum.apply.decide.PaidFees;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.OpenPosition;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;

/** Books what happened at the exchange without a plan of ours, each trade once. */
final class DriftBooks {
  private final Venue venue;
  private final ApplyStore store;
  private final Books books;
  private final ApplyLayerSettings settings;
  private final VenueTrades trades;
  private final Takeover takeover;

  DriftBooks(
      Venue venue,
      ApplyStore store,
      Books books,
      ApplyLayerSettings settings,
      VenueTrades trades,
      Takeover takeover) {
    this.venue = venue;
    this.store = store;
    this.books = books;
    this.settings = settings;
    this.trades = trades;
    this.takeover = takeover;
  }

  /**
   * Books what others did before a fill of ours.
   *
   * @return the hash after it
   */
  Optional<OpenPosition> bookOthers(
      Symbol symbol, Optional<OpenPosition> hash, List<VenueTrade> others) {
    if (others.isEmpty()) {
      return hash;
    }
    Drift drift = booked(symbol, hash, others);
    return hash.filter(open -> !Drift.isForeign(open)).isPresent() ? drift.after() : hash;
  }

  /**
   * Books what others traded before an entry's fill, where nothing was open.
   *
   * @return what they had left open: the exchange has netted the fill with it
   */
  Optional<Position> bookBefore(Symbol symbol, List<VenueTrade> others) {
    return others.isEmpty()
        ? Optional.empty()
        : booked(symbol, Optional.empty(), others).after().map(OpenPosition::position);
  }

  private Drift booked(Symbol symbol, Optional<OpenPosition> hash, List<VenueTrade> others) {
    Optional<OpenPosition> ours = hash.filter(open -> !Drift.isForeign(open));
    Map<VenueOrderId, ClientOrderId> names = trades.names(symbol, others);
    Drift drift =
        ours.map(open -> Drift.before(open, others, names, others.getLast().timeMillis()))
            .orElseGet(
                () ->
                    Drift.fromFlat(
                        others, names, Leverage.NONE, takeover.tick(symbol), Optional.empty()));
    Commit commit = new Commit();
    if (ours.isPresent()) {
      drift
          .after()
          .ifPresentOrElse(
              after -> store.keep(commit, hash, after),
              () -> store.drop(commit, symbol, others.getLast().timeMillis()));
    }
    // what they opened where nothing of ours was is kept by nobody
    Optional<OpenPosition> kept = ours.isPresent() ? drift.after() : Optional.empty();
    publish(commit, symbol, ours, kept, drift, others, names);
    store.execute(commit);
    return drift;
  }

  /**
   * Books trades of which no difference tells: those that cancel each other out, and where nothing
   * is open any more, those that closed what nobody here knew.
   *
   * @throws NotNow while it may be that not all of them are visible
   */
  void bookStrays(Symbol symbol, Optional<OpenPosition> hash, Patience patience) {
    Optional<TradeCursor> mark = store.marks().bookedUpTo(symbol);
    if (mark.isEmpty() || hash.filter(Drift::isForeign).isPresent()) {
      return;
    }
    Set<VenueOrderId> owed = trades.owed();
    Optional<Side> leg = hash.map(open -> open.position().side());
    List<VenueTrade> strays =
        trades.after(symbol, mark.get()).stream()
            .filter(trade -> !owed.contains(trade.orderId()))
            // where nothing of ours is open a hedged leg is somebody else's
            .filter(trade -> leg.map(trade::isOf).orElseGet(() -> trade.hedgeSide().isEmpty()))
            .toList();
    if (hash.isEmpty() && isNobodysHere(symbol, strays)) {
      store.execute(
          VenueTrades.last(strays)
              .map(last -> store.marks().noteBooked(new Commit(), symbol, last))
              .orElseGet(Commit::new));
      return;
    }
    BigDecimal moved =
        strays.stream()
            .map(
                trade ->
                    trade.side() == OrderSide.BUY
                        ? trade.quantity().value()
                        : trade.quantity().value().negate())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    if (moved.signum() == 0) {
      bookOthers(symbol, hash, strays);
    } else if (hash.isEmpty()) {
      patience.saidFlat();
      if (!patience.isOver()) {
        throw new NotNow(NotNow.LOOK_AGAIN_MILLIS, "not all of its trades are visible");
      }
      bookClosed(symbol, strays);
    }
  }

  /** Trades of a hand whose positions are left alone. */
  private boolean isNobodysHere(Symbol symbol, List<VenueTrade> strays) {
    return settings.adoption().of(symbol) == Adoption.Mode.OFF
        && trades.names(symbol, strays).values().stream().noneMatch(ClientOrderId::isOurs);
  }

  /** Of a position that is gone and that nobody here knew. */
  private void bookClosed(Symbol symbol, List<VenueTrade> strays) {
    Optional<VenuePosition> was = VenuePosition.closedBy(strays);
    if (was.isPresent()) {
      Map<VenueOrderId, ClientOrderId> names = trades.names(symbol, strays);
      Drift drift = takeover.followed(was.get(), Optional.empty(), strays, names, Optional.empty());
      Commit commit = new Commit();
      publish(commit, symbol, Optional.empty(), Optional.empty(), drift, strays, names);
      store.execute(commit);
    }
  }

  /**
   * Adds to a commit what makes a drift true: its results, the ledger, how far trades are booked.
   *
   * @param booked the trades behind it, oldest first
   * @param names of their orders, as far as they are known
   */
  void publish(
      Commit commit,
      Symbol symbol,
      Optional<OpenPosition> before,
      Optional<OpenPosition> after,
      Drift drift,
      List<VenueTrade> booked,
      Map<VenueOrderId, ClientOrderId> names) {
    VenueTrades.last(booked).ifPresent(last -> store.marks().noteBooked(commit, symbol, last));
    // nobody else notes it where Redis has forgotten the plan: who asks for it again is told so
    names.values().stream()
        .flatMap(name -> name.plan().stream())
        .forEach(plan -> store.markDone(commit, plan));
    List<Accounts.Entry> entries =
        drift.results().stream()
            .map(result -> new Accounts.Entry(result, Drift.reason(result, venue.terms())))
            .toList();
    for (Accounts.Entry entry : entries) {
      commit.publish(
          settings.resultStream(),
          settings.streamMaxLen(),
          entry.result().encodeSkipped(entry.reason()));
      commit.afterwards(() -> ApplyLog.unplanned(entry.result(), entry.reason()));
    }
    books.booked(commit, before, entries, after);
    books.owe(commit, drift.results(), PaidFees.of(booked).later());
    commit.afterwards(() -> ApplyLog.reconciled(symbol, drift.what()));
  }
}
