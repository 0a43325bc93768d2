package quantum.paper.exchange;

import quantum.paper.account.AlgoBook;
import quantum.paper.account.Liquidation;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.Placement;

/** Closes positions when the margin is used up, the one that needs the most of it first. */
final class Liquidator {
  private final PaperAccount account;
  private final AlgoBook algos;
  private final Announcer announcer;

  Liquidator(PaperAccount account, AlgoBook algos, Announcer announcer) {
    this.account = account;
    this.algos = algos;
    this.announcer = announcer;
  }

  boolean isDue() {
    return Liquidation.isDue(account);
  }

  void look(long nowMillis) {
    while (isDue()) {
      Placement.Accepted placed = account.liquidate(nowMillis);
      announcer.traded(placed);
      algos.liquidated(placed.order(), nowMillis, announcer);
      account.clearDebt(nowMillis).ifPresent(announcer::paid);
    }
  }
}
