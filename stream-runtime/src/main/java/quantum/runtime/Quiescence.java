package quantum.runtime;

import java.util.List;
import java.util.Optional;

/** Whether everything sent so far has been handled: what lockstep waits for between two ticks. */
public final class Quiescence {
  private Quiescence() {}

  /**
   * True if, at one instant, every group exists and has neither unread nor pending entries, and the
   * tick, if one is expected, is the last entry of its stream.
   */
  public static boolean reached(
      Redis redis, List<StreamSource> sources, Optional<ExpectedTick> tick) {
    var groups = Groups.of(redis, sources, tick.map(ExpectedTick::priceStream).orElse(""));
    return groups.states().stream()
            .allMatch(state -> state.exists() && !state.unread() && state.pending() == 0)
        && tick.stream()
            .allMatch(
                expected ->
                    expected.symbol().equals(groups.lastEntry().get("symbol"))
                        && expected.timestamp().equals(groups.lastEntry().get("timestamp")));
  }
}
