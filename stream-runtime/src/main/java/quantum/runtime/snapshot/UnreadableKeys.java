package quantum.runtime.snapshot;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Tells of each trouble of a key once, and again if the key could be read in between. Thread-safe.
 */
public final class UnreadableKeys implements Unreadable {
  /** A key whose garbage changes all the time must not fill the memory. */
  private static final int MOST_OF_A_KEY = 16;

  private final BiConsumer<String, String> say;
  private final Map<String, Set<String>> said = new HashMap<>();

  /**
   * @param say is told the key and why it cannot be used
   */
  public UnreadableKeys(BiConsumer<String, String> say) {
    this.say = say;
  }

  @Override
  public synchronized void found(String key, String why) {
    Set<String> ofKey = said.computeIfAbsent(key, _ -> new HashSet<>());
    if (ofKey.size() >= MOST_OF_A_KEY && !ofKey.contains(why)) {
      ofKey.clear();
    }
    if (ofKey.add(why)) {
      say.accept(key, why);
    }
  }

  @Override
  public synchronized void readable(String key) {
    said.remove(key);
  }
}
