package quantum.runtime;

/** What became of one message of a commit. */
public sealed interface Published {
  /** It is in the stream under this id. */
  record Entry(String id) implements Published {}

  /** It was published before: the mark under this key has the same value. */
  record Duplicate(String dedupKey) implements Published {}

  /** It could be left out, and its stream is a key of another type. */
  record Lost(String stream) implements Published {}
}
