package quantum.apply.venue;

/** Why a call to a venue failed, told apart by what to do next. */
public sealed interface Failure {

  /** The venue's own words, or what went wrong with the connection; never a secret. */
  String message();

  /**
   * Nothing was executed; the same may be asked again.
   *
   * @param afterMillis how long to wait before that, milliseconds, ≥ 0; a venue that told everybody
   *     to pause answers every call so until the pause is over
   */
  record Retryable(long afterMillis, String message) implements Failure {}

  /**
   * Nothing was executed, and the same request will be refused again.
   *
   * @param code the venue's own code, for logs and results
   */
  record Refused(Reason reason, String code, String message) implements Failure {}

  /** The order may have been executed or not: ask for it by its id, never send it again blindly. */
  record Unknown(ClientOrderId id, String message) implements Failure {}

  /** The venue knows no such order or symbol. */
  record NotFound(String message) implements Failure {}

  /** Key, signature or permission: no call will succeed until an operator has acted. */
  record Fatal(String code, String message) implements Failure {}

  /** Why a venue refused, as far as somebody acts on it. */
  enum Reason {
    /** A reduce-only order that would not reduce: look at the position; flat means done. */
    REDUCE_ONLY,
    /** Not enough margin or balance for an entry. */
    MARGIN,
    /** Below the least notional value of an order that is not reduce-only. */
    MIN_NOTIONAL,
    /** Zero, negative or no number. */
    QUANTITY_INVALID,
    /** Below the least quantity: an exit closes the whole position instead. */
    QUANTITY_TOO_SMALL,
    /** Above the largest quantity of one order: split. */
    QUANTITY_TOO_LARGE,
    /**
     * Off the step or the tick. The cached rules have been read anew: fit the quantity to them and
     * try once more; the second time it is a bug.
     */
    PRECISION,
    /** One-way against hedge mode, after the mode was detected anew. */
    POSITION_MODE,
    /** A stop that would trigger at once: close now. */
    WOULD_TRIGGER,
    /** A stop of that shape rests already: look which. */
    STOP_EXISTS,
    /** The stop's position is not visible to the venue (yet). */
    STOP_WITHOUT_POSITION,
    /** The account has as many stops as the venue takes. */
    TOO_MANY_STOPS,
    /** The trigger lies outside the venue's band; the message names its edge. */
    STOP_OUT_OF_BAND,
    /** The endpoint does not take this kind of order: a bug of ours. */
    UNSUPPORTED,
    /** Anything else; the code and the message say what. */
    OTHER
  }
}
