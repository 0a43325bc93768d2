package quantum.paper.exchange;

import quantum.kernel.value.Symbol;
import quantum.paper.account.AlgoOrder;
import quantum.paper.account.Income;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.PaperPosition;
import quantum.paper.account.Placement;

/** Hears what the exchange makes public, in order, while the exchange stands still. */
public interface ExchangeListener {
  ExchangeListener NONE =
      new ExchangeListener() {
        @Override
        public void priced(PriceEvent event) {}

        @Override
        public void barred(Symbol symbol, Bar bar, long nowMillis) {}

        @Override
        public void traded(
            Placement.Accepted placed, PaperAccount account, PaperPosition position) {}

        @Override
        public void algoChanged(AlgoOrder order) {}

        @Override
        public void paid(Income income, PaperAccount account) {}

        @Override
        public void leverageChanged(Symbol symbol, int leverage, long nowMillis) {}
      };

  void priced(PriceEvent event);

  /** A bar as it looks now, from a market that tells bars apart from prices. */
  void barred(Symbol symbol, Bar bar, long nowMillis);

  /** An order was accepted; the account and the position are as they are after it. */
  void traded(Placement.Accepted placed, PaperAccount account, PaperPosition position);

  /** A conditional order was accepted, or is in another state now. */
  void algoChanged(AlgoOrder order);

  /** Something other than a trade changed the balance; the account is as it is after it. */
  void paid(Income income, PaperAccount account);

  void leverageChanged(Symbol symbol, int leverage, long nowMillis);
}
