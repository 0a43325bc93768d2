package quantum.paper.account;

import quantum.kernel.value.OrderSide;

/** Which of a symbol's positions an order is for. */
public enum PositionSide {
  /** The only one, in one-way mode. */
  BOTH,
  LONG,
  SHORT;

  /** Whether an account in this mode holds such a position. */
  boolean fits(boolean hedge) {
    return hedge == (this != BOTH);
  }

  /** Whether an order of this side can only make the position smaller, whatever it says itself. */
  public boolean isClosedBy(OrderSide side) {
    return switch (this) {
      case BOTH -> false;
      case LONG -> side == OrderSide.SELL;
      case SHORT -> side == OrderSide.BUY;
    };
  }

  /** Whether the position can be this amount, in sign. */
  boolean admits(int signum) {
    return switch (this) {
      case BOTH -> true;
      case LONG -> signum >= 0;
      case SHORT -> signum <= 0;
    };
  }
}
