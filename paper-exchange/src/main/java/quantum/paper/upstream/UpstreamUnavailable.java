package quantum.paper.upstream;

/** The upstream did not tell what cannot be done without. */
public final class UpstreamUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UpstreamUnavailable(String message) {
    super(message);
  }
}
