package quantum.paper.stream;

import io.javalin.websocket.WsContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One connection.
 *
 * @param combined whether each event comes wrapped with the name of its stream
 * @param wanted what it has asked for
 * @param streams what it is sent; changed by the sender only, in the order of the events
 */
record Subscriber(Session session, boolean combined, Set<String> wanted, Set<String> streams) {
  static final int PATIENCE_SECONDS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

  Subscriber(Session session, boolean combined) {
    this(session, combined, new ConcurrentSkipListSet<>(), new ConcurrentSkipListSet<>());
  }

  /** The same connection as if it had asked for these only. */
  Subscriber only(Set<String> some) {
    return new Subscriber(session, combined, wanted, some);
  }

  String wrap(String stream, JsonNode data) {
    if (!combined) {
      return data.toString();
    }
    ObjectNode wrapped = JsonMapper.shared().createObjectNode().put("stream", stream);
    wrapped.set("data", data);
    return wrapped.toString();
  }

  /** Completes when the text was handed to the network, or its receiver given up. */
  CompletableFuture<Void> send(String text) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!session.isOpen()) {
      done.complete(null);
      return done;
    }
    session.sendText(text, Callback.from(() -> done.complete(null), done::completeExceptionally));
    return done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .exceptionally(
            failure -> {
              LOG.warn("[PAPER] a subscriber did not take an event and is disconnected");
              session.disconnect();
              return null;
            });
  }

  static void await(List<CompletableFuture<Void>> sent) {
    sent.forEach(CompletableFuture::join);
  }

  /** A replay may stand still for long; connections last a day, with a ping every three minutes. */
  static void keepOpen(WsContext ctx) {
    ctx.session.setIdleTimeout(Duration.ofHours(24));
    ctx.enableAutomaticPings(180, TimeUnit.SECONDS);
  }

  /** The names in a list as the venue writes them, separated by slashes. */
  static List<String> names(String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split("/")).filter(name -> !name.isEmpty()).toList();
  }
}
