package quantum.apply;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import quantum.apply.decide.CloseVerdict;
import quantum.apply.decide.Drift;
import quantum.apply.decide.EntryFacts;
import quantum.apply.decide.EntryGates;
import quantum.apply.decide.EntryVerdict;
import quantum.apply.decide.ExitGates;
import quantum.apply.decide.OrderFill;
import quantum.apply.decide.PositionBook;
import quantum.apply.decide.Results;
import quantum.apply.decide.Skip;
import quantum.apply.decide.StopVerdict;
import quantum.apply.venue.Failure;
import quantum.apply.venue.OrderReport;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.SymbolRules;
import quantum.apply.venue.Venue;
import quantum.apply.venue.VenuePosition;
import quantum.contracts.Alarm;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Inflight;
import quantum.contracts.OpenPosition;
import quantum.contracts.ResultStatus;
import quantum.contracts.SkipReason;
import quantum.contracts.Ticker;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Commit;

/**
 * Takes one plan from its gates to its result. Every way through ends in exactly one commit with
 * result, position, marks and acknowledgement, or in {@link NotNow}.
 */
final class PlanDesk {
  private static final int ALARM_AT_FAILURES = 2;

  /** An older price says nothing of where the market is. */
  private static final long FRESH_MILLIS = 30_000;

  private final Venue venue;
  private final ApplyStore store;
  private final Orders orders;
  private final Alignment alignment;
  private final ApplyLayerSettings settings;
  private final Clock clock;
  private final Alarms alarms;

  /** Entries on their way to a position: they count as open for the limit of positions. */
  private final Set<Symbol> opening = new HashSet<>();

  /** Exits that failed since the last one that did not, per symbol. */
  private final Map<Symbol, Integer> failedExits = new ConcurrentHashMap<>();

  PlanDesk(
      Venue venue,
      ApplyStore store,
      Orders orders,
      Alignment alignment,
      ApplyLayerSettings settings,
      Clock clock,
      Alarms alarms) {
    this.venue = venue;
    this.store = store;
    this.orders = orders;
    this.alignment = alignment;
    this.settings = settings;
    this.clock = clock;
    this.alarms = alarms;
  }

  /**
   * Brings the plan to its result.
   *
   * @throws NotNow if that is not possible now
   */
  void step(PlanTask task) {
    if (task.announce()) {
      ApplyLog.processing(task.plan());
    }
    try {
      switch (task.plan()) {
        case ApplyPlan.Entry entry -> entry(task, entry);
        case ApplyPlan.Close close -> close(task, close);
        case ApplyPlan.UpdateStop update -> moveStop(task, update);
        case ApplyPlan.Hold hold -> store.execute(new Commit().ack(task.entry()));
        case ApplyPlan.Unknown unknown -> skip(task, Skip.of(unknown), Optional.empty());
      }
    } catch (VenueRefusal refusal) {
      refused(task, refusal.getMessage());
    }
  }

  /** A query was refused. While an order may be out there its plan must not end. */
  private void refused(PlanTask task, String message) {
    if (isRecorded(store.orderRecord(task.plan().header().planId()))) {
      throw task.later(message);
    }
    if (task.plan() instanceof ApplyPlan.Entry) {
      reject(task, message);
    } else {
      fail(task, store.position(task.symbol()), ResultStatus.ERROR, message);
    }
  }

  private static boolean isRecorded(OrderRecord record) {
    return !(record instanceof OrderRecord.None);
  }

  /** The plan has its result. */
  void finished(PlanTask task) {
    synchronized (opening) {
      opening.remove(task.symbol());
    }
  }

  /** Ends a plan that nothing above expected: the position waits for the next one. */
  void giveUp(PlanTask task, RuntimeException cause) {
    finish(
        task,
        Results.without(
            task.plan(),
            task.entry().id(),
            Optional.empty(),
            ResultStatus.ERROR,
            String.valueOf(cause.getMessage())),
        new Commit());
  }

  // ---- entries

  private void entry(PlanTask task, ApplyPlan.Entry plan) {
    Symbol symbol = task.symbol();
    OrderRecord record = store.orderRecord(plan.header().planId());
    if (!isRecorded(record) && store.isDone(plan.header().planId())) {
      skip(task, Skip.of(SkipReason.SKIP_DUPLICATE), store.position(symbol));
      return;
    }
    switch (orders.recover(task, record)) {
      case Orders.Fate.Ended ended -> bookEntry(task, plan, ended);
      case Orders.Fate.Unfinished(var inflight, var reports) ->
          bookEntry(task, plan, new Orders.Fate.Ended(inflight.qty(), reports));
      case Orders.Fate.NotSent n -> newEntry(task, plan);
      case Orders.Fate.Refused(var reason, String message) -> reject(task, message);
      case Orders.Fate.Failed(String message) ->
          fail(task, Optional.empty(), ResultStatus.ERROR, message);
      case Orders.Fate.Killed k ->
          skip(task, Skip.of(SkipReason.SKIP_KILL_SWITCH), Optional.empty());
    }
  }

  private void newEntry(PlanTask task, ApplyPlan.Entry plan) {
    Symbol symbol = task.symbol();
    Optional<OpenPosition> hash = store.position(symbol);
    // what is refused by settings and clocks needs no answer of the exchange
    if (verdict(plan, task, hash, Optional.empty(), Optional.empty(), 0) instanceof Skip early
        && isKnownWithoutExchange(early.code())) {
      skip(task, early, hash);
      return;
    }
    Optional<OpenPosition> open = align(task, hash, alignment.held(symbol));
    EntryVerdict verdict = verdict(plan, task, open, mark(symbol), rules(symbol), reserve(task));
    switch (verdict) {
      case Skip skip -> skip(task, skip, open);
      case EntryVerdict.Go(Quantity qty) -> {
        setLeverage(plan);
        OrderSide side = plan.side().opening();
        Orders.Fate fate =
            orders.send(
                task,
                new Orders.Wish(side, qty, List.of(qty), false, Optional.empty(), Quantity.ZERO),
                List.of());
        switch (fate) {
          case Orders.Fate.Ended ended -> bookEntry(task, plan, ended);
          case Orders.Fate.Refused(var reason, String message) -> reject(task, message);
          case Orders.Fate.Failed(String message) ->
              fail(task, Optional.empty(), ResultStatus.ERROR, message);
          case Orders.Fate.Killed k ->
              skip(task, Skip.of(SkipReason.SKIP_KILL_SWITCH), Optional.empty());
          case Orders.Fate.NotSent n -> throw task.later("nothing was sent");
          case Orders.Fate.Unfinished u -> throw task.later("not all was sent");
        }
      }
    }
  }

  private static boolean isKnownWithoutExchange(SkipReason code) {
    return switch (code) {
      case SKIP_NOT_ALLOWED, SKIP_KILL_SWITCH, SKIP_HALT, SKIP_OPEN_COOLDOWN, SKIP_STALE_ENTRY ->
          true;
      case SKIP_OPEN_DUPLICATE,
          SKIP_OPEN_OPPOSITE,
          SKIP_MAX_POSITIONS,
          SKIP_MAX_NOTIONAL,
          SKIP_MAX_LEVERAGE,
          SKIP_INPUTS,
          SKIP_DUPLICATE,
          SKIP_NO_POSITION,
          SKIP_STALE_PLAN,
          SKIP_CLOSE_QTY_ZERO,
          SKIP_NOT_TIGHTER,
          SKIP_WOULD_TRIGGER,
          SKIP_UNKNOWN_ACTION,
          SKIP_WITHHELD,
          SKIP_DRY_RUN ->
          false;
    };
  }

  private EntryVerdict verdict(
      ApplyPlan.Entry plan,
      PlanTask task,
      Optional<OpenPosition> open,
      Optional<Price> mark,
      Optional<SymbolRules> rules,
      int otherPositions) {
    return EntryGates.check(
        plan,
        new EntryFacts(
            store.isKilled(),
            open.map(OpenPosition::position),
            store.cooldown(task.symbol()),
            task.entry().idMillis(),
            clock.millis(),
            otherPositions,
            mark,
            rules),
        settings.rules());
  }

  private Optional<Price> mark(Symbol symbol) {
    return settings.rules().needMark() && rules(symbol).isPresent()
        ? Optional.of(new Price(VenueRefusal.orValue(venue.markPrice(symbol))))
        : Optional.empty();
  }

  private Optional<SymbolRules> rules(Symbol symbol) {
    Outcome<SymbolRules> rules = venue.rules(symbol);
    return rules instanceof Outcome.Failed<SymbolRules>(Failure.NotFound n)
        ? Optional.empty()
        : Optional.of(VenueRefusal.orValue(rules));
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
    int wanted = (int) Math.floor(plan.leverage().atLeastOne());
    int holds = VenueRefusal.orValue(venue.leverage(plan.header().symbol(), wanted));
    if (holds > wanted) {
      throw new VenueRefusal("leverage stays at " + holds + ", the plan says " + wanted);
    }
  }

  private void bookEntry(PlanTask task, ApplyPlan.Entry plan, Orders.Fate.Ended ended) {
    if (ended.executed().isZero()) {
      reject(task, "order ended " + ended.reports().getLast().status() + ", nothing executed");
      return;
    }
    Symbol symbol = task.symbol();
    OrderFill fill = OrderFill.of(orders.trades(task, ended.reports()));
    Optional<OpenPosition> before = store.position(symbol);
    if (before.filter(open -> !Drift.isForeign(open)).isPresent()) {
      // the comparison with the exchange found the position before the plan did
      skip(task, new Skip(SkipReason.SKIP_DUPLICATE, "booked by reconcile"), before);
      return;
    }
    Leverage leverage = new Leverage(Math.floor(plan.leverage().atLeastOne()));
    OpenPosition after =
        PositionBook.opened(plan, fill, leverage, rules(symbol).map(SymbolRules::tick));
    ApplyResult result =
        Results.opened(plan, task.entry().id(), ended.ordered(), ended.reports(), fill, after);
    Commit commit = new Commit();
    store.keep(commit, Optional.empty(), after);
    store.coolDown(commit, symbol, fill.timeMillis());
    store.markDone(commit, plan.header().planId());
    PositionBook.bornStopped(after)
        .ifPresent(
            close -> {
              commit.publish(settings.planStream(), settings.streamMaxLen(), close.encode());
              commit.afterwards(() -> ApplyLog.filledBeyondStop(close));
            });
    booked(task, commit, result, fill);
  }

  // ---- closes

  private void close(PlanTask task, ApplyPlan.Close plan) {
    Optional<OpenPosition> hash = store.position(task.symbol());
    OrderRecord record = store.orderRecord(plan.header().planId());
    if (!isRecorded(record)
        && ExitGates.isDuplicate(plan, store.isDone(plan.header().planId()), hash)) {
      skip(task, Skip.of(SkipReason.SKIP_DUPLICATE), hash);
      return;
    }
    switch (orders.recover(task, record)) {
      case Orders.Fate.Ended ended -> bookClose(task, plan, hash, ended);
      case Orders.Fate.Unfinished(var inflight, var reports) ->
          sendClose(task, plan, hash, rest(task, plan, inflight, reports), reports);
      case Orders.Fate.NotSent n -> newClose(task, plan, hash);
      case Orders.Fate.Refused(var reason, String message) ->
          fail(task, hash, ResultStatus.ERROR, message);
      case Orders.Fate.Failed(String message) -> fail(task, hash, ResultStatus.ERROR, message);
      case Orders.Fate.Killed k -> throw new IllegalStateException("no switch stops a close");
    }
  }

  private void newClose(PlanTask task, ApplyPlan.Close plan, Optional<OpenPosition> hash) {
    Symbol symbol = task.symbol();
    Optional<VenuePosition> held = held(symbol, hash);
    boolean turned =
        hash.isPresent()
            && held.isPresent()
            && !Drift.isForeign(hash.get())
            && hash.get().position().side() != held.get().side();
    Optional<OpenPosition> open = align(task, hash, held).filter(known -> held.isPresent());
    if (turned) {
      skip(task, new Skip(SkipReason.SKIP_STALE_PLAN, "the position turned"), open);
      return;
    }
    if (open.isEmpty()) {
      skip(task, Skip.of(SkipReason.SKIP_NO_POSITION), Optional.empty());
      return;
    }
    boolean done = store.isDone(plan.header().planId());
    SymbolRules rules = VenueRefusal.orValue(venue.rules(symbol));
    switch (ExitGates.close(plan, done, open, rules)) {
      case Skip skip -> skip(task, skip, open);
      case CloseVerdict.Go(Position position, Quantity qty, List<Quantity> parts) -> {
        Orders.Wish wish =
            new Orders.Wish(
                position.side().closing(),
                qty,
                parts,
                true,
                Optional.of(plan.percent()),
                held.orElseThrow().quantity());
        sendClose(task, plan, open, wish, List.of());
      }
    }
  }

  /**
   * What the exchange holds. A symbol that it does not list is held nowhere, as the positions of
   * foreign executors that operators test with; for a position of ours that answer is not believed.
   */
  private Optional<VenuePosition> held(Symbol symbol, Optional<OpenPosition> hash) {
    boolean ours = hash.filter(open -> !Drift.isForeign(open)).isPresent();
    return !ours && rules(symbol).isEmpty() ? Optional.empty() : alignment.held(symbol);
  }

  private Optional<OpenPosition> align(
      PlanTask task, Optional<OpenPosition> hash, Optional<VenuePosition> held) {
    ApplyPlan.Header plan = task.plan().header();
    return alignment.align(
        task.symbol(), hash, held, task.patience(), plan.timestampMillis(), plan.positionId());
  }

  /** What is left to send of a close of several orders that was interrupted between two of them. */
  private Orders.Wish rest(
      PlanTask task, ApplyPlan.Close plan, Inflight record, List<OrderReport> reports) {
    SymbolRules rules = VenueRefusal.orValue(venue.rules(task.symbol()));
    Quantity left = record.qty().minus(Orders.executed(reports).min(record.qty()));
    return new Orders.Wish(
        record.side(),
        record.qty(),
        rules.split(left),
        true,
        Optional.of(plan.percent()),
        record.positionQtyBefore().orElse(Quantity.ZERO));
  }

  private void sendClose(
      PlanTask task,
      ApplyPlan.Close plan,
      Optional<OpenPosition> open,
      Orders.Wish wish,
      List<OrderReport> before) {
    switch (orders.send(task, wish, before)) {
      case Orders.Fate.Ended ended -> bookClose(task, plan, open, ended);
      case Orders.Fate.Refused(Failure.Reason reason, String message) ->
          refusedClose(task, plan, open, reason, message);
      case Orders.Fate.Failed(String message) -> fail(task, open, ResultStatus.ERROR, message);
      case Orders.Fate.NotSent n -> throw task.later("nothing was sent");
      case Orders.Fate.Unfinished u -> throw task.later("not all was sent");
      case Orders.Fate.Killed k -> throw new IllegalStateException("no switch stops a close");
    }
  }

  /** "Would not reduce" may mean that somebody else has closed it: the position is looked at. */
  private void refusedClose(
      PlanTask task,
      ApplyPlan.Close plan,
      Optional<OpenPosition> open,
      Failure.Reason reason,
      String message) {
    if (reason == Failure.Reason.REDUCE_ONLY) {
      Optional<VenuePosition> held = alignment.held(task.symbol());
      if (held.isEmpty()) {
        ApplyLog.failed(plan, message);
        align(task, open, held);
        skip(task, Skip.of(SkipReason.SKIP_NO_POSITION), Optional.empty());
        return;
      }
    }
    fail(task, open, ResultStatus.ERROR, message);
  }

  private void bookClose(
      PlanTask task, ApplyPlan.Close plan, Optional<OpenPosition> hash, Orders.Fate.Ended ended) {
    if (ended.executed().isZero()) {
      fail(
          task,
          hash,
          ResultStatus.ERROR,
          "order ended " + ended.reports().getLast().status() + ", nothing executed");
      return;
    }
    OrderFill fill = OrderFill.of(orders.trades(task, ended.reports()));
    if (hash.filter(open -> PositionBook.isBooked(open, fill)).isPresent()) {
      skip(task, new Skip(SkipReason.SKIP_DUPLICATE, "booked by reconcile"), hash);
      return;
    }
    // what it closed may be gone and another position open: that one is not touched
    Optional<OpenPosition> before =
        hash.filter(
            open ->
                ExitGates.isFor(plan.header(), open)
                    && open.position().side().closing() == fill.side());
    boolean complete = fill.qty().compareTo(ended.ordered()) >= 0;
    Optional<OpenPosition> after =
        before.flatMap(open -> PositionBook.reduced(open, plan, fill, complete));
    ApplyResult result =
        Results.closed(
            plan, task.entry().id(), ended.ordered(), ended.reports(), fill, before, after);
    Commit commit = new Commit();
    if (after.isPresent()) {
      store.keep(commit, before, after.get());
    } else if (before.isPresent()) {
      store.drop(commit, task.symbol(), fill.timeMillis());
    }
    store.markDone(commit, plan.header().planId());
    booked(task, commit, result, fill);
    if (complete) {
      failedExits.remove(task.symbol());
      alarms.end(Alarm.EXIT_FAILED.of(task.symbol()));
    } else {
      countFailedExit(task, before, result.error());
    }
  }

  // ---- stop moves

  private void moveStop(PlanTask task, ApplyPlan.UpdateStop plan) {
    Symbol symbol = task.symbol();
    Optional<OpenPosition> open = store.position(symbol);
    if (open.isEmpty()) {
      // the stop lives in the hash, so the exchange is asked only where there is none
      open = align(task, open, held(symbol, open));
    }
    Optional<OpenPosition> ours = open.filter(known -> !Drift.isForeign(known));
    boolean done = store.isDone(plan.header().planId());
    Optional<Price> price = ours.isEmpty() ? Optional.empty() : presentPrice(symbol);
    switch (ExitGates.moveStop(plan, done, ours, price)) {
      case Skip skip -> skip(task, skip, ours);
      case StopVerdict.Move move -> {
        Commit commit = new Commit();
        store.keep(commit, ours, move.after());
        store.markDone(commit, plan.header().planId());
        commit.afterwards(() -> ApplyLog.stopMoved(plan, move));
        finish(task, Results.stopMoved(plan, task.entry().id(), move), commit);
      }
    }
  }

  /** Of the exchange, else the last that came; no stop waits for a price that nobody tells. */
  private Optional<Price> presentPrice(Symbol symbol) {
    return venue.markPrice(symbol) instanceof Outcome.Ok<BigDecimal>(BigDecimal mark)
        ? Optional.of(new Price(mark))
        : store
            .ticker(symbol)
            .filter(last -> clock.millis() - last.receivedAtMillis() < FRESH_MILLIS)
            .map(Ticker::markPrice);
  }

  // ---- how a plan ends

  private void booked(PlanTask task, Commit commit, ApplyResult result, OrderFill fill) {
    commit.afterwards(() -> ApplyLog.done(task.plan(), result));
    if (!fill.unpriced().isEmpty()) {
      commit.afterwards(() -> ApplyLog.unpricedFees(task.plan(), fill.unpriced()));
    }
    finish(task, result, commit);
  }

  private void skip(PlanTask task, Skip skip, Optional<OpenPosition> open) {
    ApplyPlan plan = task.plan();
    Commit commit = new Commit();
    commit.afterwards(() -> ApplyLog.skipped(plan, skip));
    // a refused entry stays refused; a skipped exit may be right the next time it is asked for
    if (plan instanceof ApplyPlan.Entry && skip.code() != SkipReason.SKIP_DUPLICATE) {
      store.markDone(commit, plan.header().planId());
    }
    finish(
        task,
        Results.without(plan, task.entry().id(), open, ResultStatus.SKIPPED, skip.code().name()),
        skip.detail(),
        commit);
  }

  /** The exchange refused for good. */
  private void reject(PlanTask task, String message) {
    fail(task, Optional.empty(), ResultStatus.REJECTED, message);
  }

  private void fail(
      PlanTask task, Optional<OpenPosition> open, ResultStatus status, String message) {
    ApplyPlan plan = task.plan();
    Optional<OpenPosition> mine = open.filter(known -> ExitGates.isFor(plan.header(), known));
    Commit commit = new Commit();
    commit.afterwards(() -> ApplyLog.failed(plan, message));
    if (status == ResultStatus.REJECTED) {
      store.markDone(commit, plan.header().planId());
    } else {
      mine.ifPresent(known -> store.raiseAttempts(commit, PositionBook.failed(known)));
    }
    finish(task, Results.without(plan, task.entry().id(), mine, status, message), commit);
    if (plan instanceof ApplyPlan.Close) {
      countFailedExit(task, mine, message);
    }
  }

  private void countFailedExit(PlanTask task, Optional<OpenPosition> open, String why) {
    if (failedExits.merge(task.symbol(), 1, Integer::sum) >= ALARM_AT_FAILURES) {
      String id = open.map(known -> known.position().id().value()).orElse("-");
      alarms.raise(Alarm.EXIT_FAILED.of(task.symbol()), id, why);
    }
  }

  private void finish(PlanTask task, ApplyResult result, Commit commit) {
    finish(task, result, "", commit);
  }

  private void finish(PlanTask task, ApplyResult result, String reason, Commit commit) {
    store.dropInflight(commit, task.plan().header().planId());
    commit
        .publish(settings.resultStream(), settings.streamMaxLen(), result.encodeSkipped(reason))
        .ack(task.entry())
        .afterwards(() -> ApplyLog.acknowledged(task.plan(), task.entry().id()));
    store.execute(commit);
  }
}
