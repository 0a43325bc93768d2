package quantum.replay.run;

import java.util.List;
import java.util.Map;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.replay.market.Funding;

/**
 * How a backtest fills, what that costs, and what it makes of holes in its prices.
 *
 * @param model what happens inside a bar
 * @param terms balance, fee and slippage
 * @param funding what positions pay, by symbol, in time order; a symbol without any pays none
 * @param maxGapMillis a position open at a longer hole is valued before it; with the path alone
 * @param valuesAtEnd whether a position open when its prices end is valued there, or stays open
 */
public record Fills(
    Model model,
    AccountTerms terms,
    Map<Symbol, List<Funding>> funding,
    long maxGapMillis,
    boolean valuesAtEnd) {
  /** What happens inside a bar. */
  public enum Model {
    /** The market passes through every price from the open over both extremes to the close. */
    PATH,
    /** Four prices and nothing between them, but for stops that rest at the exchange. */
    RECORDED
  }

  /** As the demo's paper exchange does it, with its fee. */
  public static final Fills DEMO =
      new Fills(Model.RECORDED, AccountTerms.DEFAULTS, Map.of(), Long.MAX_VALUE, false);

  public Fills {
    funding = Map.copyOf(funding);
  }
}
