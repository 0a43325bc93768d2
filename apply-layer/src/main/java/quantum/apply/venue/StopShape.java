package quantum.apply.venue;

/**
 * How much a resting stop closes when it fires. A venue takes one of each for a side of a symbol; a
 * second {@link #WHOLE} is refused, a second {@link #QUANTITY} may be.
 */
public enum StopShape {
  /** All that is open then, whatever its size; goes by itself when the position is flat. */
  WHOLE,
  /** A quantity fixed now, reduce-only; stays at flat until somebody cancels it. */
  QUANTITY
}
