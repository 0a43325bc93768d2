package quantum.alerts.channel;

import java.net.URI;
import java.util.Map;
import quantum.alerts.decide.Message;
import quantum.alerts.decide.Words;
import quantum.runtime.Secret;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Bot API's sendMessage. Without {@code parse_mode} the text is a text: no Markdown, no HTML,
 * so nothing in it needs to be escaped and nothing in it can break the message. Links in it are not
 * looked at ({@code link_preview_options}).
 *
 * <p>It knows no id of ours: a message that was sent and not recorded comes twice.
 */
public final class Telegram implements Channel {
  public static final String NAME = "telegram";

  /** UTF-16 code units, which is how Telegram counts. */
  static final int LONGEST = 4_096;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI address;
  private final String chat;

  /**
   * @param api where the Bot API is, e.g. https://api.telegram.org
   * @param chat its id, or @name of a channel
   */
  public Telegram(URI api, Secret token, String chat) {
    this.address = URI.create(Addresses.bare(api) + "/bot" + token.reveal() + "/sendMessage");
    this.chat = chat;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Request request(Message message) {
    ObjectNode body = JSON.createObjectNode();
    body.put("chat_id", chat);
    // a character takes at most two units
    String text = message.title() + "\n" + message.body();
    body.put("text", text.length() <= LONGEST ? text : Words.cut(text, LONGEST / 2));
    body.put("disable_notification", !message.loud());
    body.putObject("link_preview_options").put("is_disabled", true);
    return new Request(address, Map.of(), JSON.writeValueAsString(body));
  }
}
