package quantum.alerts.channel;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import quantum.alerts.decide.Message;
import quantum.alerts.decide.Words;
import quantum.runtime.Secret;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A POST of JSON: {@code id, at, nature (alert, resolved, summary, test), loud, title, lines} and
 * {@code text}, which is title and lines as one. The id stands in the header {@code
 * Idempotency-Key} too: who keeps the newest ones takes no message twice.
 */
public final class Webhook implements Channel {
  public static final String NAME = "webhook";

  static final int LONGEST = 8_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Secret address;
  private final Optional<Secret> token;

  public Webhook(Secret address, Optional<Secret> token) {
    this.address = address;
    this.token = token;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Request request(Message message) {
    ObjectNode body = JSON.createObjectNode();
    body.put("id", message.id());
    body.put("at", Instant.ofEpochMilli(message.atMillis()).toString());
    body.put("nature", message.nature().name().toLowerCase(Locale.ROOT));
    body.put("loud", message.loud());
    body.put("title", message.title());
    ArrayNode lines = body.putArray("lines");
    message.lines().forEach(lines::add);
    body.put("text", Words.cut(message.title() + "\n" + message.body(), LONGEST));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Idempotency-Key", message.id());
    token.ifPresent(it -> headers.put("Authorization", "Bearer " + it.reveal()));
    return new Request(URI.create(address.reveal()), headers, JSON.writeValueAsString(body));
  }
}
