package quantum.apply.venue.binance;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quantum.apply.venue.ClientOrderId;

/**
 * One call of the API before it is stamped and signed. Parameters keep their order, since the
 * signature covers the text and not its meaning.
 *
 * @param order the order that a POST would place; such a POST has an unknown outcome when its
 *     answer is lost, and every other call may simply be repeated
 */
record Request(
    Method method,
    String path,
    boolean signed,
    List<String> parameters,
    Optional<ClientOrderId> order) {

  enum Method {
    GET,
    POST,
    DELETE
  }

  /** A call that needs no key. */
  static Request open(String path) {
    return new Request(Method.GET, path, false, List.of(), Optional.empty());
  }

  /** A signed question. */
  static Request get(String path) {
    return new Request(Method.GET, path, true, List.of(), Optional.empty());
  }

  /** A signed POST that may be repeated without harm. */
  static Request post(String path) {
    return new Request(Method.POST, path, true, List.of(), Optional.empty());
  }

  /** A signed DELETE; what is gone is gone, so it may be repeated. */
  static Request delete(String path) {
    return new Request(Method.DELETE, path, true, List.of(), Optional.empty());
  }

  /** A signed POST that must not be sent again unless it was refused for sure. */
  static Request place(String path, ClientOrderId order) {
    return new Request(Method.POST, path, true, List.of(), Optional.of(order));
  }

  Request with(String name, Object value) {
    List<String> more = new ArrayList<>(parameters);
    more.add(name + '=' + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    return new Request(method, path, signed, List.copyOf(more), order);
  }

  /** Whether it changes the account, or may. */
  boolean changes() {
    return method != Method.GET;
  }

  /** The parameters as they travel. */
  String payload() {
    return String.join("&", parameters);
  }
}
