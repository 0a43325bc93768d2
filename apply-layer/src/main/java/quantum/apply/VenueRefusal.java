package quantum.apply;

import quantum.apply.venue.Failure;
import quantum.apply.venue.Outcome;

/** The exchange refused something that is not an order. */
final class VenueRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final long LEAST_WAIT_MILLIS = 200;

  VenueRefusal(String message) {
    super(message);
  }

  /**
   * The value of an answered query.
   *
   * @throws NotNow if it may be answered later
   * @throws VenueRefusal if it never will
   * @throws LockedOut if nothing will be
   */
  static <T> T orValue(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Ok<T>(T value) -> value;
      case Outcome.Failed<T>(Failure failure) ->
          throw switch (failure) {
            case Failure.Retryable(long after, String message) ->
                NotNow.ofVenue(Math.max(after, LEAST_WAIT_MILLIS), message);
            case Failure.Unknown(var id, String message) -> new NotNow(LEAST_WAIT_MILLIS, message);
            case Failure.Refused refused -> new VenueRefusal(refused.message());
            case Failure.NotFound(String message) -> new VenueRefusal(message);
            case Failure.Fatal fatal -> new LockedOut(fatal.message());
          };
    };
  }
}
