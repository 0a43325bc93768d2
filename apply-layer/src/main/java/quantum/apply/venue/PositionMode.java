package quantum.apply.venue;

/** How an account holds positions. */
public enum PositionMode {
  /** One position per symbol. */
  ONE_WAY,
  /** A LONG and a SHORT position per symbol, side by side. */
  HEDGE
}
