package quantum.apply;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import quantum.apply.decide.Drift;
import quantum.apply.decide.EntryFacts;
import quantum.apply.decide.EntryGates;
import quantum.apply.decide.EntryVerdict;
import quantum.apply.decide.Liquidation;
import quantum.apply.decide.OrderFill;
import quantum.apply.decide.PositionBook;
import quantum.apply.decide.Results;
import quantum.apply.decide.Skip;
import quantum.apply.venue.Legs;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenuePosition;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Keeping;
import quantum.contracts.OpenPosition;
import quantum.contracts.ResultStatus;
import quantum.contracts.SkipReason;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;

/** Takes an entry from its gates to a position under a stop. */
final class EntryDesk {
  private final Venue venue;
  private final ApplyStore store;
  private final Books books;
  private final Orders orders;
  private final Alignment alignment;
  private final StopGuard stops;
  private final Endings endings;
  private final Doubts doubts;
  private final ApplyLayerSettings settings;
  private final Clock clock;

  /** Entries on their way to a position: they count as open for the limit of positions. */
  private final Set<Symbol> opening = new HashSet<>();

  EntryDesk(
      Venue venue,
      ApplyStore store,
      Books books,
      Orders orders,
      Alignment alignment,
      StopGuard stops,
      Endings endings,
      Doubts doubts,
      ApplyLayerSettings settings,
      Clock clock) {
    this.venue = venue;
    this.store = store;
    this.books = books;
    this.orders = orders;
    this.alignment = alignment;
    this.stops = stops;
    this.endings = endings;
    this.doubts = doubts;
    this.settings = settings;
    this.clock = clock;
  }

  void step(PlanTask task, ApplyPlan.Entry plan) {
    Symbol symbol = task.symbol();
    ApplyStore.PlanFacts facts = store.facts(plan.header());
    OrderRecord record = task.recordOr(facts.orders());
    if (record instanceof OrderRecord.None && facts.done()) {
      endings.skip(task, Skip.of(SkipReason.SKIP_DUPLICATE), facts.position());
      return;
    }
    switch (orders.recover(task, record, facts.done())) {
      case Sent.Ended ended -> book(task, plan, ended);
      case Recovered.Unfinished(var inflight, var reports) ->
          book(task, plan, new Sent.Ended(inflight.qty(), reports));
      case Recovered.Unsent u -> open(task, plan);
      case Recovered.NotSent n -> open(task, plan);
      case Sent.Failed(String message) ->
          endings.fail(task, Optional.empty(), ResultStatus.ERROR, message);
    }
  }

  /** The plan has its result. */
  void finished(Symbol symbol) {
    synchronized (opening) {
      opening.remove(symbol);
    }
  }

  private void open(PlanTask task, ApplyPlan.Entry plan) {
    Symbol symbol = task.symbol();
    Optional<OpenPosition> hash = store.position(symbol);
    // what is refused by settings and clocks needs no answer of the exchange
    if (verdict(plan, task, hash, List.of(), NOTHING_ASKED, 0) instanceof Skip early
        && isKnownWithoutExchange(early.code())) {
      endings.skip(task, early, hash);
      return;
    }
    ApplyPlan.Header header = plan.header();
    Legs legs = alignment.legs(symbol);
    Optional<VenuePosition> ours = alignment.ours(legs, symbol, hash);
    Optional<OpenPosition> open =
        alignment.align(
            symbol, hash, ours, task.patience(), header.timestampMillis(), header.positionId());
    // in one-way mode an order would become one position with whatever is held
    List<VenuePosition> foreign =
        legs.isHedged() ? legs.beside(ours) : open.isEmpty() ? legs.open() : List.of();
    switch (verdict(plan, task, open, foreign, ask(plan), reserve(task))) {
      case Skip skip -> endings.skip(task, skip, open);
      case EntryVerdict.Go(Quantity qty) -> {
        setLeverage(plan);
        OrderSide side = plan.side().opening();
        long round = doubts.round();
        Sent fate =
            orders.send(
                task,
                new Orders.Wish(side, qty, List.of(qty), false, Optional.empty(), Quantity.ZERO),
                List.of());
        switch (fate) {
          case Sent.Ended ended -> {
            book(task, plan, ended);
            // no exit of a position that begins now can have been carried out before
            doubts.settle(symbol, round);
          }
          case Sent.Refused(var reason, String message) -> endings.reject(task, message);
          case Sent.Failed(String message) ->
              endings.fail(task, Optional.empty(), ResultStatus.ERROR, message);
          case Sent.Held(SkipReason why) -> endings.held(task, why, Optional.empty());
        }
      }
    }
  }

  private static boolean isKnownWithoutExchange(SkipReason code) {
    return switch (code) {
      case SKIP_NOT_ALLOWED,
          SKIP_KILL_SWITCH,
          SKIP_HALT,
          SKIP_HALTED,
          SKIP_PAUSED,
          SKIP_OPEN_COOLDOWN,
          SKIP_STALE_ENTRY ->
          true;
      case SKIP_OPEN_DUPLICATE,
          SKIP_OPEN_OPPOSITE,
          SKIP_MAX_POSITIONS,
          SKIP_MAX_NOTIONAL,
          SKIP_MAX_LEVERAGE,
          SKIP_STOP_BEHIND_LIQUIDATION,
          SKIP_INPUTS,
          SKIP_DUPLICATE,
          SKIP_NO_POSITION,
          SKIP_STALE_PLAN,
          SKIP_CLOSE_QTY_ZERO,
          SKIP_NOT_TIGHTER,
          SKIP_WOULD_TRIGGER,
          SKIP_UNKNOWN_ACTION,
          SKIP_WITHHELD,
          SKIP_NOT_MANAGED,
          SKIP_DRY_RUN ->
          false;
    };
  }

  private EntryVerdict verdict(
      ApplyPlan.Entry plan,
      PlanTask task,
      Optional<OpenPosition> open,
      List<VenuePosition> foreign,
      Asked asked,
      int otherPositions) {
    return EntryGates.check(
        plan,
        new EntryFacts(
            store.hand().held(task.symbol()),
            open.map(OpenPosition::position),
            foreign,
            store.cooldown(task.symbol()),
            task.entry().idMillis(),
            clock.millis(),
            otherPositions,
            asked.mark(),
            asked.rules(),
            asked.margin()),
        settings.rules());
  }

  /** What the exchange said of an entry's symbol and of the account. */
  private record Asked(
      Optional<Price> mark, Optional<SymbolRules> rules, Optional<Liquidation.Terms> margin) {}

  private static final Asked NOTHING_ASKED =
      new Asked(Optional.empty(), Optional.empty(), Optional.empty());

  private Asked ask(ApplyPlan.Entry plan) {
    Symbol symbol = plan.header().symbol();
    Optional<SymbolRules> rules = alignment.rules(symbol);
    if (rules.isEmpty()) {
      return NOTHING_ASKED; // it is not listed
    }
    boolean stopped = plan.levels().stopLoss().isPresent();
    return new Asked(
        settings.rules().needMark()
            ? Optional.of(new Price(VenueRefusal.orValue(venue.markPrice(symbol))))
            : Optional.empty(),
        rules,
        stopped
            ? Optional.of(
                new Liquidation.Terms(
                    VenueRefusal.orValue(venue.margins().tiers(symbol)),
                    VenueRefusal.orValue(venue.margins().mode(symbol)),
                    VenueRefusal.orValue(venue.margins().worth())))
            : Optional.empty());
  }

  /** Counts the others that are open or about to be, and counts this symbol among them from now. */
  private int reserve(PlanTask task) {
    Symbol symbol = task.symbol();
    Set<Symbol> others =
        new HashSet<>(
            store.openSymbols().orElseThrow(() -> task.later("what is open cannot be read")));
    synchronized (opening) {
      others.addAll(opening);
      opening.add(symbol);
    }
    others.remove(symbol);
    return others.size();
  }

  private void setLeverage(ApplyPlan.Entry plan) {
    int wanted = EntryGates.leverage(plan);
    int holds = VenueRefusal.orValue(venue.leverage(plan.header().symbol(), wanted));
    if (holds > wanted) {
      throw new VenueRefusal("leverage stays at " + holds + ", the plan says " + wanted);
    }
  }

  private void book(PlanTask task, ApplyPlan.Entry plan, Sent.Ended ended) {
    if (ended.executed().isZero()) {
      endings.reject(
          task, "order ended " + ended.reports().getLast().status() + ", nothing executed");
      return;
    }
    Symbol symbol = task.symbol();
    Optional<OpenPosition> before = store.position(symbol);
    if (before.filter(open -> !Drift.isForeign(open)).isPresent()) {
      // the comparison with the exchange found the position before the plan did
      endings.skip(
          task,
          new Skip(SkipReason.SKIP_DUPLICATE, "booked by reconcile"),
          before,
          underItsStop(before.get(), plan));
      return;
    }
    // the stop first: what was paid may be asked for while it rests
    OpenPosition guarded =
        stops.protect(opened(plan, OrderFill.reported(ended.reports(), plan.entryPrice())));
    Orders.Filled filled = orders.fill(task, ended.reports());
    OrderFill fill = filled.fill();
    if (filled.isBooked() || store.isDone(plan.header().planId())) {
      stops.lookAnew(symbol);
      endings.skip(task, new Skip(SkipReason.SKIP_DUPLICATE, "booked before"), before);
      return;
    }
    Optional<Position> left = alignment.others().bookBefore(symbol, filled.others());
    OpenPosition own = opened(plan, fill).with(guarded.protection());
    OpenPosition after = left.map(rest -> PositionBook.netted(own, rest)).orElse(own);
    ApplyResult result =
        Results.opened(plan, task.entry().id(), ended.ordered(), ended.reports(), fill, after);
    Commit commit = new Commit();
    store.keep(commit, Optional.empty(), after);
    books.opened(commit, plan, after, result);
    books.owe(commit, result, fill);
    store.coolDown(commit, symbol, fill.timeMillis());
    store
        .marks()
        .noteBooked(
            commit,
            symbol,
            filled.before(),
            fill,
            plan.header().planId(),
            after.position().id(),
            false);
    PositionBook.bornStopped(after)
        .ifPresent(
            close -> {
              commit.publish(settings.planStream(), settings.streamMaxLen(), close.encode());
              commit.afterwards(() -> ApplyLog.filledBeyondStop(close));
            });
    alignment.filled(symbol, fill.timeMillis());
    endings.booked(task, commit, result, fill);
  }

  /** Who found it in trades alone does not know its stop; the plan does. */
  private Commit underItsStop(OpenPosition found, ApplyPlan.Entry plan) {
    Commit commit = new Commit();
    OpenPosition own = found.kept(Keeping.OWN);
    Optional<OpenPosition> guarded = PositionBook.underStopOf(own, plan).map(stops::protect);
    if (guarded.isPresent() || !own.equals(found)) {
      store.keep(commit, Optional.of(found), guarded.orElse(own));
    }
    books.opened(commit, plan, found);
    return commit;
  }

  private OpenPosition opened(ApplyPlan.Entry plan, OrderFill fill) {
    return PositionBook.opened(
        plan,
        fill,
        new Leverage(Math.floor(plan.leverage().atLeastOne())),
        alignment.rules(plan.header().symbol()).map(SymbolRules::tick));
  }
}
