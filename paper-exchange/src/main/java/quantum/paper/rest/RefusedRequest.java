package quantum.paper.rest;

import quantum.paper.refusal.Refusal;

/** Ends the handling of a request with the venue's refusal. */
public final class RefusedRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedRequest(Refusal refusal) {
    super(refusal.message(), null, false, false); // an answer, not a defect: no stack trace
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
