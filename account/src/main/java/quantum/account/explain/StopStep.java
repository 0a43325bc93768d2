package quantum.account.explain;

import java.util.Optional;
import quantum.kernel.harvest.StopReason;
import quantum.kernel.value.Price;

/**
 * The next move of the stop.
 *
 * @param at the first price at which it is asked for; empty if it will not be
 * @param stop where it would go
 * @param why there is none, where there is none
 */
public record StopStep(
    StopReason reason, Optional<Price> at, Optional<Price> stop, Optional<String> why) {}
