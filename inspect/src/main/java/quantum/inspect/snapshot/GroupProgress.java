package quantum.inspect.snapshot;

import java.util.OptionalLong;

/**
 * How far a consumer group is with a stream.
 *
 * @param exists whether stream and group exist
 * @param pending entries given to a consumer and not acknowledged
 * @param lag entries nobody was given; empty where Redis cannot tell
 */
public record GroupProgress(
    String service, String stream, String group, boolean exists, long pending, OptionalLong lag) {
  /** A stream and the group that reads it. */
  public record Watched(String service, String stream, String group) {}
}
