package quantum.cli.practice;

/** Why there is no practice here, in one sentence, with what helps. */
public final class CannotPractise extends Exception {
  private static final long serialVersionUID = 1L;

  public CannotPractise(String sentence) {
    super(sentence);
  }
}
