package quantum.account.explain;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import quantum.kernel.harvest.HarvestStep;
import quantum.kernel.value.Price;

/**
 * One level at which profit is taken.
 *
 * @param r the level: R_net, for the ladder gross R
 * @param percentOfOpen what it would close of what is open now; empty where it cannot fire
 * @param price the first one at which it fires; empty if no price can (a SHORT below zero)
 * @param blockedUntilMillis event time, where {@code state} is BLOCKED
 */
public record Level(
    BigDecimal r,
    Optional<HarvestStep> step,
    Optional<BigDecimal> percentOfOpen,
    Optional<Price> price,
    State state,
    OptionalLong blockedUntilMillis) {

  /** How far a level has come. */
  public enum State {
    /** The price has not come there. */
    WAITING,
    /** It is the highest one reached and nothing was asked for yet. */
    DUE,
    /** A higher one is reached, which takes it with it. */
    PASSED,
    /** It was asked for, and its outcome is not known. */
    EMITTED,
    /** Its plan failed; it rests. */
    BLOCKED,
    TAKEN
  }
}
