package quantum.brain;

import java.util.HashMap;
import java.util.Map;
import quantum.runtime.snapshot.Unreadable;

/** Keys that cannot be used: each is named in the log once, and again when its trouble changes. */
final class UnusableKeys implements Unreadable {
  private final Map<String, String> said = new HashMap<>();

  @Override
  public void found(String key, String why) {
    if (!why.equals(said.put(key, why))) {
      HarvestLog.unusable(key, why);
    }
  }

  @Override
  public void readable(String key) {
    said.remove(key);
  }
}
