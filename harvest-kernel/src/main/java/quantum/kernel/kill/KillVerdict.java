package quantum.kernel.kill;

/**
 * What the kill rule makes of a position at one price.
 *
 * @param score K with its parts
 * @param memory to be handed to the next price
 * @param standing whether the position is to be closed whole, or why not
 */
public record KillVerdict(KillScore score, KillMemory memory, KillStanding standing) {

  /** Whether the position is to be closed whole. */
  public boolean closes() {
    return standing == KillStanding.CLOSES;
  }
}
