package quantum.paper.rest;

import java.util.Optional;
import quantum.paper.refusal.Refusal;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Counts request weight per minute and orders per 10 s and per minute, by the wall clock.
 *
 * @param weightPerMinute ≥ 1; the venue's is 2400
 * @param ordersPer10Seconds ≥ 1; the venue's is 300
 * @param ordersPerMinute ≥ 1; the venue's is 1200
 */
public record RateLimits(int weightPerMinute, int ordersPer10Seconds, int ordersPerMinute) {
  /** So large that a replay at full speed never meets them. */
  public static final RateLimits GENEROUS = new RateLimits(1_000_000, 100_000, 500_000);

  private static final long MINUTE_MILLIS = 60_000;
  private static final long TEN_SECONDS_MILLIS = 10_000;

  /**
   * @throws IllegalArgumentException if a limit is below 1
   */
  public RateLimits {
    if (weightPerMinute < 1 || ordersPer10Seconds < 1 || ordersPerMinute < 1) {
      throw new IllegalArgumentException("every rate limit must be >= 1");
    }
  }

  /** The {@code rateLimits} of exchangeInfo. */
  ArrayNode document() {
    ArrayNode limits = JsonMapper.shared().createArrayNode();
    add(limits, "REQUEST_WEIGHT", "MINUTE", 1, weightPerMinute);
    add(limits, "ORDERS", "MINUTE", 1, ordersPerMinute);
    add(limits, "ORDERS", "SECOND", 10, ordersPer10Seconds);
    return limits;
  }

  private static void add(ArrayNode limits, String type, String interval, int number, int limit) {
    limits
        .addObject()
        .put("rateLimitType", type)
        .put("interval", interval)
        .put("intervalNum", number)
        .put("limit", limit);
  }

  /** What was used in the present windows. */
  record Used(int weight1m, int orders10s, int orders1m) {}

  /** Counts against the limits. */
  static final class Counter {
    private final RateLimits limits;
    private final Window weight = new Window(MINUTE_MILLIS);
    private final Window orders10s = new Window(TEN_SECONDS_MILLIS);
    private final Window orders1m = new Window(MINUTE_MILLIS);

    Counter(RateLimits limits) {
      this.limits = limits;
    }

    /** -1003 if the weight of this request goes over the limit. */
    synchronized Optional<Refusal> weigh(int weightOfRequest, long wallMillis) {
      return weight.add(weightOfRequest, wallMillis) > limits.weightPerMinute
          ? Optional.of(Refusal.TOO_MANY_REQUESTS)
          : Optional.empty();
    }

    /** -1015 if this order goes over a limit. */
    synchronized Optional<Refusal> countOrder(long wallMillis) {
      int in10s = orders10s.add(1, wallMillis);
      int in1m = orders1m.add(1, wallMillis);
      if (in10s > limits.ordersPer10Seconds) {
        return Optional.of(Refusal.tooManyOrders(limits.ordersPer10Seconds, "TEN_SECONDS"));
      }
      return in1m > limits.ordersPerMinute
          ? Optional.of(Refusal.tooManyOrders(limits.ordersPerMinute, "MINUTE"))
          : Optional.empty();
    }

    synchronized Used used(long wallMillis) {
      return new Used(
          weight.add(0, wallMillis), orders10s.add(0, wallMillis), orders1m.add(0, wallMillis));
    }
  }

  /** A sum that starts anew with every full interval of the clock. */
  private static final class Window {
    private final long lengthMillis;
    private long number;
    private int sum;

    Window(long lengthMillis) {
      this.lengthMillis = lengthMillis;
    }

    int add(int amount, long wallMillis) {
      long now = wallMillis / lengthMillis;
      if (now != number) {
        number = now;
        sum = 0;
      }
      sum += amount;
      return sum;
    }
  }
}
