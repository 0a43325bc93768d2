package quantum.paper.rest;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The faults waiting for their requests, in the order they were asked for, and the answers that are
 * late until further notice.
 */
public final class Faults {
  /** Requests whose answers can be late, by the kind of fault that makes them so. */
  private static final Map<String, Set<String>> CAN_LAG =
      Map.of(
          "stale",
          new TreeSet<>(Set.of("GET /fapi/v3/positionRisk", "GET /fapi/v1/userTrades")),
          "algo_get_lag",
          new TreeSet<>(Set.of(AlgoRest.GET_ONE, AlgoRest.GET_OPEN, AlgoRest.DELETE_ONE)));

  private final List<Waiting> waiting = new ArrayList<>();
  private final SortedMap<String, Lag> lags = new TreeMap<>();

  private record Lag(String kind, long millis) {}

  /**
   * @param request method and path, for example {@code POST /fapi/v1/order}
   * @param times how many requests it meets, ≥ 1
   */
  public synchronized void add(String request, Fault fault, int times) {
    if (times < 1) {
      throw new IllegalArgumentException("times must be >= 1, was " + times);
    }
    waiting.add(new Waiting(request, fault, times));
  }

  /**
   * Lets every answer to a request be as old as this from now on, until it is set to 0 or cleared.
   *
   * @param kind as the operator wrote it
   * @param request that can lag, for example {@code GET /fapi/v3/positionRisk}
   * @throws IllegalArgumentException naming the request if its answers cannot lag
   */
  public synchronized void lag(String kind, String request, long millis) {
    if (!CAN_LAG.getOrDefault(kind, Set.of()).contains(request)) {
      throw new IllegalArgumentException(
          "%s is for %s, path was '%s'".formatted(kind, CAN_LAG.get(kind), request));
    }
    if (millis < 0 || millis > 600_000) {
      throw new IllegalArgumentException("millis must be 0 to 600000, was " + millis);
    }
    if (millis == 0) {
      lags.remove(request);
    } else {
      lags.put(request, new Lag(kind, millis));
    }
  }

  /** How old the answers to a request are, ms. */
  synchronized long lag(String request) {
    Lag lag = lags.get(request);
    return lag == null ? 0 : lag.millis;
  }

  public synchronized void clear() {
    waiting.clear();
    lags.clear();
  }

  /** What waits, as {@code request fault times}, and what lags, as {@code request kind n ms}. */
  public synchronized List<String> waiting() {
    List<String> all = new ArrayList<>();
    waiting.forEach(w -> all.add(w.request + " " + w.fault.name() + " " + w.times));
    lags.forEach((request, lag) -> all.add(request + " " + lag.kind + " " + lag.millis + " ms"));
    return all;
  }

  synchronized Optional<Fault> take(String request) {
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting candidate = each.next();
      if (candidate.request.equals(request)) {
        if (--candidate.times == 0) {
          each.remove();
        }
        return Optional.of(candidate.fault);
      }
    }
    return Optional.empty();
  }

  private static final class Waiting {
    private final String request;
    private final Fault fault;
    private int times;

    Waiting(String request, Fault fault, int times) {
      this.request = request;
      this.fault = fault;
      this.times = times;
    }
  }
}
