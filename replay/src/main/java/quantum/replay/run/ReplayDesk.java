package quantum.replay.run;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.apply.decide.CloseVerdict;
import quantum.apply.decide.Drift;
import quantum.apply.decide.EntryFacts;
import quantum.apply.decide.EntryGates;
import quantum.apply.decide.EntryRules;
import quantum.apply.decide.EntryVerdict;
import quantum.apply.decide.ExitGates;
import quantum.apply.decide.OrderFill;
import quantum.apply.decide.PositionBook;
import quantum.apply.decide.Results;
import quantum.apply.decide.Skip;
import quantum.apply.decide.StopStep;
import quantum.apply.decide.StopVerdict;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopShape;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Cooldown;
import quantum.contracts.OpenPosition;
import quantum.contracts.ResultStatus;
import quantum.contracts.SkipReason;
import quantum.contracts.StopState;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Tick;

/**
 * Executes plans on the replay's exchange: the apply layer's gates, sizing and booking in the apply
 * layer's order, without what only a network and a crash make necessary.
 */
final class ReplayDesk {
  /** Stands for the stream entry of a plan; nothing in a replay looks it up. */
  private static final String NO_STREAM = "replay";

  /** Stands for the plan of a close that nobody decided. */
  private static final String VALUED = "0000000000000000";

  private final ReplayExchange exchange;
  private final EntryRules rules;
  private final boolean exchangeStops;
  private final Map<Symbol, OpenPosition> positions = new HashMap<>();
  private final Map<Symbol, Cooldown> cooldowns = new HashMap<>();
  private final Set<PlanId> done = new HashSet<>();
  private long stopsPlaced;
  private String detail = "";

  /**
   * @param exchangeStops whether stops rest at the exchange, or are only watched here
   */
  ReplayDesk(ReplayExchange exchange, EntryRules rules, boolean exchangeStops) {
    this.exchange = exchange;
    this.rules = rules;
    this.exchangeStops = exchangeStops;
  }

  Optional<OpenPosition> position(Symbol symbol) {
    return Optional.ofNullable(positions.get(symbol));
  }

  boolean isFlat() {
    return positions.isEmpty();
  }

  /** A risk that harvest-brain has frozen for a position without a stop. */
  void freezeRisk(Symbol symbol, BigDecimal entryRisk) {
    positions.computeIfPresent(
        symbol, (key, open) -> open.with(open.position().withEntryRisk(entryRisk)));
  }

  /**
   * Lets a price arrive, and books the stops that it met on its way as the apply layer does, which
   * finds them at the exchange.
   */
  List<ApplyResult> priced(Tick tick) {
    List<ReplayExchange.Fired> fired = exchange.priced(tick);
    Symbol symbol = tick.symbol();
    Optional<OpenPosition> open = position(symbol);
    if (fired.isEmpty() || open.isEmpty()) {
      return List.of();
    }
    List<VenueTrade> trades = fired.stream().flatMap(stop -> stop.trades().stream()).toList();
    Map<VenueOrderId, ClientOrderId> names = new HashMap<>();
    fired.forEach(stop -> stop.trades().forEach(trade -> names.put(trade.orderId(), stop.stop())));
    return follow(open.get(), trades, names, tick.timeMillis());
  }

  /** Books what the exchange traded in our place, as the apply layer follows it. */
  private List<ApplyResult> follow(
      OpenPosition open,
      List<VenueTrade> trades,
      Map<VenueOrderId, ClientOrderId> names,
      long atMillis) {
    Symbol symbol = open.position().symbol();
    Drift drift = Drift.follow(open, exchange.held(symbol), trades, names, atMillis);
    drift
        .after()
        .ifPresentOrElse(
            left -> positions.put(symbol, protect(left)),
            () -> flat(symbol, trades.getLast().timeMillis()));
    return drift.results();
  }

  /** Lets the exchange close what the margin does not bear any more. */
  List<ApplyResult> liquidate(long atMillis) {
    List<ApplyResult> results = new ArrayList<>();
    exchange
        .liquidate(atMillis)
        .forEach(
            (symbol, forced) ->
                position(symbol)
                    .ifPresent(
                        open -> results.addAll(follow(open, forced.trades(), Map.of(), atMillis))));
    return results;
  }

  /** Values what is open by closing it at the price that holds. */
  List<ApplyResult> value(Symbol symbol, long atMillis) {
    OpenPosition open = positions.get(symbol);
    Position position = open.position();
    return switch (exchange.send(
        new PlanId(VALUED),
        symbol,
        position.side().closing(),
        List.of(position.qty()),
        true,
        atMillis)) {
      case ReplayExchange.Ended.Executed(_, var trades) -> follow(open, trades, Map.of(), atMillis);
      case ReplayExchange.Ended.Refused(int code, String message) ->
          throw new IllegalStateException(
              symbol + " cannot be valued: " + code + " " + message); // it is what is held
    };
  }

  /** A stop of a fixed size stays at flat until somebody cancels it. */
  private void flat(Symbol symbol, long atMillis) {
    positions.remove(symbol);
    cooldowns.put(symbol, new Cooldown(atMillis));
    exchange.stops(symbol).forEach(stop -> exchange.cancel(symbol, stop.id()));
  }

  /** Walks the table of the stop's life as the apply layer does, without its crashes. */
  private OpenPosition protect(OpenPosition open) {
    Position position = open.position();
    Symbol symbol = position.symbol();
    Optional<StopStep.Wanted> wanted =
        position
            .stop()
            .filter(stop -> exchangeStops)
            .flatMap(stop -> ExitGates.onTick(stop, position.side(), position.tickSize()))
            .map(trigger -> new StopStep.Wanted(position.side(), trigger, position.qty()));
    while (true) {
      switch (StopStep.next(wanted, exchange.stops(symbol))) {
        case StopStep.Done done -> {
          return open.with(open.protection().in(StopState.OFF));
        }
        case StopStep.Rests(ClientOrderId id) -> {
          return open.with(open.protection().resting(id.value()));
        }
        case StopStep.Cancel(ClientOrderId id) -> exchange.cancel(symbol, id);
        case StopStep.Place(StopShape shape) -> {
          StopStep.Wanted now = wanted.orElseThrow();
          ClientOrderId id = ReplayExchange.TERMS.clientIds().stop(position.id(), ++stopsPlaced);
          if (!exchange.place(
              new StopOrder(symbol, now.side(), shape, now.trigger(), now.quantity(), id))) {
            return open.with(open.protection().in(StopState.MISSING));
          }
        }
      }
    }
  }

  /**
   * Carries out a plan.
   *
   * @param followUps receives plans that the apply layer itself makes
   * @return its result; none for a HOLD
   */
  Optional<ApplyResult> execute(ApplyPlan plan, List<ApplyPlan> followUps) {
    detail = "";
    return switch (plan) {
      case ApplyPlan.Entry entry -> Optional.of(enter(entry, followUps));
      case ApplyPlan.Close close -> Optional.of(close(close));
      case ApplyPlan.UpdateStop update -> Optional.of(moveStop(update));
      case ApplyPlan.Hold hold -> Optional.empty();
      case ApplyPlan.Unknown unknown ->
          Optional.of(
              without(
                  unknown,
                  Optional.empty(),
                  ResultStatus.SKIPPED,
                  SkipReason.SKIP_UNKNOWN_ACTION.name()));
    };
  }

  private static ApplyResult without(
      ApplyPlan plan, Optional<OpenPosition> open, ResultStatus status, String error) {
    return Results.without(plan, NO_STREAM, open, status, error);
  }

  /** As live, the result names the code alone; what is wrong in particular goes to the log. */
  private ApplyResult skipped(ApplyPlan plan, Optional<OpenPosition> open, Skip skip) {
    detail = skip.detail();
    return without(plan, open, ResultStatus.SKIPPED, skip.code().name());
  }

  /** What was wrong in particular with the last plan, if it was skipped. */
  String detail() {
    return detail;
  }

  private ApplyResult enter(ApplyPlan.Entry plan, List<ApplyPlan> followUps) {
    Symbol symbol = plan.header().symbol();
    Optional<OpenPosition> open = position(symbol);
    long planned = plan.header().timestampMillis();
    EntryFacts facts =
        new EntryFacts(
            false,
            open.map(OpenPosition::position),
            Optional.ofNullable(cooldowns.get(symbol)),
            planned,
            planned,
            positions.size(),
            Optional.of(exchange.price(symbol)),
            Optional.of(exchange.rules(symbol)));
    return switch (EntryGates.check(plan, facts, rules)) {
      case Skip skip -> skipped(plan, open, skip);
      case EntryVerdict.Go(Quantity qty) -> fill(plan, qty, followUps);
    };
  }

  private ApplyResult fill(ApplyPlan.Entry plan, Quantity qty, List<ApplyPlan> followUps) {
    Symbol symbol = plan.header().symbol();
    Leverage leverage = new Leverage(Math.floor(plan.leverage().atLeastOne()));
    Optional<ReplayExchange.Ended.Refused> refused =
        exchange.leverage(symbol, (int) leverage.value());
    ReplayExchange.Ended ended =
        refused.isPresent()
            ? refused.get()
            : exchange.send(
                plan.header().planId(),
                symbol,
                plan.side().opening(),
                List.of(qty),
                false,
                exchange.pricedAtMillis(symbol));
    return switch (ended) {
      case ReplayExchange.Ended.Refused(int code, String message) ->
          without(plan, Optional.empty(), ResultStatus.REJECTED, code + " " + message);
      case ReplayExchange.Ended.Executed(var reports, var trades) -> {
        OrderFill fill = OrderFill.of(trades);
        OpenPosition after =
            protect(
                PositionBook.opened(
                    plan, fill, leverage, Optional.of(exchange.rules(symbol).tick())));
        positions.put(symbol, after);
        cooldowns.put(symbol, new Cooldown(fill.timeMillis()));
        PositionBook.bornStopped(after).ifPresent(followUps::add);
        yield Results.opened(plan, NO_STREAM, qty, reports, fill, after);
      }
    };
  }

  private ApplyResult close(ApplyPlan.Close plan) {
    Symbol symbol = plan.header().symbol();
    Optional<OpenPosition> open = position(symbol);
    boolean isDone = done.contains(plan.header().planId());
    if (ExitGates.isDuplicate(plan, isDone, open)) {
      return without(plan, open, ResultStatus.SKIPPED, SkipReason.SKIP_DUPLICATE.name());
    }
    return switch (ExitGates.close(plan, isDone, open, exchange.rules(symbol))) {
      case Skip skip -> skipped(plan, open, skip);
      case CloseVerdict.Go(var position, Quantity qty, var parts) ->
          switch (exchange.send(
              plan.header().planId(),
              symbol,
              position.side().closing(),
              parts,
              true,
              exchange.pricedAtMillis(symbol))) {
            case ReplayExchange.Ended.Refused(int code, String message) ->
                failed(plan, open.orElseThrow(), code + " " + message);
            case ReplayExchange.Ended.Executed(var reports, var trades) -> {
              OrderFill fill = OrderFill.of(trades);
              Optional<OpenPosition> after =
                  PositionBook.reduced(open.orElseThrow(), plan, fill, qty, ReplayExchange.TERMS);
              after.ifPresentOrElse(
                  kept -> positions.put(symbol, protect(kept)),
                  () -> flat(symbol, fill.timeMillis()));
              done.add(plan.header().planId());
              yield Results.closed(plan, NO_STREAM, qty, reports, fill, open, after);
            }
          };
    };
  }

  private ApplyResult failed(ApplyPlan plan, OpenPosition open, String message) {
    positions.put(open.position().symbol(), PositionBook.failed(open));
    return without(plan, Optional.of(open), ResultStatus.ERROR, message);
  }

  private ApplyResult moveStop(ApplyPlan.UpdateStop plan) {
    Optional<OpenPosition> open = position(plan.header().symbol());
    boolean isDone = done.contains(plan.header().planId());
    return switch (ExitGates.moveStop(
        plan, isDone, open, Optional.of(exchange.price(plan.header().symbol())))) {
      case Skip skip -> skipped(plan, open, skip);
      case StopVerdict.Move move -> {
        positions.put(plan.header().symbol(), protect(move.after()));
        done.add(plan.header().planId());
        yield Results.stopMoved(plan, NO_STREAM, move);
      }
    };
  }

  /** The price that a plan is judged at. */
  Price price(Symbol symbol) {
    return exchange.price(symbol);
  }
}
