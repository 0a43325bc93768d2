package quantum.paper.rest;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The faults waiting for their requests, in the order they were asked for. */
public final class Faults {
  private final List<Waiting> waiting = new ArrayList<>();

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

  public synchronized void clear() {
    waiting.clear();
  }

  /** What waits, as {@code request fault times}. */
  public synchronized List<String> waiting() {
    return waiting.stream().map(w -> w.request + " " + w.fault.name() + " " + w.times).toList();
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
