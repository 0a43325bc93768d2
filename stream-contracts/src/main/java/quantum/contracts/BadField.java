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
    this.found = found.length() > MAX_SHOWN ? found.substring(0, MAX_SHOWN) + "…" : found;
    this.why = why;
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
