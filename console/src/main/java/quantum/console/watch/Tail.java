package quantum.console.watch;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;

/**
 * The newest entries of a stream as it grows, newest first. A key of another type is a stream
 * without entries.
 */
final class Tail<T> {
  private static final int AT_ONCE = 1_000;
  private static final long TIMEOUT_SECONDS = 5;

  private final String stream;
  private final int kept;
  private final Function<StreamMessage<String, String>, Optional<T>> codec;
  private final Consumer<T> fresh;
  private final Deque<T> newest = new ArrayDeque<>();
  private String last = "";
  private boolean looked;
  private RedisFuture<List<StreamMessage<String, String>>> asked;

  /**
   * @param kept entries that are remembered, at most
   * @param codec empty for what is not of interest
   * @param fresh told each entry that came after the first look, once, oldest first
   */
  Tail(
      String stream,
      int kept,
      Function<StreamMessage<String, String>, Optional<T>> codec,
      Consumer<T> fresh) {
    this.stream = stream;
    this.kept = kept;
    this.codec = codec;
    this.fresh = fresh;
  }

  /** Sends the question; the answer is taken by {@link #take}. */
  void ask(Redis redis) {
    asked =
        last.isEmpty()
            ? redis.async().xrevrange(stream, Range.unbounded(), Limit.from(kept))
            : redis
                .async()
                .xrange(
                    stream,
                    Range.from(Range.Boundary.excluding(last), Range.Boundary.unbounded()),
                    Limit.from(AT_ONCE));
  }

  /**
   * @return whether anything has come
   */
  boolean take() {
    List<StreamMessage<String, String>> entries = new ArrayList<>(answer());
    boolean history = !looked;
    looked = true;
    if (entries.isEmpty()) {
      return false;
    }
    if (last.isEmpty()) {
      Collections.reverse(entries);
    }
    for (StreamMessage<String, String> entry : entries) {
      last = entry.getId();
      Optional<T> read = codec.apply(entry);
      read.ifPresent(newest::addFirst);
      if (!history) {
        read.ifPresent(fresh);
      }
      if (newest.size() > kept) {
        newest.removeLast();
      }
    }
    return true;
  }

  // not join(): a connection that is reset would come out as an exception of java.net, which nobody
  // takes for an outage
  private List<StreamMessage<String, String>> answer() {
    try {
      return LettuceFutures.awaitOrCancel(asked, TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (RedisCommandExecutionException refused) {
      if (RedisUnavailable.is(refused)) {
        throw refused;
      }
      return List.of();
    }
  }

  List<T> newest() {
    return List.copyOf(newest);
  }
}
