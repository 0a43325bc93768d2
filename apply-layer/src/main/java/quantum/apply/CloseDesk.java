package quantum.apply;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import quantum.apply.decide.Accounts;
import quantum.apply.decide.Adoption;
import quantum.apply.decide.CloseVerdict;
import quantum.apply.decide.Drift;
import quantum.apply.decide.ExitGates;
import quantum.apply.decide.OrderFill;
import quantum.apply.decide.PositionBook;
import quantum.apply.decide.Results;
import quantum.apply.decide.Skip;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Freshness;
import quantum.apply.venue.Haste;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenuePosition;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Inflight;
import quantum.contracts.OpenPosition;
import quantum.contracts.ResultStatus;
import quantum.contracts.SkipReason;
import quantum.kernel.position.Position;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;

/** Takes a close, in part or whole, from its gates to its booking. */
final class CloseDesk {
  /** So long a close that is refused as too large is made anew from what the exchange tells. */
  private static final long SMALLER_SECONDS = 30;

  private final Venue venue;
  private final ApplyStore store;
  private final Books books;
  private final Orders orders;
  private final Alignment alignment;
  private final StopGuard stops;
  private final Endings endings;
  private final Adoption adoption;
  private final Supplier<Freshness> account;

  /**
   * @param adoption for which positions orders may leave
   * @param account while it is fresh whatever happens at the exchange is known here, and a close
   *     needs no question before it
   */
  CloseDesk(
      Venue venue,
      ApplyStore store,
      Books books,
      Orders orders,
      Alignment alignment,
      StopGuard stops,
      Endings endings,
      Adoption adoption,
      Supplier<Freshness> account) {
    this.adoption = adoption;
    this.venue = venue;
    this.store = store;
    this.books = books;
    this.orders = orders;
    this.alignment = alignment;
    this.stops = stops;
    this.endings = endings;
    this.account = account;
  }

  /** In the words of whoever asked for it. */
  private static String reason(ApplyPlan.Close plan) {
    String said = plan.header().reason();
    return said.isEmpty() ? plan.actionName().toLowerCase(Locale.ROOT) : said;
  }

  void step(PlanTask task, ApplyPlan.Close plan) {
    ApplyStore.PlanFacts facts = store.facts(plan.header());
    Optional<OpenPosition> hash = facts.position();
    OrderRecord record = task.recordOr(facts.orders());
    boolean done = facts.done();
    if (record instanceof OrderRecord.None
        && ExitGates.isDuplicate(plan, done, hash)
        && !(done && isLevelMissing(plan, hash))) {
      endings.skip(task, Skip.of(SkipReason.SKIP_DUPLICATE), hash);
      return;
    }
    switch (orders.recover(task, record, done)) {
      case Sent.Ended ended -> book(task, plan, store.position(task.symbol()), ended);
      case Recovered.Unfinished(var inflight, var reports) ->
          send(
              task,
              plan,
              store.position(task.symbol()),
              rest(task, plan, inflight, reports),
              reports);
      case Recovered.Unsent u -> close(task, plan, hash, done);
      // the question may have brought to light what others did
      case Recovered.NotSent n -> {
        ApplyStore.PlanFacts now = store.facts(plan.header());
        close(task, plan, now.position(), now.done());
      }
      case Sent.Failed(String message) -> endings.fail(task, hash, ResultStatus.ERROR, message);
    }
  }

  /** Carried out, and the hash does not know of it: Redis has forgotten some moments. */
  private static boolean isLevelMissing(ApplyPlan.Close plan, Optional<OpenPosition> hash) {
    return plan.level().isPresent()
        && hash.filter(open -> plan.header().positionId().isPresent())
            .filter(open -> ExitGates.isFor(plan.header(), open))
            .filter(open -> !open.harvested().contains(plan.level().get()))
            .filter(open -> open.unsettled().missingOf(plan.level().get()).isEmpty())
            .isPresent();
  }

  private void close(
      PlanTask task, ApplyPlan.Close plan, Optional<OpenPosition> hash, boolean done) {
    Symbol symbol = task.symbol();
    if (account.get().isFresh() && hash.filter(open -> !Drift.isForeign(open)).isPresent()) {
      judge(task, plan, hash, done, hash.get().position().qty());
      return;
    }
    Optional<VenuePosition> held;
    try {
      held =
          task.urgency().isWholeExit()
              ? Haste.always(() -> held(symbol, hash))
              : held(symbol, hash);
    } catch (NotNow silent) {
      if (!goesOutUnasked(task, hash, silent)) {
        throw silent;
      }
      judge(task, plan, hash, done, hash.orElseThrow().position().qty());
      return;
    }
    boolean turned =
        hash.isPresent()
            && held.isPresent()
            && !Drift.isForeign(hash.get())
            && hash.get().position().side() != held.get().side();
    Optional<OpenPosition> aligned = align(task, hash, held);
    // a hash that stands although the exchange shows nothing: the answer is not believed yet, and a
    // reduce-only order can do no harm
    Optional<OpenPosition> open =
        aligned.filter(known -> held.isPresent() || !Drift.isForeign(known));
    if (turned && !open.equals(hash)) {
      endings.skip(task, new Skip(SkipReason.SKIP_STALE_PLAN, "the position turned"), open);
      return;
    }
    if (open.isEmpty()) {
      endings.skip(task, Skip.of(SkipReason.SKIP_NO_POSITION), Optional.empty());
      return;
    }
    judge(
        task,
        plan,
        open,
        store.isDone(plan.header().planId()),
        held.map(VenuePosition::quantity).orElse(open.get().position().qty()));
  }

  /**
   * A whole close of a position of ours does not wait for an answer that does not come: whatever is
   * held, it only reduces. Where the exchange told us to pause it would not take the order either.
   */
  private static boolean goesOutUnasked(PlanTask task, Optional<OpenPosition> hash, NotNow silent) {
    return task.urgency().isWholeExit()
        && !silent.concernsEverybody()
        && hash.filter(open -> !Drift.isForeign(open)).isPresent();
  }

  private void judge(
      PlanTask task,
      ApplyPlan.Close plan,
      Optional<OpenPosition> open,
      boolean done,
      Quantity positionBefore) {
    SymbolRules rules = VenueRefusal.orValue(venue.rules(task.symbol()));
    switch (ExitGates.close(plan, done, open, rules)) {
      case Skip skip -> endings.skip(task, skip, open);
      case CloseVerdict.Go(Position position, Quantity qty, List<Quantity> parts) -> {
        Orders.Wish wish =
            new Orders.Wish(
                position.side().closing(),
                qty,
                parts,
                true,
                Optional.of(plan.percent()),
                positionBefore);
        send(task, plan, open, wish, List.of());
      }
    }
  }

  /**
   * What the exchange holds. A symbol that it does not list is held nowhere, as the positions of
   * foreign executors that operators test with; for a position of ours that answer is not believed.
   */
  Optional<VenuePosition> held(Symbol symbol, Optional<OpenPosition> hash) {
    boolean ours = hash.filter(open -> !Drift.isForeign(open)).isPresent();
    return !ours && alignment.rules(symbol).isEmpty()
        ? Optional.empty()
        : alignment.held(symbol, hash);
  }

  Optional<OpenPosition> align(
      PlanTask task, Optional<OpenPosition> hash, Optional<VenuePosition> held) {
    ApplyPlan.Header plan = task.plan().header();
    return alignment.align(
        task.symbol(), hash, held, task.patience(), plan.timestampMillis(), plan.positionId());
  }

  /** What is left to send of a close of several orders that was interrupted between two of them. */
  private Orders.Wish rest(
      PlanTask task, ApplyPlan.Close plan, Inflight record, List<OrderReport> reports) {
    SymbolRules rules = VenueRefusal.orValue(venue.rules(task.symbol()));
    Quantity left = record.qty().minus(OrderReport.executed(reports).min(record.qty()));
    return new Orders.Wish(
        record.side(),
        record.qty(),
        rules.split(left),
        true,
        Optional.of(plan.percent()),
        record.positionQtyBefore().orElse(Quantity.ZERO));
  }

  private void send(
      PlanTask task,
      ApplyPlan.Close plan,
      Optional<OpenPosition> open,
      Orders.Wish wish,
      List<OrderReport> before) {
    // here, where orders leave, and not where they are planned
    if (open.filter(known -> !adoption.allows(known)).isPresent()) {
      endings.skip(task, Skip.of(SkipReason.SKIP_NOT_MANAGED), open);
      return;
    }
    switch (orders.send(task, wish, before)) {
      case Sent.Ended ended -> book(task, plan, open, ended);
      case Sent.Refused(Failure.Reason reason, String message) ->
          refused(task, plan, open, reason, message);
      case Sent.Failed(String message) -> endings.fail(task, open, ResultStatus.ERROR, message);
      case Sent.Held(SkipReason why) -> endings.held(task, why, open);
    }
  }

  /** "Would not reduce" may mean that somebody else has closed it: the position is looked at. */
  private void refused(
      PlanTask task,
      ApplyPlan.Close plan,
      Optional<OpenPosition> open,
      Failure.Reason reason,
      String message) {
    if (reason == Failure.Reason.REDUCE_ONLY) {
      Optional<VenuePosition> held = alignment.held(task.symbol(), open);
      if (held.isEmpty()) {
        ApplyLog.failed(plan, message);
        task.patience().saidFlat();
        align(task, open, held);
        stops.lookAnew(task.symbol());
        endings.skip(task, Skip.of(SkipReason.SKIP_NO_POSITION), Optional.empty());
        return;
      }
      if (held.get().hedged() && !task.isWaitingFor(SMALLER_SECONDS)) {
        // an order of one leg is not cut to what is left of it, as a reduce-only one is
        align(task, open, held);
        throw task.later("less is left than was to be closed: " + message);
      }
    }
    endings.fail(task, open, ResultStatus.ERROR, message);
  }

  /** The money is booked; that the plan was carried out is noted all the same. */
  private void bookedBefore(
      PlanTask task,
      ApplyPlan.Close plan,
      Optional<OpenPosition> hash,
      OrderFill fill,
      Quantity ordered) {
    Commit commit = new Commit();
    store.markDone(commit, plan.header().planId());
    hash.filter(open -> ExitGates.isFor(plan.header(), open))
        .ifPresent(open -> store.keep(commit, hash, PositionBook.taken(open, plan, fill, ordered)));
    endings.skip(task, new Skip(SkipReason.SKIP_DUPLICATE, "booked by reconcile"), hash, commit);
    stops.look(task.symbol());
  }

  private void book(
      PlanTask task, ApplyPlan.Close plan, Optional<OpenPosition> known, Sent.Ended ended) {
    if (ended.executed().isZero()) {
      endings.fail(
          task,
          known,
          ResultStatus.ERROR,
          "order ended " + ended.reports().getLast().status() + ", nothing executed");
      return;
    }
    Symbol symbol = task.symbol();
    Orders.Filled filled = orders.fill(task, ended.reports());
    OrderFill fill = filled.fill();
    if (filled.isBooked()
        || store.isDone(plan.header().planId()) // by the comparison, while its trades were seen
        || known.filter(open -> PositionBook.isBooked(open, fill, venue.terms())).isPresent()) {
      bookedBefore(task, plan, known, fill, ended.ordered());
      return;
    }
    Optional<OpenPosition> hash = alignment.others().bookOthers(symbol, known, filled.others());
    // what it closed may be gone and another position open: that one is not touched
    Optional<OpenPosition> before =
        hash.filter(
            open ->
                ExitGates.isFor(plan.header(), open)
                    && open.position().side().closing() == fill.side());
    boolean complete = fill.qty().compareTo(ended.ordered()) >= 0;
    Optional<OpenPosition> after =
        before.flatMap(
            open -> PositionBook.reduced(open, plan, fill, ended.ordered(), venue.terms()));
    ApplyResult result =
        Results.closed(
            plan, task.entry().id(), ended.ordered(), ended.reports(), fill, before, after);
    Commit commit = new Commit();
    if (after.isPresent()) {
      store.keep(commit, before, after.get());
    } else if (before.isPresent()) {
      store.drop(commit, symbol, fill.timeMillis());
    }
    String reason = reason(plan);
    if (before.isPresent()) {
      books.booked(commit, before, List.of(new Accounts.Entry(result, reason)), after);
    } else if (hash.isEmpty() && complete && plan.percent().compareTo(PositionBook.WHOLE) >= 0) {
      books.endedUnknown(commit, result, reason);
    } else {
      books.amended(commit, result);
    }
    books.owe(commit, result, fill);
    // what nobody's position was is owed all the same
    PositionId closed =
        before
            .map(open -> open.position().id())
            .or(() -> plan.header().positionId())
            .orElseGet(() -> new PositionId(plan.header().planId().value()));
    store
        .marks()
        .noteBooked(commit, symbol, filled.before(), fill, plan.header().planId(), closed, true);
    alignment.filled(symbol, fill.timeMillis());
    endings.booked(task, commit, result, fill);
    // a stop of a fixed size is too large now, and one at flat protects nothing
    if (before.isPresent() && after.isEmpty()) {
      stops.closed(symbol);
    } else {
      stops.look(symbol);
    }
    if (complete) {
      endings.exitDone(symbol);
    } else {
      endings.failedExit(symbol, before, result.error());
    }
  }
}
