package quantum.apply.decide;

import java.util.List;
import quantum.kernel.position.Position;
import quantum.kernel.value.Quantity;

/** What the gates say of a close. */
public sealed interface CloseVerdict permits CloseVerdict.Go, Skip {
  /**
   * @param position what is closed, in part or whole
   * @param qty base units to close, on the venue's step
   * @param parts the orders that do it, each within the venue's bounds
   */
  record Go(Position position, Quantity qty, List<Quantity> parts) implements CloseVerdict {
    public Go {
      parts = List.copyOf(parts);
    }
  }
}
