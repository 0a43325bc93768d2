package quantum.apply;

/** Key, signature or permission: no order can be placed or seen until an operator has acted. */
final class LockedOut extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LockedOut(String message) {
    super("the exchange locks us out, check key, permissions and IP list: " + message);
  }
}
