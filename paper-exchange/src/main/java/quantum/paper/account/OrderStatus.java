package quantum.paper.account;

/** Final state of an order; a MARKET order that fills in part ends {@link #EXPIRED}. */
public enum OrderStatus {
  FILLED,
  EXPIRED
}
