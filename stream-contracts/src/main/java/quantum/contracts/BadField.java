package quantum.contracts;

/** Leaves a decoder at the first wrong field; never leaves the codec. */
final class BadField extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN = 120;

  private final String field;
  private final String found;
  private final String why;

  BadField(String field, String found, String why) {
    super(field, null, false, false);
    this.field = field;
    this.found = shortened(found, MAX_SHOWN);
    this.why = shortened(why, 2 * MAX_SHOWN);
  }

  static String shortened(String text, int length) {
    return text.length() > length ? text.substring(0, length) + "…" : text;
  }

  String field() {
    return field;
  }

  String found() {
    return found;
  }

  String why() {
    return why;
  }
}
