package quantum.paper.account;

/** How long an order may wait: rest, fill what it can now, all or nothing, only as maker. */
public enum TimeInForce {
  GTC,
  IOC,
  FOK,
  GTX
}
