package quantum.kernel.kill;

/**
 * What the kill rule makes of a position at one price.
 *
 * @param score K with its parts
 * @param memory to be handed to the next price
 * @param closes whether the position is to be closed whole
 */
public record KillVerdict(KillScore score, KillMemory memory, boolean closes) {}
