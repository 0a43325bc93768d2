package quantum.runtime;

import java.util.List;
import java.util.Map;

/** What became of a commit: all of it happened, or nothing. */
public sealed interface CommitOutcome {
  /** All of it happened; one element per publish, in the order of the calls. */
  record Done(List<Published> published) implements CommitOutcome {}

  /**
   * Nothing happened: these states are not as the decisions assumed.
   *
   * @param inForce by key, what they are now
   */
  record StateChanged(Map<String, Boolean> inForce) implements CommitOutcome {
    public StateChanged {
      inForce = Map.copyOf(inForce);
    }
  }

  /**
   * Nothing happened: this key cannot take what was meant for it.
   *
   * @param found the type it has instead, or what is wrong with its content
   */
  record WrongType(String key, String found) implements CommitOutcome {}
}
