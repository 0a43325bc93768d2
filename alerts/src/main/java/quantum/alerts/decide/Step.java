package quantum.alerts.decide;

import java.util.ArrayList;
import java.util.List;

/**
 * What a decision comes to.
 *
 * @param messages to be sent, in order
 */
public record Step(Board board, List<Message> messages) {
  public Step {
    messages = List.copyOf(messages);
  }

  static Step quiet(Board board) {
    return new Step(board, List.of());
  }

  Step and(Message message) {
    List<Message> all = new ArrayList<>(messages);
    all.add(message);
    return new Step(board, all);
  }
}
