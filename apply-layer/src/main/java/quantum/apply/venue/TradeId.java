package quantum.apply.venue;

/**
 * The id that a venue gave a trade, unique per symbol. It tells no order of trades: that is the
 * {@link TradeCursor}'s.
 */
public record TradeId(String value) {
  /**
   * @throws IllegalArgumentException naming the text unless it is 1 to 64 visible characters
   *     without comma and bar
   */
  public TradeId {
    VenueText.required("trade id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
