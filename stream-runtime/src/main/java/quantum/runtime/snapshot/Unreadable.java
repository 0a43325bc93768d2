package quantum.runtime.snapshot;

import java.util.List;
import quantum.contracts.Oddity;
import quantum.runtime.Oddities;

/** Is told of a key that cannot be used as what it should be. */
@FunctionalInterface
public interface Unreadable {
  /**
   * @param why one sentence naming field, value found and what is allowed
   */
  void found(String key, String why);

  /** Optional fields of a record that could not be read and count as missing. */
  default void odd(String key, List<Oddity> oddities) {}

  /** This, with odd fields told and counted there. */
  default Unreadable counting(Oddities oddities) {
    Unreadable keys = this;
    return new Unreadable() {
      @Override
      public void found(String key, String why) {
        keys.found(key, why);
      }

      @Override
      public void readable(String key) {
        keys.readable(key);
      }

      @Override
      public void odd(String key, List<Oddity> odd) {
        oddities.seen(key, odd);
      }
    };
  }

  /** The key could be read: if the same is wrong with it later, that is news. */
  default void readable(String key) {}
}
