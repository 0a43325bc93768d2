package quantum.apply.decide;

import java.util.Optional;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Price;

/** What the gates say of a stop move. */
public sealed interface StopVerdict permits StopVerdict.Move, Skip {
  /**
   * @param from the stop before, if there was one
   * @param to the stop now, on the tick
   * @param after the position with it; its entry risk is frozen now if it was not
   */
  record Move(Optional<Price> from, Price to, OpenPosition after) implements StopVerdict {}
}
