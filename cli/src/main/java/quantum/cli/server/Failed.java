package quantum.cli.server;

/** Something was refused or took too long on the way; what was done before stays. */
public final class Failed extends Exception {
  private static final long serialVersionUID = 1L;

  Failed(String what) {
    super(what);
  }

  Failed(String what, Throwable cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}
