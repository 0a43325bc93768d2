package quantum.cli.server;

/** It cannot be done as asked; nothing was changed. */
public final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  Refused(String why) {
    super(why);
  }
}
