package quantum.apply;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.apply.decide.Adoption;
import quantum.apply.decide.FundingShare;
import quantum.apply.decide.OrderFill;
import quantum.apply.decide.Skip;
import quantum.apply.decide.StopVerdict;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.PositionMode;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.StopShape;
import quantum.apply.venue.VenueIncome;
import quantum.apply.venue.VenuePosition;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.ClosedPosition;
import quantum.contracts.Flatten;
import quantum.contracts.Halt;
import quantum.contracts.OpenPosition;
import quantum.contracts.Unbooked;
import quantum.contracts.Unpriced;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;

/** The log lines of apply-layer (SPEC §9); operators grep for them, so their shape is fixed. */
final class ApplyLog {
  private static final Logger log = LoggerFactory.getLogger("apply-layer");

  private ApplyLog() {}

  static void starting(ApplyLayerSettings settings) {
    log.info(
        "[APPLY] Starting apply-layer Config(venue={}, rest={}, allowlist={}, halted={}, max_positions={}, max_notional_usdt={}, max_leverage={}, entry_max_age_sec={})",
        settings.venue(),
        settings.address(),
        settings.rules().anySymbol() ? "*" : settings.rules().allowlist(),
        settings.rules().halted(),
        settings.rules().maxPositions(),
        Decimals.plain(settings.rules().maxNotional()),
        settings.rules().maxLeverage(),
        settings.rules().maxAgeMillis() / 1000);
  }

  static void leftAlone(VenuePosition held) {
    log.info(
        "[RECONCILE] {}: {} {} was made by hand and is left alone (ADOPT_POSITIONS=off)",
        held.symbol(),
        held.side(),
        held.quantity());
  }

  /** A mode that was changed while a position is open is said: its protection changes. */
  static void kept(OpenPosition before, OpenPosition after, Adoption.Mode mode) {
    log.warn(
        "[RECONCILE] {}: {} {} was made by hand and is now {}{} (ADOPT_POSITIONS={})",
        after.position().symbol(),
        after.position().side(),
        after.position().qty(),
        after.keeping(),
        after.isManaged()
            ? ""
            : before
                .position()
                .stop()
                .map(stop -> ", its stop " + stop + " is withdrawn")
                .orElse(""),
        mode.name().toLowerCase(Locale.ROOT));
  }

  static void stopWithdrawn(Symbol symbol, Adoption.Mode mode) {
    log.warn(
        "[STOP] {}: nothing of ours rests any more, the position is somebody else's to protect"
            + " (ADOPT_POSITIONS={})",
        symbol,
        mode.name().toLowerCase(Locale.ROOT));
  }

  static void halt(Optional<Halt> now) {
    now.ifPresentOrElse(
        halt ->
            log.warn(
                "[HALT] No entry is executed, exits go on: {}{}",
                halt.inWords(),
                halt.untilMillis().isPresent()
                    ? ", until " + Instant.ofEpochMilli(halt.untilMillis().getAsLong())
                    : ""),
        () -> log.info("[HALT] Entries are executed again"));
  }

  static void flattens(Flatten order) {
    log.warn(
        "[FLATTEN] Closing {}: by {}{}",
        order.symbols().isEmpty() ? "everything" : order.symbols(),
        order.by(),
        order.reason().isEmpty() ? "" : ", " + order.reason());
  }

  static void flattened(Flatten order, String how) {
    log.warn(
        "[FLATTEN] {}: {}",
        how,
        order.outcomes().isEmpty()
            ? "nothing was open"
            : order.outcomes().stream()
                .map(
                    outcome ->
                        "%s %s %s%s"
                            .formatted(
                                outcome.symbol(),
                                outcome.state(),
                                outcome.qty(),
                                outcome.detail().isEmpty() ? "" : " (" + outcome.detail() + ")"))
                .collect(Collectors.joining(", ")));
  }

  static void connected(PositionMode mode) {
    log.info("[APPLY] Exchange answers, position mode {}", mode);
  }

  static void processing(ApplyPlan plan) {
    if (plan instanceof ApplyPlan.Close) {
      log.info(
          "[CLOSE] {}: Processing {} plan_id={}",
          plan.header().symbol(),
          plan.actionName(),
          plan.header().planId());
    }
  }

  static void sending(
      ApplyPlan plan, OrderSide side, Quantity qty, boolean reduceOnly, Optional<BigDecimal> pct) {
    log.info(
        "[{}_EXECUTE] plan_id={} symbol={} side={} qty={} reduceOnly={}{}",
        marker(plan),
        plan.header().planId(),
        plan.header().symbol(),
        side,
        qty,
        reduceOnly,
        pct.map(percent -> " pct=" + Decimals.plain(percent)).orElse(""));
  }

  static void done(ApplyPlan plan, ApplyResult result) {
    log.info(
        "[{}_DONE] plan_id={} filled={} order_id={} status={} {}",
        marker(plan),
        plan.header().planId(),
        result.execution().filledQty(),
        result.execution().orderId().orElse("-"),
        result.status(),
        plan instanceof ApplyPlan.Entry
            ? "symbol=" + result.symbol() + " price=" + shown(result.execution().price())
            : "realized_pnl="
                + result.execution().realizedPnl().map(Decimals::plain).orElse("pending"));
  }

  static void skipped(ApplyPlan plan, Skip skip) {
    String detail = skip.detail().isEmpty() ? "" : " (" + skip.detail() + ")";
    switch (plan) {
      case ApplyPlan.Entry e ->
          log.info("[ENTRY] {}: {}{}", plan.header().symbol(), skip.code(), detail);
      case ApplyPlan.Unknown u ->
          log.warn(
              "[APPLY] {}: {} plan_id={} (action={}){}",
              plan.header().symbol(),
              skip.code(),
              plan.header().planId(),
              u.actionName(),
              detail);
      case ApplyPlan.Close c -> exitSkipped(plan, skip, detail);
      case ApplyPlan.UpdateStop u -> exitSkipped(plan, skip, detail);
      case ApplyPlan.Hold h -> exitSkipped(plan, skip, detail);
    }
  }

  private static void exitSkipped(ApplyPlan plan, Skip skip, String detail) {
    log.info(
        "[{}] {}: {} plan_id={}{}",
        marker(plan),
        plan.header().symbol(),
        skip.code(),
        plan.header().planId(),
        detail);
  }

  static void failed(ApplyPlan plan, String message) {
    switch (plan) {
      case ApplyPlan.Close c ->
          log.warn("[CLOSE] {}: Failed to execute close: {}", plan.header().symbol(), message);
      case ApplyPlan.Entry e ->
          log.warn("[ENTRY] {}: Failed to execute entry: {}", plan.header().symbol(), message);
      case ApplyPlan.UpdateStop u ->
          log.warn("[STOP] {}: Failed to move stop: {}", plan.header().symbol(), message);
      case ApplyPlan.Hold h -> {}
      case ApplyPlan.Unknown u -> {}
    }
  }

  static void acknowledged(ApplyPlan plan, String streamId) {
    log.info("[{}] {}: Message ACK'd (msg_id={})", marker(plan), plan.header().symbol(), streamId);
  }

  static void stopMoved(ApplyPlan.UpdateStop plan, StopVerdict.Move move) {
    log.info(
        "[STOP] {}: SL {} -> {} plan_id={}",
        plan.header().symbol(),
        move.from().map(Price::toString).orElse("none"),
        move.to(),
        plan.header().planId());
  }

  static void filledBeyondStop(ApplyPlan.Close close) {
    log.warn(
        "[STOP] {}: filled at or beyond its own stop, closing at once plan_id={}",
        close.header().symbol(),
        close.header().planId());
  }

  static void told(String what) {
    log.info("[ACCOUNT] {}", what);
  }

  static void stopPlaced(StopOrder stop) {
    log.info(
        "[STOP] {}: {} rests at the exchange, {} {} id={}",
        stop.symbol(),
        stop.trigger(),
        stop.side(),
        stop.shape() == StopShape.WHOLE ? "whole" : "qty=" + stop.quantity(),
        stop.id());
  }

  static void stopClamped(Symbol symbol, Price wanted, Price allowed, String why) {
    log.warn(
        "[STOP] {}: the exchange takes no stop at {}, nearest it takes is {}: {}",
        symbol,
        wanted,
        allowed,
        why);
  }

  static void stopGone(Symbol symbol, ClientOrderId id, String why) {
    log.info("[STOP] {}: id={} does not rest any more: {}", symbol, id, why);
  }

  static void unplanned(ApplyResult result, String why) {
    if (why.isEmpty()) {
      return;
    }
    log.warn(
        "[{}] {}: {} filled={} price={} realized_pnl={} order_id={} id={}",
        why.equals(ApplyResult.SOURCE_EXCHANGE_STOP) ? "STOP" : "RECONCILE",
        result.symbol(),
        why,
        result.execution().filledQty(),
        shown(result.execution().price()),
        result.execution().realizedPnl().map(Decimals::plain).orElse("-"),
        result.execution().orderId().orElse("-"),
        result.execution().clientOrderId().orElse("-"));
  }

  static void closesUnprotected(ApplyPlan.Close close, String why) {
    log.warn(
        "[STOP] {}: no stop at the exchange, closing reason={} plan_id={}: {}",
        close.header().symbol(),
        close.header().reason(),
        close.header().planId(),
        why);
  }

  static void bookedLater(Unbooked order, OrderFill fill) {
    log.info(
        "[BOOKED] plan_id={} order_id={} realized_pnl={} commission={}",
        order.plan(),
        order.orderId(),
        Decimals.plain(fill.realizedPnl()),
        Decimals.plain(fill.commission()));
  }

  static void unpricedFees(ApplyPlan plan, String what) {
    log.warn("[APPLY] {}: plan_id={} {}", plan.header().symbol(), plan.header().planId(), what);
  }

  static void ended(ClosedPosition closed) {
    log.info(
        "[ENDED] {} {} position_id={} reason={} net_pnl={} realized_pnl={} commission={} funding={}"
            + " R={}",
        closed.symbol(),
        closed.side(),
        closed.id(),
        closed.exitReason(),
        Decimals.plain(closed.netPnl()),
        Decimals.plain(closed.realizedPnl()),
        Decimals.plain(closed.commission()),
        Decimals.plain(closed.funding()),
        closed.realizedR().map(Decimals::plain).orElse("-"));
  }

  static void amended(ClosedPosition closed) {
    log.info(
        "[ENDED] {} {} position_id={} corrected: net_pnl={} realized_pnl={} commission={} funding={}",
        closed.symbol(),
        closed.side(),
        closed.id(),
        Decimals.plain(closed.netPnl()),
        Decimals.plain(closed.realizedPnl()),
        Decimals.plain(closed.commission()),
        Decimals.plain(closed.funding()));
  }

  static void funded(
      VenueIncome income, Symbol symbol, FundingShare.Owner owner, Optional<BigDecimal> usd) {
    log.info(
        "[FUNDING] {}: {} {} ({} USD) position_id={} id={}",
        symbol,
        Decimals.plain(income.amount()),
        income.asset(),
        usd.map(Decimals::plain).orElse("no price yet:"),
        owner.id(),
        income.id());
  }

  static void nobodysFunding(VenueIncome income) {
    log.warn(
        "[FUNDING] {}: {} {} is not booked, no position of then is known here: id={}",
        income.symbol().map(Symbol::name).orElse("no symbol"),
        Decimals.plain(income.amount()),
        income.asset(),
        income.id());
  }

  static void unclassified(VenueIncome income) {
    log.warn(
        "[FUNDING] the exchange lists incomes of a kind nobody knows here: {}, first {} {}",
        income.word(),
        Decimals.plain(income.amount()),
        income.asset());
  }

  static void pricedLater(Unpriced owed, BigDecimal usd) {
    log.info(
        "[BOOKED] {}: {} of {} {} was {} USD, position_id={}",
        owed.symbol(),
        owed.kind().name().toLowerCase(Locale.ROOT),
        Decimals.plain(owed.amount()),
        owed.asset(),
        Decimals.plain(usd),
        owed.position());
  }

  static void notListed(Symbol symbol, String why) {
    log.warn("[RECONCILE] {}: the exchange lists it no more, so it is flat: {}", symbol, why);
  }

  static void rebuilt(OpenPosition open, Set<String> unreadable) {
    log.warn(
        "[RECONCILE] {}: hash mended position_id={} stop={} harvested={}, unreadable were {}",
        open.position().symbol(),
        open.position().id(),
        open.position().stop().map(Price::toString).orElse("none"),
        open.harvested(),
        unreadable);
  }

  static void cleared(Symbol symbol, Map<String, String> left) {
    log.warn("[RECONCILE] {}: flat, hash that told of no position removed: {}", symbol, left);
  }

  static void reconciled(Symbol symbol, String what) {
    log.warn("[RECONCILE] {}: {}", symbol, what);
  }

  static void badHash(String key, String reason) {
    log.warn("[APPLY] {} is not readable and counts as missing: {}", key, reason);
  }

  static void listedAnew(Set<Symbol> open) {
    log.warn("[APPLY] the list of open positions is made anew from the exchange: {}", open);
  }

  static void badPlan(String streamId, String reason) {
    log.warn("[APPLY] plan {} goes to the dead letters: {}", streamId, reason);
  }

  static void waiting(Symbol symbol, String what, String why) {
    log.debug("[APPLY] {}: {} waits: {}", symbol, what, why);
  }

  static void pricesBack(Symbol symbol) {
    log.info("[APPLY] {}: prices are back", symbol);
  }

  static void upkeepFailed(String what, String why) {
    log.warn("[RECONCILE] {} not compared with the exchange: {}", what, why);
  }

  static void liquidationsUnshown(String why) {
    log.warn(
        "[RECONCILE] Where positions would be liquidated is not shown: {}. Run configure_redis.sh"
            + " --acl",
        why);
  }

  private static String shown(Optional<Price> price) {
    return price.map(Price::toString).orElse("-");
  }

  private static String marker(ApplyPlan plan) {
    return switch (plan) {
      case ApplyPlan.Entry e -> "ENTRY";
      case ApplyPlan.Close c -> "CLOSE";
      case ApplyPlan.UpdateStop u -> "STOP";
      case ApplyPlan.Hold h -> "HOLD";
      case ApplyPlan.Unknown u -> "APPLY";
    };
  }
}
