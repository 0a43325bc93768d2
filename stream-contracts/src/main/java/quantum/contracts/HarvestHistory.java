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

  /**
   * Reads a member back. A member keeps its own time; without one it is of the beginning of time.
   */
  public static Decoded<ApplyResult> read(String member) {
    return switch (FeedEvent.decode(Map.of("payload", member), "0-0")) {
      case Decoded.Ok<FeedEvent>(ApplyResult result, _) -> new Decoded.Ok<>(result);
      case Decoded.Ok<FeedEvent>(PriceUpdate price, _) ->
          new Decoded.Bad<>("status", PriceUpdate.STATUS, "is a price, not a harvest");
      case Decoded.Bad<FeedEvent> bad -> bad.as();
    };
  }
}
