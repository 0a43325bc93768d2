package quantum.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which entries a consumer was given since it began. All instances of a service read under one
 * consumer's name, so that the next one finds what the last one was given; but an instance that was
 * stopped for a while, and asks once more as it wakes up, is given entries that only the instance
 * acting by then can carry out, and that one is told of them by nobody.
 *
 * <p>A group gives out its entries in their order. So what is kept are the first and the last of
 * each batch: what is pending and stands in none of them was given to somebody else. Not
 * thread-safe.
 */
final class Deliveries {
  private static final Id FIRST = new Id(0, 0);

  private record Id(long millis, long sequence) implements Comparable<Id> {
    static Id of(String text) {
      int dash = text.indexOf('-');
      return new Id(
          Long.parseUnsignedLong(text.substring(0, dash)),
          Long.parseUnsignedLong(text.substring(dash + 1)));
    }

    @Override
    public int compareTo(Id other) {
      int byTime = Long.compareUnsigned(millis, other.millis);
      return byTime != 0 ? byTime : Long.compareUnsigned(sequence, other.sequence);
    }
  }

  /** By stream: the last of a batch by its first. */
  private final Map<String, NavigableMap<Id, Id>> batches = new HashMap<>();

  void clear() {
    batches.clear();
  }

  /** All of a stream that was pending as it began, up to this one. */
  void upTo(String stream, String last) {
    took(stream, FIRST, Id.of(last));
  }

  /** A batch, in the order of the stream. */
  void took(String stream, String first, String last) {
    took(stream, Id.of(first), Id.of(last));
  }

  private void took(String stream, Id first, Id last) {
    batches
        .computeIfAbsent(stream, s -> new TreeMap<>())
        .merge(first, last, (known, now) -> known.compareTo(now) > 0 ? known : now);
  }

  boolean has(String stream, String id) {
    NavigableMap<Id, Id> known = batches.get(stream);
    if (known == null) {
      return false;
    }
    Id asked = Id.of(id);
    Map.Entry<Id, Id> batch = known.floorEntry(asked);
    return batch != null && asked.compareTo(batch.getValue()) <= 0;
  }

  /** Nothing before this one is pending any more. */
  void forgetBefore(String stream, String oldestPending) {
    NavigableMap<Id, Id> known = batches.get(stream);
    if (known != null) {
      Id oldest = Id.of(oldestPending);
      known.headMap(oldest).values().removeIf(last -> last.compareTo(oldest) < 0);
    }
  }

  /** Nothing is pending. */
  void forget(String stream) {
    batches.remove(stream);
  }
}
