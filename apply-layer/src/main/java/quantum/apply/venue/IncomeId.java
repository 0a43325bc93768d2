package quantum.apply.venue;

/**
 * What tells one income of an account from every other; made by the venue's client, the same each
 * time the income is listed. It tells no order.
 */
public record IncomeId(String value) {
  private static final int LONGEST = 96;

  /**
   * @throws IllegalArgumentException naming the text unless it is 1 to 96 visible characters
   *     without comma and bar
   */
  public IncomeId {
    VenueText.required("income id", value, LONGEST);
  }

  @Override
  public String toString() {
    return value;
  }
}
