package quantum.apply;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import quantum.apply.decide.Accounts;
import quantum.apply.decide.Adoption;
import quantum.apply.decide.Drift;
import quantum.apply.decide.PaidFees;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Freshness;
import quantum.apply.venue.Legs;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.TradeCursor;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTerms;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.Keeping;
import quantum.contracts.OpenPosition;
import quantum.contracts.PositionRemains;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;

/** Brings a position hash to what the exchange says; runs inside the symbol's lane only. */
final class Alignment {
  /** A position's last change and the trade behind it may carry slightly different times. */
  private static final long TRADE_SLACK_MILLIS = 1_000;

  /** A position nobody knew is believed when it was seen twice, so far apart. */
  private static final long SEEN_TWICE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** So long after a fill of ours an answer may still be of the time before it. */
  private static final long MAY_LAG_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long LOOK_AGAIN_MILLIS = 300;
  private static final long AT_MOST_MILLIS = 2_000;

  /** The exchange tells a fill and answers the order in the same moment. */
  private static final long TOLD_MILLIS = 100;

  /** How long a task has been looking at a difference that no trade explains. */
  static final class Patience {
    /** The trades of what the exchange calls flat come within moments. */
    private static final long FLAT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Without its word only time tells that no trade will come. */
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final boolean plan;
    private boolean saidFlat;
    private OptionalLong sinceNanos = OptionalLong.empty();

    private Patience(boolean plan) {
      this.plan = plan;
    }

    /** Of a plan, which can be carried out on what is known. */
    static Patience ofPlan() {
      return new Patience(true);
    }

    /** Of a comparison, which has nothing to do but to wait. */
    static Patience ofComparison() {
      return new Patience(false);
    }

    /** The exchange has refused to reduce: nothing is open. */
    void saidFlat() {
      saidFlat = true;
    }

    private boolean goesOnWithHash() {
      return plan && !saidFlat;
    }

    private boolean isOver() {
      long now = System.nanoTime();
      if (sinceNanos.isEmpty()) {
        sinceNanos = OptionalLong.of(now);
      }
      return now - sinceNanos.getAsLong() >= (saidFlat ? FLAT_NANOS : LONG_NANOS);
    }
  }

  private record Fill(long exchangeMillis, long nanos) {}

  private record Sighting(Side side, Quantity quantity, long updatedMillis, long nanos) {}

  private final Venue venue;
  private final ApplyStore store;
  private final Books books;
  private final ApplyLayerSettings settings;
  private final OurLeg ourLeg;
  private final LeftAlone leftAlone;
  private final HeardTrades heard;
  private final Supplier<Freshness> account;
  private final Map<Symbol, Fill> fills = new ConcurrentHashMap<>();
  private final Map<Symbol, Sighting> sightings = new ConcurrentHashMap<>();
  private final long startedNanos = System.nanoTime();

  /**
   * @param leftAlone what a hand has made and nobody here looks after
   * @param heard what the exchange tells by itself
   * @param account whether it does
   */
  Alignment(
      Venue venue,
      ApplyStore store,
      Books books,
      ApplyLayerSettings settings,
      LeftAlone leftAlone,
      HeardTrades heard,
      Supplier<Freshness> account) {
    this.leftAlone = leftAlone;
    this.heard = heard;
    this.account = account;
    this.venue = venue;
    this.store = store;
    this.books = books;
    this.settings = settings;
    this.ourLeg = new OurLeg(venue, store);
  }

  VenueTerms terms() {
    return venue.terms();
  }

  /** A fill of ours: what the exchange says of the time before it means nothing any more. */
  void filled(Symbol symbol, long exchangeMillis) {
    fills.put(symbol, new Fill(exchangeMillis, System.nanoTime()));
    sightings.remove(symbol);
  }

  /** The trading rules; empty if the exchange lists no such symbol. */
  Optional<SymbolRules> rules(Symbol symbol) {
    Outcome<SymbolRules> rules = venue.rules(symbol);
    return rules instanceof Outcome.Failed<SymbolRules>(Failure.NotFound n)
        ? Optional.empty()
        : Optional.of(VenueRefusal.orValue(rules));
  }

  /** What the exchange holds of a symbol for us, see {@link OurLeg}. */
  Optional<VenuePosition> held(Symbol symbol, Optional<OpenPosition> hash) {
    return ours(legs(symbol), symbol, hash);
  }

  Optional<VenuePosition> ours(Legs legs, Symbol symbol, Optional<OpenPosition> hash) {
    return ourLeg.among(legs, symbol, hash);
  }

  /**
   * What the exchange holds of a symbol. One that it does not list (any more) is flat if no row of
   * the whole account's answer may be of it.
   */
  Legs legs(Symbol symbol) {
    Outcome<Legs> told = venue.legs(symbol);
    if (told instanceof Outcome.Failed<?>(Failure.NotFound(String message))) {
      if (!VenueRefusal.orValue(venue.positions()).isFlat(symbol)) {
        throw new VenueRefusal(message);
      }
      ApplyLog.notListed(symbol, message);
      return Legs.NONE;
    }
    return VenueRefusal.orValue(told);
  }

  /**
   * The hash as the exchange has it, after booking what happened there without us. A hash that
   * harvest-brain made is left alone unless the exchange holds that position. An answer that no
   * trade explains is not believed: a plan goes on with what is known, a comparison waits.
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
      sightings.remove(symbol);
      return hash;
    }
    Optional<OpenPosition> known = hash.or(() -> rebuilt.map(mended -> mended.remains().open()));
    Optional<OpenPosition> ours = known.filter(open -> !Drift.isForeign(open));
    if (exchange.filter(held -> isOfThePast(symbol, held)).isPresent()) {
      if (ours.isPresent() && rebuilt.isEmpty()) {
        return hash;
      }
      throw new NotNow(LOOK_AGAIN_MILLIS, "the exchange tells of the time before our last fill");
    }
    if (ours.isEmpty()) {
      if (leftAlone.isLeft(exchange.orElseThrow())) {
        return hash;
      }
      requireSeenTwice(symbol, exchange.orElseThrow(), patience);
    }
    List<VenueTrade> missing =
        ours.map(open -> rebuilt.map(Rebuilt::missing).orElseGet(() -> missing(symbol, open)))
            .orElse(List.of());
    Drift told;
    List<VenueTrade> booked;
    Map<VenueOrderId, ClientOrderId> names;
    if (ours.isPresent()) {
      booked = missing;
      names = names(symbol, missing);
      told =
          underItsStop(
              ours.get(),
              exchange,
              begunByUs(
                  ours.get(),
                  missing,
                  names,
                  Drift.follow(ours.get(), exchange, missing, names, nowMillis)));
    } else {
      booked = known.isPresent() ? List.of() : unknown(exchange.orElseThrow());
      names = names(symbol, booked);
      Keeping keeping = whose(exchange.get(), booked, names);
      if (keeping.isMadeByHand() && settings.adoption().of(symbol) == Adoption.Mode.OFF) {
        leaveAlone(exchange.get(), known, booked);
        return Optional.empty();
      }
      told = adopted(exchange.get(), known, booked, names).kept(keeping);
    }
    Drift drift = told.kept(settings.adoption());
    if (exchange.isEmpty() && rules(symbol).isEmpty()) {
      patience.saidFlat(); // nothing is held where nothing is listed
    }
    if (ours.isEmpty() && !drift.explained() && !patience.isOver()) {
      // its trades are newer than the answer: taken over now, they would never be booked
      throw new NotNow(LOOK_AGAIN_MILLIS, "more was traded than the exchange shows open");
    }
    if (!drift.explained() && !patience.isOver()) {
      if (patience.goesOnWithHash() && rebuilt.isEmpty()) {
        return hash;
      }
      throw new NotNow(LOOK_AGAIN_MILLIS, "trades not yet visible");
    }
    Commit commit = new Commit();
    drift
        .after()
        .ifPresentOrElse(
            after -> {
              // of a key of another type nothing is left to be kept
              store.keep(
                  commit, known.filter(k -> !rebuilt.map(Rebuilt::anew).orElse(false)), after);
              if (!after.isManaged()) {
                store.withoutStop(commit, symbol);
              }
              rebuilt.ifPresent(
                  mended -> store.strip(commit, after, mended.remains().unreadable()));
            },
            () -> store.drop(commit, symbol, closedAt(drift, nowMillis)));
    publish(commit, symbol, ours, drift.after(), drift, booked, names);
    if (ours.isEmpty()) {
      drift
          .after()
          .flatMap(this::bookedUpTo)
          .ifPresent(last -> store.noteBooked(commit, symbol, last));
    }
    rebuilt.ifPresent(
        mended ->
            commit.afterwards(
                () -> ApplyLog.rebuilt(mended.remains().open(), mended.remains().unreadable())));
    store.execute(commit);
    sightings.remove(symbol);
    return drift.after();
  }

  /**
   * The position as ADOPT_POSITIONS wants it kept now, written down where that has changed. Under
   * OFF it goes, once no stop of ours rests for it: the stop would say that it is ours.
   *
   * @throws NotNow while a stop of ours rests that is to be withdrawn first
   */
  Optional<OpenPosition> keptByMode(Symbol symbol, Optional<OpenPosition> hash) {
    if (hash.filter(open -> !Drift.isForeign(open) && open.keeping().isMadeByHand()).isEmpty()) {
      return hash;
    }
    OpenPosition before = hash.get();
    OpenPosition after = settings.adoption().keep(before);
    if (!after.equals(before)) {
      Commit commit = new Commit();
      store.keep(commit, hash, after);
      if (after.position().stop().isEmpty()) {
        store.withoutStop(commit, symbol);
      }
      commit.afterwards(() -> ApplyLog.kept(before, after, settings.adoption().of(symbol)));
      store.execute(commit);
    }
    if (settings.adoption().of(symbol) != Adoption.Mode.OFF) {
      return Optional.of(after);
    }
    if (!(venue.openStops(symbol) instanceof Outcome.Ok<List<StopReport>>(var stops))
        || stops.stream().anyMatch(stop -> stop.id().isOurs())) {
      throw new NotNow(LOOK_AGAIN_MILLIS, "our stop of a position that is left alone still rests");
    }
    store.execute(store.forget(new Commit(), symbol));
    return Optional.empty();
  }

  /** Whose a position is that nobody here knows: ours, if an order or a stop of ours says so. */
  private Keeping whose(
      VenuePosition held, List<VenueTrade> trades, Map<VenueOrderId, ClientOrderId> names) {
    boolean ours =
        trades.stream()
                .filter(trade -> trade.side() == held.side().opening())
                .map(trade -> names.get(trade.orderId()))
                .anyMatch(name -> name != null && name.isOurs())
            || restingStop(held).isPresent();
    return ours ? Keeping.OWN : Keeping.MANAGED;
  }

  /** A position that began after the one we knew is ours where an order of ours opened it. */
  private static Drift begunByUs(
      OpenPosition before,
      List<VenueTrade> trades,
      Map<VenueOrderId, ClientOrderId> names,
      Drift drift) {
    Optional<OpenPosition> begun =
        drift.after().filter(now -> !now.position().id().equals(before.position().id()));
    boolean ours =
        begun
            .filter(
                now ->
                    trades.stream()
                        .filter(trade -> trade.side() == now.position().side().opening())
                        .map(trade -> names.get(trade.orderId()))
                        .anyMatch(name -> name != null && name.isOurs()))
            .isPresent();
    return ours ? drift.kept(Keeping.OWN) : drift;
  }

  /** Its trades count as seen: they are in nobody's books here. */
  private void leaveAlone(
      VenuePosition held, Optional<OpenPosition> hash, List<VenueTrade> trades) {
    last(trades)
        .ifPresent(last -> store.execute(store.noteBooked(new Commit(), held.symbol(), last)));
    if (leftAlone.leave(held)) {
      ApplyLog.leftAlone(held);
    }
  }

  /** Whether the hash is as the exchange has it, after booking what happened there. */
  boolean agrees(Symbol symbol, Patience patience, long nowMillis) {
    Optional<OpenPosition> hash = store.position(symbol);
    Optional<VenuePosition> held = held(symbol, hash);
    return Drift.isNone(hash, held)
        || Drift.isNone(align(symbol, hash, held, patience, nowMillis, Optional.empty()), held);
  }

  /**
   * Trades of orders of ours, and what others did before them that nobody has booked.
   *
   * @param others oldest first
   * @param before how far the symbol's trades were booked then
   */
  record Told(List<VenueTrade> own, List<VenueTrade> others, ApplyStore.Booked before) {}

  /**
   * The trades of these orders, asked for from the last booked one on, so that what is booked after
   * them passes over nothing.
   *
   * @param executed by order id
   * @return empty while not all of them can be seen
   */
  Optional<Told> told(Symbol symbol, Map<VenueOrderId, Quantity> executed) {
    ApplyStore.Booked before = store.booked(symbol);
    Optional<List<VenueTrade>> told =
        before
            .upTo()
            .filter(mark -> account.get().isFresh())
            .flatMap(mark -> heard.after(symbol, mark, executed, TOLD_MILLIS))
            .or(
                () ->
                    unbooked(symbol, before.upTo())
                            instanceof Outcome.Ok<List<VenueTrade>>(var asked)
                        ? Optional.of(asked)
                        : Optional.empty());
    if (told.isEmpty()) {
      return Optional.empty();
    }
    List<VenueTrade> all = told.get();
    List<VenueTrade> own =
        all.stream().filter(trade -> executed.containsKey(trade.orderId())).toList();
    if (own.isEmpty() || !isAll(own, executed)) {
      return bookedBefore(symbol, executed, before);
    }
    TradeCursor last = own.getLast().at();
    Optional<Side> leg = own.getLast().hedgeSide();
    List<VenueTrade> others =
        all.stream()
            .filter(trade -> last.isAfter(trade.at()) && trade.hedgeSide().equals(leg))
            .filter(trade -> !executed.containsKey(trade.orderId()))
            .filter(trade -> !before.owed().contains(trade.orderId()))
            .toList();
    return Optional.of(new Told(Fees.inUsd(venue, own), Fees.inUsd(venue, others), before));
  }

  /** Trades behind the last booked one, or the first ones of a symbol. */
  private Optional<Told> bookedBefore(
      Symbol symbol, Map<VenueOrderId, Quantity> executed, ApplyStore.Booked before) {
    Optional<TradeCursor> mark = before.upTo();
    List<VenueTrade> own = new ArrayList<>();
    for (VenueOrderId order : executed.keySet()) {
      if (venue.trades(symbol, order)
          instanceof Outcome.Ok<List<VenueTrade>>(List<VenueTrade> trades)) {
        own.addAll(trades);
      }
    }
    // what is ahead of it shows among the others or not at all: nothing is passed over
    return isAll(own, executed)
            && own.stream()
                .allMatch(trade -> mark.filter(last -> !last.covers(trade.at())).isEmpty())
        ? Optional.of(new Told(Fees.inUsd(venue, own), List.of(), before))
        : Optional.empty();
  }

  /**
   * All trades from the last booked one on; else from the first fill that is owed, or the
   * position's first ones; else none.
   */
  private Outcome<List<VenueTrade>> unbooked(Symbol symbol, Optional<TradeCursor> mark) {
    if (mark.isPresent()) {
      return venue.tradesAfter(symbol, mark.get());
    }
    List<VenueOrderId> owed =
        store.unbooked().stream()
            .filter(order -> order.symbol().equals(symbol))
            .map(order -> new VenueOrderId(order.orderId()))
            .toList();
    if (!owed.isEmpty()) {
      return sinceFirstOf(symbol, owed);
    }
    return store
        .position(symbol)
        .filter(open -> !Drift.isForeign(open))
        .map(open -> venue.tradesSince(symbol, open.position().openedAtMillis()))
        .orElseGet(() -> new Outcome.Ok<>(List.of()));
  }

  /** What came after the first fill of these orders is not passed over. */
  private Outcome<List<VenueTrade>> sinceFirstOf(Symbol symbol, List<VenueOrderId> orders) {
    List<VenueTrade> seen = new ArrayList<>();
    for (VenueOrderId order : orders) {
      switch (venue.trades(symbol, order)) {
        case Outcome.Ok<List<VenueTrade>>(List<VenueTrade> trades) -> seen.addAll(trades);
        case Outcome.Failed<List<VenueTrade>> failed -> {
          return failed;
        }
      }
    }
    return seen.stream()
        .min(Comparator.comparing(VenueTrade::at))
        .map(
            first ->
                venue
                    .tradesAfter(symbol, first.at())
                    .map(
                        later -> {
                          List<VenueTrade> all = new ArrayList<>(List.of(first));
                          all.addAll(later);
                          return List.copyOf(all);
                        }))
        .orElseGet(() -> Outcome.ok(List.of()));
  }

  static boolean isAll(List<VenueTrade> own, Map<VenueOrderId, Quantity> executed) {
    return executed.entrySet().stream()
        .allMatch(
            order ->
                own.stream()
                        .filter(trade -> trade.orderId().equals(order.getKey()))
                        .map(VenueTrade::quantity)
                        .reduce(Quantity.ZERO, Quantity::plus)
                        .compareTo(order.getValue())
                    == 0);
  }

  private Set<VenueOrderId> owed() {
    Set<VenueOrderId> owed = new HashSet<>();
    store.unbooked().forEach(order -> owed.add(new VenueOrderId(order.orderId())));
    return owed;
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
    Map<VenueOrderId, ClientOrderId> names = names(symbol, others);
    Drift drift =
        ours.map(open -> Drift.before(open, others, names, others.getLast().timeMillis()))
            .orElseGet(
                () -> Drift.fromFlat(others, names, Leverage.NONE, tick(symbol), Optional.empty()));
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
    Optional<TradeCursor> mark = store.bookedUpTo(symbol);
    if (mark.isEmpty() || hash.filter(Drift::isForeign).isPresent()) {
      return;
    }
    Set<VenueOrderId> owed = owed();
    Optional<Side> leg = hash.map(open -> open.position().side());
    List<VenueTrade> strays =
        after(symbol, mark.get()).stream()
            .filter(trade -> !owed.contains(trade.orderId()))
            // where nothing of ours is open a hedged leg is somebody else's
            .filter(trade -> leg.map(trade::isOf).orElseGet(() -> trade.hedgeSide().isEmpty()))
            .toList();
    if (hash.isEmpty() && isNobodysHere(symbol, strays)) {
      store.execute(
          last(strays)
              .map(last -> store.noteBooked(new Commit(), symbol, last))
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
        throw new NotNow(LOOK_AGAIN_MILLIS, "not all of its trades are visible");
      }
      bookClosed(symbol, strays);
    }
  }

  /** Trades of a hand whose positions are left alone. */
  private boolean isNobodysHere(Symbol symbol, List<VenueTrade> trades) {
    return settings.adoption().of(symbol) == Adoption.Mode.OFF
        && names(symbol, trades).values().stream().noneMatch(ClientOrderId::isOurs);
  }

  /** Of a position that is gone and that nobody here knew. */
  private void bookClosed(Symbol symbol, List<VenueTrade> trades) {
    Optional<VenuePosition> was = Drift.closedBy(trades);
    if (was.isPresent()) {
      Map<VenueOrderId, ClientOrderId> names = names(symbol, trades);
      Drift drift = followed(was.get(), Optional.empty(), trades, names, Optional.empty());
      Commit commit = new Commit();
      publish(commit, symbol, Optional.empty(), Optional.empty(), drift, trades, names);
      store.execute(commit);
    }
  }

  /**
   * What these trades made of a position that nobody here knows.
   *
   * @param was before them
   * @param is now
   */
  private Drift followed(
      VenuePosition was,
      Optional<VenuePosition> is,
      List<VenueTrade> trades,
      Map<VenueOrderId, ClientOrderId> names,
      Optional<StopOrder> resting) {
    OpenPosition before =
        Drift.adopt(
                was,
                entry(was, trades),
                Optional.empty(),
                Optional.empty(),
                tick(was.symbol()),
                resting)
            .after()
            .orElseThrow();
    return Drift.follow(before, is, trades, names, trades.getLast().timeMillis());
  }

  private void publish(
      Commit commit,
      Symbol symbol,
      Optional<OpenPosition> before,
      Optional<OpenPosition> after,
      Drift drift,
      List<VenueTrade> booked,
      Map<VenueOrderId, ClientOrderId> names) {
    last(booked).ifPresent(last -> store.noteBooked(commit, symbol, last));
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

  /** Older than the last fill that we know of. */
  private boolean isOfThePast(Symbol symbol, VenuePosition held) {
    Fill last = fills.get(symbol);
    return last != null && held.updatedMillis() < last.exchangeMillis();
  }

  /**
   * A position that nobody here knows may be one that our last fill has just closed, also the last
   * one before we were started. A plan need not wait for the second look if there was none lately.
   */
  private void requireSeenTwice(Symbol symbol, VenuePosition held, Patience patience) {
    long now = System.nanoTime();
    Fill last = fills.get(symbol);
    boolean mayLag = now - (last == null ? startedNanos : last.nanos()) <= MAY_LAG_NANOS;
    if (patience.plan && !mayLag) {
      return;
    }
    Sighting first =
        sightings.compute(
            symbol,
            (s, seen) ->
                seen != null
                        && seen.side() == held.side()
                        && seen.quantity().compareTo(held.quantity()) == 0
                        && seen.updatedMillis() == held.updatedMillis()
                    ? seen
                    : new Sighting(held.side(), held.quantity(), held.updatedMillis(), now));
    long seen = now - first.nanos();
    long left = SEEN_TWICE_NANOS - seen;
    if (left <= 0 && isBeforeLastBooked(symbol, held)) {
      left = Patience.LONG_NANOS - seen;
    }
    if (left > 0) {
      throw new NotNow(
          Math.min(TimeUnit.NANOSECONDS.toMillis(left) + 1, AT_MOST_MILLIS),
          "a position nobody knew is looked at twice");
    }
  }

  /** Older than a trade that was booked, by whichever run: what it shows is likely to be gone. */
  private boolean isBeforeLastBooked(Symbol symbol, VenuePosition held) {
    Optional<TradeCursor> mark = store.bookedUpTo(symbol);
    long later = held.updatedMillis() + TRADE_SLACK_MILLIS;
    return mark.isPresent()
        && trades(venue.tradesSince(symbol, later)).stream()
            .filter(trade -> trade.isOf(held.side()) && mark.get().covers(trade.at()))
            .anyMatch(trade -> trade.timeMillis() > later);
  }

  /** Who gave the orders that closed something: a stop of ours, a liquidation, a hand. */
  private Map<VenueOrderId, ClientOrderId> names(Symbol symbol, List<VenueTrade> trades) {
    Map<VenueOrderId, ClientOrderId> names = new HashMap<>();
    for (VenueTrade trade : trades) {
      if (!names.containsKey(trade.orderId())
          && venue.nameOf(symbol, trade.orderId())
              instanceof Outcome.Ok<ClientOrderId>(ClientOrderId name)) {
        names.put(trade.orderId(), name);
      }
    }
    return names;
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
              Optional<TradeCursor> booked = bookedUpTo(now.open());
              if (booked.isEmpty()) {
                return Optional.of(
                    new Rebuilt(
                        now.bookedUpTo(last(made).map(TradeCursor::text)),
                        List.of(),
                        left.get().ofAnotherType()));
              }
              List<VenueTrade> missing =
                  OurLeg.trades(after(held.symbol(), booked.get()), held.side());
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
    Optional<TradeCursor> booked =
        left.flatMap(key -> PositionRemains.lastTradeId(key.fields()))
            .flatMap(venue.terms()::cursor);
    if (booked.isEmpty()) {
      return Optional.empty();
    }
    List<VenueTrade> all = after(symbol, booked.get());
    List<VenueTrade> missing =
        ourLeg.left(symbol).map(side -> OurLeg.trades(all, side)).orElse(all);
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

  /**
   * Trades of this position that nobody has booked: since the last booked one, or the first ones of
   * a symbol if they make it of nothing and an order of ours is among them; else none.
   */
  private List<VenueTrade> unknown(VenuePosition held) {
    Optional<TradeCursor> mark = store.bookedUpTo(held.symbol());
    Set<VenueOrderId> owed = owed();
    List<VenueTrade> since =
        OurLeg.trades(
                mark.map(last -> after(held.symbol(), last)).orElseGet(() -> madeBy(held)),
                held.side())
            .stream()
            .filter(trade -> !owed.contains(trade.orderId()))
            .toList();
    if (mark.isEmpty()
        && names(held.symbol(), since).values().stream().noneMatch(ClientOrderId::isOurs)) {
      return List.of();
    }
    return mark.isPresent() || isAllOf(held, since) ? since : List.of();
  }

  private static boolean isAllOf(VenuePosition held, List<VenueTrade> trades) {
    return !trades.isEmpty()
        && Drift.isNone(
            Drift.fromFlat(trades, Map.of(), Leverage.NONE, Optional.empty(), Optional.empty())
                .after(),
            Optional.of(held));
  }

  private Drift adopted(
      VenuePosition held,
      Optional<OpenPosition> hash,
      List<VenueTrade> unknown,
      Map<VenueOrderId, ClientOrderId> names) {
    if (isAllOf(held, unknown)) {
      return Drift.fromFlat(
          unknown,
          names,
          held.leverage().orElse(Leverage.NONE),
          tick(held.symbol()),
          restingStop(held));
    }
    if (!unknown.isEmpty()) {
      Drift followed =
          followed(
              held.of(Drift.before(held, unknown)),
              Optional.of(held),
              unknown,
              names,
              restingStop(held));
      if (followed.explained()) {
        return followed;
      }
    }
    List<VenueTrade> made = madeBy(held);
    Drift taken =
        Drift.adopt(
            held,
            entry(held, made),
            hash,
            last(made),
            tick(held.symbol()),
            hash.isPresent() ? Optional.empty() : restingStop(held));
    return unknown.isEmpty() ? taken : taken.unexplained();
  }

  /** One that began after the position we knew, by an order that Redis has forgotten. */
  private Drift underItsStop(OpenPosition before, Optional<VenuePosition> held, Drift drift) {
    Optional<OpenPosition> begun =
        drift
            .after()
            .filter(now -> !now.position().id().equals(before.position().id()))
            .filter(now -> now.position().stop().isEmpty());
    return begun.isEmpty() || held.isEmpty()
        ? drift
        : restingStop(held.get()).map(drift::under).orElse(drift);
  }

  /** A stop of ours that rests for a position whose hash is lost says where its stop was. */
  private Optional<StopOrder> restingStop(VenuePosition held) {
    return venue.openStops(held.symbol())
            instanceof Outcome.Ok<List<StopReport>>(List<StopReport> resting)
        ? resting.stream()
            .filter(stop -> stop.status().rests() && stop.id().isStop())
            .map(StopReport::order)
            .filter(stop -> stop.side() == held.side())
            .reduce(
                (a, b) -> held.side().isBetter(a.trigger().value(), b.trigger().value()) ? a : b)
        : Optional.empty();
  }

  /** The trades of the position's last change. */
  private List<VenueTrade> madeBy(VenuePosition held) {
    return OurLeg.trades(
        trades(venue.tradesSince(held.symbol(), held.updatedMillis() - TRADE_SLACK_MILLIS)),
        held.side());
  }

  private static Optional<TradeCursor> last(List<VenueTrade> trades) {
    return trades.isEmpty() ? Optional.empty() : Optional.of(trades.getLast().at());
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

  /** Trades that are neither booked nor waited for by a booking of their own. */
  private List<VenueTrade> missing(Symbol symbol, OpenPosition open) {
    Set<VenueOrderId> owed = owed();
    open.unsettled().feesPending().forEach(order -> owed.add(new VenueOrderId(order)));
    long since = open.position().openedAtMillis();
    List<VenueTrade> all =
        bookedUpTo(open)
            .map(last -> after(symbol, last))
            .orElseGet(
                () ->
                    trades(venue.tradesSince(symbol, since)).stream()
                        .filter(trade -> trade.timeMillis() > since)
                        .toList());
    // a fill may have been booked before its position was, where Redis had forgotten both
    Optional<TradeCursor> booked = store.bookedUpTo(symbol);
    return OurLeg.trades(all, open.position().side()).stream()
        .filter(trade -> booked.filter(mark -> mark.covers(trade.at())).isEmpty())
        .filter(trade -> !owed.contains(trade.orderId()))
        .toList();
  }

  private List<VenueTrade> after(Symbol symbol, TradeCursor booked) {
    return trades(venue.tradesAfter(symbol, booked));
  }

  /** As its hash says it; nothing if that is no place of this venue. */
  private Optional<TradeCursor> bookedUpTo(OpenPosition open) {
    return open.lastTradeId().flatMap(venue.terms()::cursor);
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
