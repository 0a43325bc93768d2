package quantum.runtime;

import java.util.List;

/** Whether everything sent so far has been handled: what lockstep waits for between two ticks. */
public final class Quiescence {
  private Quiescence() {}

  /** True if, at one instant, every group exists and has neither unread nor pending entries. */
  public static boolean reached(Redis redis, List<StreamSource> sources) {
    return Groups.of(redis, sources).stream()
        .allMatch(state -> state.exists() && !state.unread() && state.pending() == 0);
  }
}
