package quantum.paper.account;

/** The order types of the order endpoint; conditional ones live on the algo service. */
public enum OrderType {
  MARKET,
  LIMIT
}
