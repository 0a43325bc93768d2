package quantum.alerts.channel;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import quantum.alerts.decide.Message;
import quantum.alerts.decide.Words;
import quantum.runtime.Secret;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * ntfy, published as JSON: no text of ours stands in a header. The message's id is its {@code
 * sequence_id}: a server from 2.16 on shows a message that comes again as an update of the first;
 * an older one does not know the field.
 */
public final class Ntfy implements Channel {
  public static final String NAME = "ntfy";

  /** Bytes; from 4096 on the server makes an attachment of it. */
  static final int LONGEST = 3_900;

  private static final int LONGEST_TITLE = 200;
  private static final int HIGH = 5;
  private static final int USUAL = 3;
  private static final int LOW = 2;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI address;
  private final Secret topic;
  private final Optional<Secret> token;

  /**
   * @param server e.g. https://ntfy.sh
   */
  public Ntfy(URI server, Secret topic, Optional<Secret> token) {
    this.address = server;
    this.topic = topic;
    this.token = token;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Request request(Message message) {
    ObjectNode body = JSON.createObjectNode();
    body.put("topic", topic.reveal());
    body.put("title", Words.cut(message.title(), LONGEST_TITLE));
    body.put("message", Words.cutBytes(message.body(), LONGEST));
    body.put("sequence_id", message.id().replaceAll("[^A-Za-z0-9_-]", "-"));
    body.put(
        "priority",
        switch (message.nature()) {
          case ALERT -> message.loud() ? HIGH : LOW;
          case TEST -> USUAL;
          case RESOLVED, SUMMARY -> LOW;
        });
    body.putArray("tags")
        .add(
            switch (message.nature()) {
              case ALERT -> message.loud() ? "rotating_light" : "warning";
              case RESOLVED -> "white_check_mark";
              case SUMMARY -> "bar_chart";
              case TEST -> "bell";
            });
    return new Request(
        address,
        token
            .<Map<String, String>>map(it -> Map.of("Authorization", "Bearer " + it.reveal()))
            .orElse(Map.of()),
        JSON.writeValueAsString(body));
  }
}
