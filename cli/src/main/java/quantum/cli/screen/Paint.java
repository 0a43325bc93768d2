package quantum.cli.screen;

/** Colours of a terminal; nothing where nobody sees them. */
public enum Paint {
  PLAIN,
  COLOURED;

  private static final String ESCAPE = "\u001B[";

  public static Paint when(boolean coloured) {
    return coloured ? COLOURED : PLAIN;
  }

  public String good(String text) {
    return in("32", text);
  }

  public String doubtful(String text) {
    return in("33", text);
  }

  public String bad(String text) {
    return in("1;31", text);
  }

  public String head(String text) {
    return in("1", text);
  }

  private String in(String colour, String text) {
    return this == PLAIN ? text : ESCAPE + colour + "m" + text + ESCAPE + "0m";
  }
}
