package quantum.apply.venue.binance;

/** API key and secret of an account. Neither is ever printed. */
public record Credentials(String apiKey, String secret) {
  /**
   * @throws IllegalArgumentException if one is blank or could not stand in a header; without
   *     showing it
   */
  public Credentials {
    require("API key", apiKey);
    require("API secret", secret);
  }

  private static void require(String name, String value) {
    if (value == null || value.isBlank() || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(name + " must be printable text without blanks");
    }
  }

  @Override
  public String toString() {
    return "Credentials(****)";
  }
}
