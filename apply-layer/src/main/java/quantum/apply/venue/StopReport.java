package quantum.apply.venue;

import java.util.Optional;

/**
 * What the venue says of a stop.
 *
 * @param order as the venue holds it; its quantity is zero where it closes the whole position
 * @param childOrderId the order that it became when it fired
 */
public record StopReport(StopOrder order, StopStatus status, Optional<VenueOrderId> childOrderId) {
  public ClientOrderId id() {
    return order.id();
  }
}
