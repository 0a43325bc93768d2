package quantum.apply.venue;

import java.util.Optional;
import quantum.kernel.value.PlanId;

/**
 * The name that an order was given, by us or by somebody else. Ours are made by {@link ClientIds},
 * which knows what the venue takes.
 */
public record ClientOrderId(String value) {
  /** What every order of this suite begins with. */
  public static final String PREFIX = "qh-";

  /** What every protective stop of this suite begins with. */
  public static final String STOP_PREFIX = "qs-";

  /**
   * @throws IllegalArgumentException naming the text unless it is 1 to 64 visible characters
   *     without comma and bar
   */
  public ClientOrderId {
    VenueText.required("client order id", value);
  }

  /** Whether this suite gave the order its name. */
  public boolean isOurs() {
    return value.startsWith(PREFIX) || isStop();
  }

  /** The plan behind it; empty if it is none of a plan's, or its id is not shown. */
  public Optional<PlanId> plan() {
    int end = value.lastIndexOf('-');
    return value.startsWith(PREFIX)
            && end > PREFIX.length()
            && !ClientIds.HASHED.matcher(value.substring(PREFIX.length())).matches()
        ? Optional.of(new PlanId(value.substring(PREFIX.length(), end)))
        : Optional.empty();
  }

  /** Whether it is a protective stop of this suite, or the order that one became. */
  public boolean isStop() {
    return value.startsWith(STOP_PREFIX);
  }

  @Override
  public String toString() {
    return value;
  }
}
