package quantum.paper.exchange;

import quantum.kernel.value.Symbol;
import quantum.paper.account.AlgoOrder;
import quantum.paper.account.AlgoSteps;
import quantum.paper.account.Income;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.PaperOrder;
import quantum.paper.account.Placement;

/** Tells the listener what happens as it happens, unless it has happened in an earlier life. */
final class Announcer implements AlgoSteps {
  private final ExchangeListener listener;
  private final PaperAccount account;
  private boolean silent;

  Announcer(ExchangeListener listener, PaperAccount account) {
    this.listener = listener;
    this.account = account;
  }

  void silent(boolean whether) {
    silent = whether;
  }

  boolean isSilent() {
    return silent;
  }

  void priced(PriceEvent event) {
    if (!silent) {
      listener.priced(event);
    }
  }

  void leverageChanged(Symbol symbol, int leverage, long nowMillis) {
    if (!silent) {
      listener.leverageChanged(symbol, leverage, nowMillis);
    }
  }

  void paid(Income income) {
    if (!silent) {
      listener.paid(income, account);
    }
  }

  @Override
  public void changed(AlgoOrder order) {
    if (!silent) {
      listener.algoChanged(order);
    }
  }

  @Override
  public void traded(Placement.Accepted placed) {
    if (!silent) {
      PaperOrder order = placed.order();
      listener.traded(
          placed, account, account.position(order.symbol(), order.positionSide()).orElseThrow());
    }
  }
}
