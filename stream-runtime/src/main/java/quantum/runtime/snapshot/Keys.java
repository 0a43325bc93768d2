package quantum.runtime.snapshot;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import quantum.contracts.Decoded;
import quantum.contracts.EventTime;
import quantum.contracts.Oddity;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;

/**
 * The one way to read a key: it is absent, known, or garbled, which is a key of another type or a
 * content that cannot be read. What is garbled is told to {@link Unreadable}; what to do then is
 * the caller's decision, and never an exception. Thread-safe if {@link Unreadable} is.
 */
public final class Keys {
  private static final long TIMEOUT_SECONDS = 5;

  private final Redis redis;
  private final Unreadable unreadable;

  public Keys(Redis redis, Unreadable unreadable) {
    this.redis = redis;
    this.unreadable = unreadable;
  }

  /** The fields of a hash. */
  public Found<Map<String, String>> hash(String key) {
    return hashes(List.of(key)).getFirst();
  }

  /** Many hashes in one round trip, in the order of the keys. */
  public List<Found<Map<String, String>>> hashes(List<String> keys) {
    List<RedisFuture<Map<String, String>>> answers = new ArrayList<>(keys.size());
    keys.forEach(key -> answers.add(redis.async().hgetall(key)));
    List<Found<Map<String, String>>> hashes = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      Found<Map<String, String>> hash = answer(keys.get(i), "hash", answers.get(i));
      hashes.add(hash.value().filter(Map::isEmpty).isPresent() ? Found.absent() : hash);
    }
    return hashes;
  }

  /** What a hash is decoded to. */
  public <T> Found<T> record(
      String key, Function<Map<String, String>, Decoded<Optional<T>>> codec) {
    return record(key, hash(key), codec);
  }

  /** As {@link #record(String, Function)}, of a hash that was read already. */
  public <T> Found<T> record(
      String key,
      Found<Map<String, String>> hash,
      Function<Map<String, String>, Decoded<Optional<T>>> codec) {
    return switch (hash) {
      case Found.Absent<Map<String, String>> none -> {
        unreadable.readable(key);
        yield Found.absent();
      }
      case Found.Garbled<Map<String, String>>(String why) -> new Found.Garbled<>(why);
      case Found.Known<Map<String, String>>(Map<String, String> fields) ->
          switch (codec.apply(fields)) {
            case Decoded.Ok<Optional<T>>(Optional<T> value, List<Oddity> odd) -> {
              unreadable.readable(key);
              unreadable.odd(key, odd);
              yield value.<Found<T>>map(Found.Known::new).orElseGet(Found.Absent::new);
            }
            case Decoded.Bad<Optional<T>> bad -> garbled(key, bad.reason());
          };
    };
  }

  /** A string. */
  public Found<String> text(String key) {
    return answer(key, "string", redis.async().get(key));
  }

  /** The symbols that a set names; what names none is told and left out. */
  public Found<Set<Symbol>> symbols(String key) {
    return switch (answer(key, "set", redis.async().smembers(key))) {
      case Found.Absent<Set<String>> none -> new Found.Known<>(Set.of());
      case Found.Garbled<Set<String>>(String why) -> new Found.Garbled<>(why);
      case Found.Known<Set<String>>(Set<String> members) -> {
        Set<Symbol> symbols = new TreeSet<>();
        boolean allNames = true;
        for (String name : members) {
          try {
            symbols.add(Symbol.of(name));
          } catch (IllegalArgumentException e) {
            unreadable.found(key, e.getMessage());
            allNames = false;
          }
        }
        if (allNames) {
          unreadable.readable(key);
        }
        yield new Found.Known<>(symbols);
      }
    };
  }

  /** Which of these are members of a sorted set. */
  public Found<Set<String>> among(String key, List<String> members) {
    if (members.isEmpty()) {
      return new Found.Known<>(Set.of());
    }
    Found<List<Double>> scores =
        answer(key, "sorted set", redis.async().zmscore(key, members.toArray(String[]::new)));
    return switch (scores) {
      case Found.Absent<List<Double>> none -> Found.absent();
      case Found.Garbled<List<Double>>(String why) -> new Found.Garbled<>(why);
      case Found.Known<List<Double>>(List<Double> found) -> {
        Set<String> known = new HashSet<>();
        for (int i = 0; i < found.size(); i++) {
          if (found.get(i) != null) {
            known.add(members.get(i));
          }
        }
        yield new Found.Known<>(known);
      }
    };
  }

  /**
   * Members of a sorted set from the highest score down.
   *
   * @param from how many are passed over
   * @param count at most
   */
  public Found<List<String>> newestMembers(String key, long from, int count) {
    return answer(key, "sorted set", redis.async().zrevrange(key, from, from + count - 1));
  }

  /** The newest entries of a stream, newest first. */
  public Found<List<StreamMessage<String, String>>> newest(String stream, int count) {
    return answer(
        stream, "stream", redis.async().xrevrange(stream, Range.unbounded(), Limit.from(count)));
  }

  /** When the newest entry of a stream came, epoch milliseconds; absent if it has none. */
  public Found<Long> newestMillis(String stream) {
    return switch (newest(stream, 1)) {
      case Found.Absent<List<StreamMessage<String, String>>> none -> Found.absent();
      case Found.Garbled<List<StreamMessage<String, String>>>(String why) ->
          new Found.Garbled<>(why);
      case Found.Known<List<StreamMessage<String, String>>>(var entries) ->
          entries.stream()
              .findFirst()
              .<Found<Long>>map(m -> new Found.Known<>(EventTime.ofStreamId(m.getId())))
              .orElseGet(Found.Absent::new);
    };
  }

  private <T> Found<T> answer(String key, String shape, RedisFuture<T> answer) {
    try {
      T value = LettuceFutures.awaitOrCancel(answer, TIMEOUT_SECONDS, TimeUnit.SECONDS);
      return value == null ? Found.absent() : new Found.Known<>(value);
    } catch (RuntimeException e) {
      if (RedisUnavailable.isWrongType(e)) {
        return garbled(key, "is no " + shape);
      }
      throw e;
    }
  }

  private <T> Found<T> garbled(String key, String why) {
    unreadable.found(key, why);
    return new Found.Garbled<>(why);
  }
}
