package quantum.runtime;

import java.util.List;

/** What became of a commit: all of it happened, or nothing. */
public sealed interface CommitOutcome {
  /** All of it happened; one element per publish, in the order of the calls. */
  record Done(List<Published> published) implements CommitOutcome {}

  /** Nothing happened: the kill switch is not as the decisions assumed. */
  record KillChanged(boolean now) implements CommitOutcome {}

  /**
   * Nothing happened: this key cannot take what was meant for it.
   *
   * @param found the type it has instead, or what is wrong with its content
   */
  record WrongType(String key, String found) implements CommitOutcome {}
}
