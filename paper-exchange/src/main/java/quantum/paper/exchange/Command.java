package quantum.paper.exchange;

import java.math.BigDecimal;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AlgoRequest;
import quantum.paper.account.OrderRequest;
import quantum.paper.account.PaidIn;
import quantum.paper.account.PositionSide;
import quantum.paper.account.SymbolFilters;

/**
 * Everything that changes the exchange. The same commands in the same order give the same state.
 */
public sealed interface Command {
  /** The next recorded price arrives. */
  record Advance() implements Command {}

  /** The venue's rules for a symbol, from now on. */
  record SetRules(SymbolFilters rules) implements Command {}

  /** A price that is not recorded arrives; {@code timeMillis} is its event time. */
  record SetPrice(Symbol symbol, BigDecimal price, long timeMillis) implements Command {}

  /**
   * An order arrives.
   *
   * @param fillable fraction of it that the market can fill
   * @param fault name of the fault injected into this request, empty if none
   */
  record Place(OrderRequest request, BigDecimal fillable, String fault) implements Command {}

  /** A conditional order that is accepted. */
  record PlaceAlgo(AlgoRequest request) implements Command {}

  record CancelAlgo(long algoId) implements Command {}

  /** Every conditional order of a symbol that rests is cancelled. */
  record CancelAlgos(Symbol symbol) implements Command {}

  /** The next so many conditional orders that are met stay as they are then, a fault. */
  record HangTriggers(int times) implements Command {}

  record SetLeverage(Symbol symbol, int leverage) implements Command {}

  /** The position mode is changed; {@code dual} is hedge mode. */
  record SetHedge(boolean dual) implements Command {}

  /** What LONG pays to SHORT at each funding from now on, a fraction of the notional value. */
  record SetFundingRate(BigDecimal rate) implements Command {}

  /** Funding is paid now, whatever the hour is. */
  record PayFunding(BigDecimal rate) implements Command {}

  /** What the account pays and is paid in, from now on. */
  record SetPaidIn(PaidIn assets) implements Command {}

  /** Money comes in, or goes out. */
  record Transfer(String asset, BigDecimal amount) implements Command {
    /** In USDT. */
    public Transfer(BigDecimal amount) {
      this(PaidIn.USDT, amount);
    }
  }

  /** A position is changed as if by hand; {@code target} is signed base units. */
  record Adjust(Symbol symbol, PositionSide side, BigDecimal target) implements Command {
    /** Of the only position, in one-way mode. */
    public Adjust(Symbol symbol, BigDecimal target) {
      this(symbol, PositionSide.BOTH, target);
    }
  }

  /** The listen key was created or extended; {@code wallMillis} is when. */
  record KeepListening(long wallMillis) implements Command {}

  /** The listen key was given up. */
  record StopListening() implements Command {}
}
