package quantum.contracts;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** Members of {@code quantum:harvest:history:{SYMBOL}}: one executed harvest as JSON. */
public final class HarvestHistory {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The newest entries that are kept per symbol. */
  public static final int KEPT = 100;

  private HarvestHistory() {}

  /** The executed result's own fields, sorted; equal results give equal members. */
  public static String member(ApplyResult result) {
    Map<String, String> fields = new TreeMap<>(result.encode());
    return JSON.writeValueAsString(fields);
  }
}
