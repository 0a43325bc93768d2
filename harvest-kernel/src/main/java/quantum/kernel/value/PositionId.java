package quantum.kernel.value;

/** Identity of one position's life: the plan id that opened it, or one made when it was adopted. */
public record PositionId(String value) {
  /**
   * @throws IllegalArgumentException if the text is blank or longer than 64 characters
   */
  public PositionId {
    if (value == null || value.isBlank() || value.length() > 64) {
      throw new IllegalArgumentException(
          "position id must be 1 to 64 characters, was '" + value + "'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
