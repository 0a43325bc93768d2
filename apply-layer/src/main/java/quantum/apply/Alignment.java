package quantum.apply;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.apply.decide.Adoption;
import quantum.apply.decide.Drift;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Legs;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.StopReport;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenuePosition;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.Keeping;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;

/** Brings a position hash to what the exchange says; runs inside the symbol's lane only. */
final class Alignment {
  private final Venue venue;
  private final ApplyStore store;
  private final ApplyLayerSettings settings;
  private final OurLeg ourLeg;
  private final LeftAlone leftAlone;
  private final VenueTrades trades;
  private final Sightings sightings;
  private final Takeover takeover;
  private final Mending mending;
  private final DriftBooks others;

  /**
   * @param leftAlone what a hand has made and nobody here looks after
   */
  Alignment(
      Venue venue,
      ApplyStore store,
      Books books,
      ApplyLayerSettings settings,
      LeftAlone leftAlone,
      VenueTrades trades) {
    this.venue = venue;
    this.store = store;
    this.settings = settings;
    this.ourLeg = new OurLeg(venue, store);
    this.leftAlone = leftAlone;
    this.trades = trades;
    this.sightings = new Sightings(store, trades);
    this.takeover = new Takeover(venue, trades);
    this.mending = new Mending(venue, store, ourLeg, trades, takeover);
    this.others = new DriftBooks(venue, store, books, settings, trades, takeover);
  }

  /** A fill of ours: what the exchange says of the time before it means nothing any more. */
  void filled(Symbol symbol, long exchangeMillis) {
    sightings.filled(symbol, exchangeMillis);
  }

  /** The books of what others did. */
  DriftBooks others() {
    return others;
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
    Known known = known(symbol, hash, exchange, meant);
    if (known.rebuilt().isEmpty() && Drift.isNone(hash, exchange)) {
      sightings.agreed(symbol);
      return hash;
    }
    if (exchange.filter(held -> sightings.isOfThePast(symbol, held)).isPresent()) {
      if (known.ours().isPresent() && known.rebuilt().isEmpty()) {
        return hash;
      }
      throw new NotNow(
          NotNow.LOOK_AGAIN_MILLIS, "the exchange tells of the time before our last fill");
    }
    if (known.ours().isEmpty()) {
      VenuePosition held = exchange.orElseThrow();
      if (leftAlone.isLeft(held)) {
        return hash;
      }
      sightings.requireSeenTwice(symbol, held, patience);
    }
    Optional<Found> found =
        known
            .ours()
            .map(open -> followed(open, known, exchange, nowMillis))
            .or(() -> taken(exchange.orElseThrow(), known));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (exchange.isEmpty() && rules(symbol).isEmpty()) {
      patience.saidFlat(); // nothing is held where nothing is listed
    }
    if (!found.get().drift().explained() && !patience.isOver()) {
      if (known.ours().isEmpty()) {
        // its trades are newer than the answer: taken over now, they would never be booked
        throw new NotNow(NotNow.LOOK_AGAIN_MILLIS, "more was traded than the exchange shows open");
      }
      if (patience.goesOnWithHash() && known.rebuilt().isEmpty()) {
        return hash;
      }
      throw new NotNow(NotNow.LOOK_AGAIN_MILLIS, "trades not yet visible");
    }
    return write(symbol, known, found.get(), nowMillis);
  }

  /**
   * A position as Redis has it.
   *
   * @param open by its hash, or by what could be mended of it
   */
  private record Known(Optional<OpenPosition> open, Optional<Mending.Rebuilt> rebuilt) {
    /** Empty too where harvest-brain alone knows it. */
    Optional<OpenPosition> ours() {
      return open.filter(position -> !Drift.isForeign(position));
    }
  }

  /**
   * What the exchange's word makes of it.
   *
   * @param booked the trades behind it, oldest first
   * @param names of their orders, as far as they are known
   */
  private record Found(
      Drift drift, List<VenueTrade> booked, Map<VenueOrderId, ClientOrderId> names) {}

  private Known known(
      Symbol symbol,
      Optional<OpenPosition> hash,
      Optional<VenuePosition> exchange,
      Optional<PositionId> meant) {
    if (hash.isPresent()) {
      return new Known(hash, Optional.empty());
    }
    Optional<Mending.Rebuilt> rebuilt =
        exchange.isPresent()
            ? mending.rebuilt(exchange.get(), meant)
            : mending.closedUnread(symbol, meant);
    return new Known(rebuilt.map(mended -> mended.remains().open()), rebuilt);
  }

  /** A position of ours, with what happened to it. */
  private Found followed(
      OpenPosition open, Known known, Optional<VenuePosition> exchange, long nowMillis) {
    Symbol symbol = open.position().symbol();
    List<VenueTrade> missing =
        known.rebuilt().map(Mending.Rebuilt::missing).orElseGet(() -> trades.missing(symbol, open));
    Map<VenueOrderId, ClientOrderId> names = trades.names(symbol, missing);
    Drift followed = Drift.follow(open, exchange, missing, names, nowMillis);
    Drift drift =
        takeover.underItsStop(open, exchange, Takeover.begunByUs(open, missing, names, followed));
    return new Found(drift.kept(settings.adoption()), missing, names);
  }

  /** A position that nobody here knew, or harvest-brain alone; empty if it is left alone. */
  private Optional<Found> taken(VenuePosition held, Known known) {
    List<VenueTrade> unknown = known.open().isPresent() ? List.of() : trades.unknown(held);
    Map<VenueOrderId, ClientOrderId> names = trades.names(held.symbol(), unknown);
    Keeping keeping = takeover.whose(held, unknown, names);
    if (keeping.isMadeByHand() && settings.adoption().of(held.symbol()) == Adoption.Mode.OFF) {
      leaveAlone(held, unknown);
      return Optional.empty();
    }
    Drift drift = takeover.adopted(held, known.open(), unknown, names).kept(keeping);
    return Optional.of(new Found(drift.kept(settings.adoption()), unknown, names));
  }

  private Optional<OpenPosition> write(Symbol symbol, Known known, Found found, long nowMillis) {
    Drift drift = found.drift();
    Optional<Mending.Rebuilt> rebuilt = known.rebuilt();
    // of a key of another type nothing is left to be kept
    Optional<OpenPosition> there =
        known.open().filter(k -> rebuilt.filter(Mending.Rebuilt::anew).isEmpty());
    Commit commit = new Commit();
    drift
        .after()
        .ifPresentOrElse(
            after -> {
              store.keep(commit, there, after);
              if (!after.isManaged()) {
                store.withoutStop(commit, symbol);
              }
              rebuilt.ifPresent(
                  mended -> store.strip(commit, after, mended.remains().unreadable()));
            },
            () -> store.drop(commit, symbol, closedAt(drift, nowMillis)));
    others.publish(
        commit, symbol, known.ours(), drift.after(), drift, found.booked(), found.names());
    if (known.ours().isEmpty()) {
      drift
          .after()
          .flatMap(trades::bookedUpTo)
          .ifPresent(last -> store.marks().noteBooked(commit, symbol, last));
    }
    rebuilt.ifPresent(
        mended ->
            commit.afterwards(
                () -> ApplyLog.rebuilt(mended.remains().open(), mended.remains().unreadable())));
    store.execute(commit);
    sightings.agreed(symbol);
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
      throw new NotNow(
          NotNow.LOOK_AGAIN_MILLIS, "our stop of a position that is left alone still rests");
    }
    store.execute(store.forget(new Commit(), symbol));
    return Optional.empty();
  }

  /** Its trades count as seen: they are in nobody's books here. */
  private void leaveAlone(VenuePosition held, List<VenueTrade> made) {
    VenueTrades.last(made)
        .ifPresent(
            last -> store.execute(store.marks().noteBooked(new Commit(), held.symbol(), last)));
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

  private static long closedAt(Drift drift, long nowMillis) {
    return drift.results().isEmpty() ? nowMillis : drift.results().getLast().timestampMillis();
  }
}
