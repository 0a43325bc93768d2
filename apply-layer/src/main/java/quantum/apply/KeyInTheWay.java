package quantum.apply;

/** A stream's name is taken by a key of another type: nothing can be told until it is removed. */
final class KeyInTheWay extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  KeyInTheWay(String key, String found) {
    super(key + " holds a " + found + ": remove it");
  }
}
