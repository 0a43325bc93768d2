package quantum.kernel.value;

/** Side of an order, as the venue spells it. */
public enum OrderSide {
  BUY,
  SELL;

  public OrderSide opposite() {
    return this == BUY ? SELL : BUY;
  }

  /** The position that an order of this side opens. */
  public Side opens() {
    return this == BUY ? Side.LONG : Side.SHORT;
  }
}
