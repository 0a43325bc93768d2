package quantum.console.page;

import io.lettuce.core.StreamMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import quantum.account.json.AccountJson;
import quantum.account.json.Json;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.GroupProgress;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A row for each service with its sign of life, its turn and its lag; and the dead letters. */
public final class ServiceRows {
  /** So many dead letters are shown in full. */
  private static final int LETTERS = 20;

  private ServiceRows() {}

  /**
   * @param letters newest first
   */
  public static SequencedMap<String, String> of(
      Account account, List<StreamMessage<String, String>> letters) {
    SequencedMap<String, String> rows = new LinkedHashMap<>();
    account
        .services()
        .forEach(
            (service, health) -> {
              ObjectNode node =
                  Json.object().put("unit", service.unit()).put("part", service.part().name());
              AccountJson.service(node, account, service);
              ArrayNode groups = node.putArray("groups");
              account.groups().stream()
                  .filter(group -> group.service().equals(service.id()))
                  .forEach(group -> group(groups.addObject(), group));
              rows.put(service.id(), node.toString());
            });
    ObjectNode dead = Json.object().put("count", letters.size());
    ArrayNode newest = dead.putArray("newest");
    letters.stream()
        .limit(LETTERS)
        .forEach(
            letter -> {
              ObjectNode node = newest.addObject().put("entry", letter.getId());
              letter.getBody().forEach(node.putObject("fields")::put);
            });
    rows.put("~deadletters", dead.toString());
    return rows;
  }

  private static void group(ObjectNode node, GroupProgress group) {
    node.put("stream", group.stream())
        .put("exists", group.exists())
        .put("pending", group.pending());
    group.lag().ifPresent(lag -> node.put("lag", lag));
  }
}
