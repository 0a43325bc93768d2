package quantum.contracts;

import java.util.Locale;

/** How a plan ended (SPEC §5). */
public enum ResultStatus {
  FILLED,
  PARTIAL_FILL,
  SKIPPED,
  REJECTED,
  ERROR;

  /**
   * Reads PARTIAL and PARTIALLY_FILLED as PARTIAL_FILL, in any case.
   *
   * @throws IllegalArgumentException naming the text if it is no status
   */
  static ResultStatus parse(String text) {
    return switch (text.strip().toUpperCase(Locale.ROOT)) {
      case "FILLED", "CLOSED" -> FILLED; // ccxt says closed of an order that is filled
      case "PARTIAL_FILL", "PARTIAL", "PARTIALLY_FILLED" -> PARTIAL_FILL;
      case "SKIPPED" -> SKIPPED;
      case "REJECTED" -> REJECTED;
      case "ERROR" -> ERROR;
      default ->
          throw new IllegalArgumentException(
              "status must be FILLED, PARTIAL_FILL, SKIPPED, REJECTED or ERROR");
    };
  }

  public boolean isFill() {
    return this == FILLED || this == PARTIAL_FILL;
  }
}
