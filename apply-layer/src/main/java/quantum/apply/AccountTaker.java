package quantum.apply;

import java.util.Optional;
import java.util.function.Consumer;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.ClientOrderId;
import quantum.contracts.Alarm;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;

/**
 * Makes tasks of what the exchange tells by itself. An event changes no position: it says where to
 * look, and what is found there is booked from positions and trades, so that events may come twice,
 * late, in any order, or not at all. Trades that were told spare a question when their order is
 * booked.
 */
final class AccountTaker implements Consumer<AccountEvent> {
  private final HeardTrades heard;
  private final Comparisons comparisons;
  private final StopGuard stops;
  private final Reconciler reconciler;
  private final Fundings fundings;
  private final Alarms alarms;

  AccountTaker(
      HeardTrades heard,
      Comparisons comparisons,
      StopGuard stops,
      Reconciler reconciler,
      Fundings fundings,
      Alarms alarms) {
    this.heard = heard;
    this.comparisons = comparisons;
    this.stops = stops;
    this.reconciler = reconciler;
    this.fundings = fundings;
    this.alarms = alarms;
  }

  @Override
  public void accept(AccountEvent event) {
    switch (event) {
      case AccountEvent.OrderFilled(var order, var trade) -> {
        heard.hear(trade);
        if (!isPlanned(order.clientId())) {
          comparisons.told(order.symbol(), Optional.empty());
        }
      }
      case AccountEvent.OrderChanged changed -> {}
      case AccountEvent.Forced(var cause, var order, var trade) -> {
        trade.ifPresent(heard::hear);
        alarms.raise(Alarm.FORCED.of(order.symbol(), cause), cause);
        comparisons.told(order.symbol(), Optional.empty());
      }
      case AccountEvent.StopChanged stop -> stopChanged(stop);
      case AccountEvent.PositionsChanged changed -> {
        changed.positions().forEach(held -> comparisons.told(held.symbol(), Optional.of(held)));
        if (changed.reason() == AccountEvent.PositionsChanged.Reason.FUNDING) {
          fundings.told();
        }
      }
      case AccountEvent.LeverageChanged changed ->
          ApplyLog.told(changed.symbol() + ": leverage is now " + changed.leverage());
      case AccountEvent.ConfigChanged changed ->
          ApplyLog.told("multi-assets margin is now " + changed.multiAssets());
      case AccountEvent.MarginCall call ->
          call.positions()
              .forEach(held -> alarms.raise(Alarm.MARGIN_CALL.of(held.symbol()), held.amount()));
      case AccountEvent.Resync(String why) -> {
        heard.gap();
        ApplyLog.told("compares everything: " + why);
        reconciler.ask();
        fundings.told();
      }
    }
  }

  /** A plan's order is booked by its plan. */
  private static boolean isPlanned(String clientId) {
    return clientId.startsWith(ClientOrderId.PREFIX);
  }

  private void stopChanged(AccountEvent.StopChanged stop) {
    Symbol symbol = stop.symbol();
    if (!stop.clientId().startsWith(ClientOrderId.STOP_PREFIX)) {
      return;
    }
    switch (stop.status()) {
      case NEW -> {}
      case TRIGGERING, TRIGGERED, FINISHED, EXPIRED, REJECTED, UNRECOGNISED -> {
        // what it closed is booked before anybody thinks of another stop
        stops.doubt(symbol);
        comparisons.told(symbol, Optional.empty());
      }
      case CANCELED -> stops.gone(symbol, stop.clientId());
    }
  }
}
