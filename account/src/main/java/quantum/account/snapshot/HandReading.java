package quantum.account.snapshot;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import quantum.contracts.Flatten;
import quantum.contracts.Halt;
import quantum.contracts.Names;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.Found;

/**
 * What the trader holds back, as the services read it: a key that is there and cannot be understood
 * is in force. What this user may not read is unknown.
 *
 * @param halt in force or not; absent if there is no key
 * @param pauses by symbol
 * @param flatten the last order to close everything
 */
public record HandReading(
    Found<Halt> halt, Map<String, Found<Halt>> pauses, Found<Flatten> flatten) {
  /** For who looks at nothing of it. */
  public static final HandReading NOTHING =
      new HandReading(Found.absent(), Map.of(), Found.absent());

  private static final int AT_ONCE = 1_000;

  public HandReading {
    pauses = Collections.unmodifiableMap(new TreeMap<>(pauses));
  }

  /** The halt that is in force at this wall-clock time, epoch milliseconds. */
  public Optional<Halt> haltAt(long nowMillis) {
    return inForce(halt, nowMillis);
  }

  /** The pauses that are in force then, by symbol. */
  public Map<String, Halt> pausesAt(long nowMillis) {
    Map<String, Halt> inForce = new TreeMap<>();
    pauses.forEach(
        (symbol, pause) -> inForce(pause, nowMillis).ifPresent(it -> inForce.put(symbol, it)));
    return inForce;
  }

  private static Optional<Halt> inForce(Found<Halt> found, long nowMillis) {
    return switch (found) {
      case Found.Absent<Halt> none -> Optional.empty();
      case Found.Known<Halt>(Halt halt) -> Optional.of(halt).filter(it -> it.isInForce(nowMillis));
      case Found.Garbled<Halt> garbled ->
          Withheld.is(found) ? Optional.empty() : Optional.of(Halt.UNREADABLE);
    };
  }

  /** Looks for the pauses' keys: a person asks for them now and then, no service does. */
  public static HandReading read(Redis redis) {
    return read(redis, new Answers());
  }

  static HandReading read(Redis redis, Answers answers) {
    Names names = redis.names();
    var halt = redis.async().hgetall(names.halt());
    var flatten = redis.async().hgetall(names.flatten());
    Map<String, RedisFuture<Map<String, String>>> asked = new TreeMap<>();
    String prefix = names.pausePrefix();
    ScanArgs match =
        ScanArgs.Builder.matches(prefix.replaceAll("[\\[\\]*?\\\\]", "?") + "*").limit(AT_ONCE);
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      Optional<KeyScanCursor<String>> page =
          answers.found("SCAN", redis.async().scan(cursor, match)).value();
      page.ifPresent(
          found -> found.getKeys().forEach(key -> asked.put(key, redis.async().hgetall(key))));
      cursor = page.<ScanCursor>map(found -> found).orElse(ScanCursor.FINISHED);
    }
    Map<String, Found<Halt>> pauses = new TreeMap<>();
    asked.forEach(
        (key, answer) ->
            pauses.put(key.substring(prefix.length()), answers.hash(key, answer, Halt::decode)));
    return new HandReading(
        answers.hash(names.halt(), halt, Halt::decode),
        pauses,
        answers.hash(names.flatten(), flatten, Flatten::decode));
  }
}
