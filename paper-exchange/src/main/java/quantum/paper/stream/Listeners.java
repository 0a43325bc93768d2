package quantum.paper.stream;

import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.eclipse.jetty.websocket.api.Session;
import tools.jackson.databind.node.ObjectNode;

/**
 * The connections of {@code /private}. As at the venue one with a wrong key, or a key that has
 * ended, is opened and stays so, and hears nothing: an open socket proves nothing.
 */
final class Listeners {
  private final String listenKey;
  private final Map<Session, Listener> open = new ConcurrentHashMap<>();

  Listeners(String listenKey) {
    this.listenKey = listenKey;
  }

  /**
   * @param listening whether the key is in force
   */
  void register(WsConfig socket, boolean combined, BooleanSupplier listening) {
    socket.onConnect(
        ctx -> {
          Subscriber.keepOpen(ctx);
          Subscriber subscriber = new Subscriber(ctx.session, combined);
          subscriber.wanted().addAll(Subscriber.names(ctx.queryParam("events")));
          boolean known = requestedKeys(ctx).contains(listenKey) && listening.getAsBoolean();
          open.put(ctx.session, new Listener(subscriber, known));
        });
    socket.onClose(ctx -> open.remove(ctx.session));
    socket.onError(ctx -> open.remove(ctx.session));
  }

  /** Tells an event to those who asked for its kind, or for none. */
  void send(ObjectNode event) {
    String kind = event.path("e").asString();
    Subscriber.await(
        hearing()
            .filter(each -> each.wanted().isEmpty() || each.wanted().contains(kind))
            .map(each -> each.send(each.wrap(listenKey, event)))
            .toList());
  }

  /** Tells that the key has ended; nobody hears anything after it. */
  void end(long nowMillis) {
    if (size() > 0) {
      send(StreamPayloads.listenKeyExpired(listenKey, nowMillis));
      open.replaceAll((session, each) -> new Listener(each.subscriber(), false));
    }
  }

  void disconnect() {
    open.keySet().forEach(Session::disconnect);
  }

  /** Those with a key in force. */
  int size() {
    return (int) hearing().count();
  }

  /** All, with those that hear nothing. */
  int open() {
    return open.size();
  }

  private Stream<Subscriber> hearing() {
    return open.values().stream().filter(Listener::hears).map(Listener::subscriber);
  }

  private static List<String> requestedKeys(WsConnectContext ctx) {
    List<String> keys = new ArrayList<>();
    keys.addAll(Subscriber.names(ctx.pathParamMap().get("key")));
    keys.addAll(Subscriber.names(ctx.queryParam("listenKey")));
    keys.addAll(Subscriber.names(ctx.queryParam("streams")));
    return keys;
  }

  /**
   * @param hears whether its key is in force
   */
  private record Listener(Subscriber subscriber, boolean hears) {}
}
