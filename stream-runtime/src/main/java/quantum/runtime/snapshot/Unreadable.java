package quantum.runtime.snapshot;

/** Is told of a key that cannot be used as what it should be. */
@FunctionalInterface
public interface Unreadable {
  /**
   * @param why one sentence naming field, value found and what is allowed
   */
  void found(String key, String why);

  /** The key could be read: if the same is wrong with it later, that is news. */
  default void readable(String key) {}
}
