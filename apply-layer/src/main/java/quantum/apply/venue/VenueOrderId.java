package quantum.apply.venue;

/**
 * The id that a venue gave an order, unique per symbol. Nothing is read from it: it is asked with,
 * kept and shown.
 */
public record VenueOrderId(String value) {
  /**
   * @throws IllegalArgumentException naming the text unless it is 1 to 64 visible characters
   *     without comma and bar
   */
  public VenueOrderId {
    VenueText.required("order id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
