package quantum.kernel.market;

/** What a market is most likely doing. */
public enum Regime {
  TREND("trend"),
  MEAN_REVERSION("mr"),
  CHOP("chop");

  private final String code;

  Regime(String code) {
    this.code = code;
  }

  /** As streams, reasons and people name it. */
  public String code() {
    return code;
  }
}
