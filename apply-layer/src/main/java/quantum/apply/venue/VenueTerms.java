package quantum.apply.venue;

import java.util.Optional;
import quantum.apply.venue.AccountEvent.Forced;

/** What a venue says of itself, once and for all: asking costs no call. */
public interface VenueTerms {

  /**
   * How long after it was sent a request of ours may still be accepted, milliseconds, &gt; 0. An
   * order that the venue does not know when this is over was never taken.
   */
  long acceptsForMillis();

  /** How orders and stops may be named. */
  ClientIds clientIds();

  /** The id that this text is, as far as it can be one of this venue. */
  Optional<VenueOrderId> orderId(String text);

  /** The cursor that was kept as this text; empty if it is none of this venue. */
  Optional<TradeCursor> cursor(String text);

  /** Why the venue gave an order itself; empty for everybody else's. */
  Optional<Forced.Cause> forced(String clientId);
}
