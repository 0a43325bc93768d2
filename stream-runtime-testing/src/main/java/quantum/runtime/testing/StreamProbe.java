package quantum.runtime.testing;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * What an operator with redis-cli would do and see: adds entries, waits for entries, looks at keys.
 */
public final class StreamProbe implements AutoCloseable {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final RedisCommands<String, String> commands;

  public StreamProbe(RedisServer server) {
    this(server.uri());
  }

  public StreamProbe(String uri) {
    RedisURI where = RedisURI.create(uri);
    where.setTimeout(LONGEST_WAIT);
    client = RedisClient.create(where);
    client.setOptions(ClientOptions.builder().protocolVersion(ProtocolVersion.RESP3).build());
    connection = client.connect();
    commands = connection.sync();
  }

  /**
   * Any other command; it belongs to this probe's thread, because waiting blocks the connection.
   */
  public RedisCommands<String, String> commands() {
    return commands;
  }

  /**
   * Appends an entry.
   *
   * @param fieldsAndValues name, value, name, value …
   */
  public String xadd(String stream, String... fieldsAndValues) {
    return commands.xadd(stream, (Object[]) fieldsAndValues);
  }

  public String xadd(String stream, Map<String, String> fields) {
    return commands.xadd(stream, fields);
  }

  /** Appends many entries without waiting for each: for backlogs. Returns once all are there. */
  public void xaddAll(String stream, List<Map<String, String>> entries) {
    RedisAsyncCommands<String, String> async = connection.async();
    RedisFuture<?>[] added =
        entries.stream().map(entry -> async.xadd(stream, entry)).toArray(RedisFuture<?>[]::new);
    if (!LettuceFutures.awaitAll(LONGEST_WAIT, added)) {
      throw new AssertionError("not all entries were added within " + LONGEST_WAIT);
    }
  }

  /**
   * Waits until some entry of the stream, old or new, satisfies the predicate.
   *
   * @return the fields of the first one that does
   * @throws AssertionError listing what there was instead
   */
  public Map<String, String> await(
      String stream, Predicate<Map<String, String>> wanted, Duration longest) {
    return awaitAfter(stream, "0", wanted, longest);
  }

  /** As {@link #await(String, Predicate, Duration)}, among the entries behind this id. */
  public Map<String, String> awaitAfter(
      String stream, String id, Predicate<Map<String, String>> wanted, Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    String after = id;
    while (true) {
      long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        throw new AssertionError(
            "no such entry in " + stream + " within " + longest + ", there are " + entries(stream));
      }
      for (StreamMessage<String, String> message : read(stream, after, leftMillis)) {
        after = message.getId();
        if (wanted.test(message.getBody())) {
          return message.getBody();
        }
      }
    }
  }

  @SuppressWarnings("unchecked") // the varargs array is read and not kept
  private List<StreamMessage<String, String>> read(String stream, String after, long blockMillis) {
    return commands.xread(
        XReadArgs.Builder.block(blockMillis).count(1_000),
        XReadArgs.StreamOffset.from(stream, after));
  }

  /** Waits until the condition holds; for what Redis cannot announce. */
  public void await(String what, BooleanSupplier condition, Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + longest + ": " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Fields of all entries, oldest first. */
  public List<Map<String, String>> entries(String stream) {
    return commands.xrange(stream, Range.unbounded()).stream().map(StreamMessage::getBody).toList();
  }

  public long length(String stream) {
    return commands.xlen(stream);
  }

  /** Entries given to some consumer of the group and not acknowledged. */
  public long pending(String stream, String group) {
    return commands.xpending(stream, group).getCount();
  }

  /** Entries that the group was not given yet. */
  public long lag(String stream, String group) {
    for (Object info : commands.xinfoGroups(stream)) {
      List<?> flat = (List<?>) info;
      Map<String, Object> fields = new LinkedHashMap<>();
      for (int i = 0; i + 1 < flat.size(); i += 2) {
        fields.put((String) flat.get(i), flat.get(i + 1));
      }
      if (group.equals(fields.get("name"))) {
        return (Long) fields.get("lag");
      }
    }
    throw new AssertionError("no group " + group + " at " + stream);
  }

  public Map<String, String> hash(String key) {
    return commands.hgetall(key);
  }

  /** Removes every key of the server. */
  public void flush() {
    commands.flushall();
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
