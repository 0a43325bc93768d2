package quantum.paper.rest;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** How often each endpoint of the venue was asked, by method and path. Thread-safe. */
public final class Calls {
  private final Map<String, Integer> byEndpoint = new ConcurrentHashMap<>();

  void count(String endpoint) {
    byEndpoint.merge(endpoint, 1, Integer::sum);
  }

  /** Since the start or the last {@link #reset}, sorted by name. */
  public Map<String, Integer> counted() {
    return new TreeMap<>(byEndpoint);
  }

  /** Counts anew. */
  public void reset() {
    byEndpoint.clear();
  }
}
