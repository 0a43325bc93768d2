package quantum.alerts;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.alerts.channel.Channel;
import quantum.alerts.decide.Board;
import quantum.alerts.decide.Message;
import quantum.alerts.decide.Words;
import quantum.contracts.Names;
import quantum.runtime.Commit;
import quantum.runtime.Redis;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where board and messages are kept: both change in the commit that acknowledges what was heard.
 */
final class Shelf {
  private static final Logger log = LoggerFactory.getLogger(Alerts.SERVICE);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long KEPT_SECONDS = 30L * 86_400;

  private final Names names;
  private final List<String> channels;

  Shelf(Names names, List<Channel> channels) {
    this.names = names;
    this.channels = channels.stream().map(Channel::name).toList();
  }

  /** What was kept; a new one where nothing was, or nothing that can be read. */
  Board board(Redis redis, long now) {
    String key = names.alertsState();
    if (!redis.commands().type(key).equals("string")) {
      return Board.begun(now);
    }
    String text = redis.commands().get(key);
    try {
      return text == null ? Board.begun(now) : JSON.readValue(text, Board.class);
    } catch (JacksonException | IllegalArgumentException e) {
      log.warn(
          "[ALERT] {} cannot be read, what stands is told once more: {}",
          key,
          Words.clean(String.valueOf(e.getMessage()), 200));
      return Board.begun(now);
    }
  }

  void keep(Board board, Commit commit) {
    commit.set(names.alertsState(), JSON.writeValueAsString(board), KEPT_SECONDS);
  }

  /** Puts the messages into the outbox of every channel. */
  void post(List<Message> messages, Commit commit) {
    for (Message message : messages) {
      String text = JSON.writeValueAsString(message);
      for (String channel : channels) {
        commit.optionally(
            it -> it.hset(names.alertsOutbox(channel), Map.of(field(message.number()), text)));
      }
    }
  }

  /** Fields sort as their messages do. */
  static String field(long number) {
    return String.format("%015d", number);
  }

  /**
   * @throws IllegalArgumentException if it is no message
   */
  static Message message(String text) {
    try {
      return JSON.readValue(text, Message.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
