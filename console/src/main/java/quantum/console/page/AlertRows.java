package quantum.console.page;

import io.lettuce.core.StreamMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import quantum.account.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** Alarms as they were said, newest first, by the id of their entry; the fields as they stand. */
public final class AlertRows {
  private AlertRows() {}

  public static SequencedMap<String, String> of(List<StreamMessage<String, String>> entries) {
    SequencedMap<String, String> rows = new LinkedHashMap<>();
    for (StreamMessage<String, String> entry : entries) {
      ObjectNode node = Json.object();
      entry.getBody().forEach(node::put);
      rows.put(entry.getId(), node.toString());
    }
    return rows;
  }
}
