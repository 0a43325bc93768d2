package quantum.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import quantum.contracts.DeadLetter;

/**
 * Effects that happen together or not at all: collected here in order, executed by {@link Commits}
 * as one script. Not thread-safe.
 *
 * <p>TTLs are seconds and positive. A map of fields keeps its own order; an empty one writes
 * nothing.
 */
public final class Commit {
  /**
   * Redis types a key may be asked to have; the script refuses the commit before writing if it has
   * not.
   */
  enum Kind {
    ANY('a'),
    HASH('h'),
    STRING('s'),
    SET('t'),
    SORTED_SET('z'),
    STREAM('x');

    final char letter;

    Kind(char letter) {
      this.letter = letter;
    }
  }

  /** How the text or fields of a state's key are read; {@code commit.lua} knows both. */
  enum StateRule {
    /** {@link quantum.contracts.KillSwitchText}. */
    SWITCH('s'),
    /** {@link quantum.contracts.Halt}. */
    HALT('h');

    final char letter;

    StateRule(char letter) {
      this.letter = letter;
    }
  }

  /** A state that the decisions took for granted. */
  record Assumed(StateRule rule, boolean inForce) {}

  sealed interface Op {
    record Call(String command, String key, Kind kind, List<String> args) implements Op {}

    record Increment(String key, String field, long by) implements Op {}

    record HsetIf(
        String key, String guardField, String guardValue, long ttlSec, List<String> fields)
        implements Op {}

    record DelIf(String key, String guardField, String guardValue) implements Op {}

    record Publish(String stream, List<String> args) implements Op {}

    record PublishOnce(
        String stream, List<String> args, String dedupKey, String dedupValue, long ttlSec)
        implements Op {}

    record Trim(String stream, long keepEntries, long keepMillis) implements Op {}

    record Ack(StreamEntry entry) implements Op {}

    record DeadLetter(StreamEntry entry, String reason) implements Op {}

    /** Left out where a key is of another type. */
    record Dispensable(Op op) implements Op {}

    /**
     * @param publish index of the publish whose outcome the hook sees
     */
    record Afterwards(int publish, Consumer<Published> hook) implements Op {}
  }

  // Lua's stack takes about 8 000 arguments of one call; beyond it a script would fail half-way
  private static final int PAIRS_PER_CALL = 1_000;
  private static final int MAX_PUBLISHED_FIELDS = 1_000;
  static final long DEAD_LETTERS_KEPT = 10_000;
  private static final int MAX_REASON_LENGTH = 500;

  private final List<Op> ops = new ArrayList<>();
  private final Map<String, Assumed> assumed = new LinkedHashMap<>();
  private int publishes;

  public Commit hset(String key, Map<String, String> fields) {
    List<String> pairs = flat(fields);
    for (int from = 0; from < pairs.size(); from += 2 * PAIRS_PER_CALL) {
      int to = Math.min(pairs.size(), from + 2 * PAIRS_PER_CALL);
      ops.add(new Op.Call("HSET", key, Kind.HASH, pairs.subList(from, to)));
    }
    return this;
  }

  public Commit hset(String key, Map<String, String> fields, long ttlSec) {
    return fields.isEmpty() ? this : hset(key, fields).expire(key, ttlSec);
  }

  /** Skipped unless the hash exists and has this value: a late write never re-creates it. */
  public Commit hsetIf(
      String key, String guardField, String guardValue, Map<String, String> fields, long ttlSec) {
    checkFieldCount(fields);
    if (!fields.isEmpty()) {
      ops.add(new Op.HsetIf(key, guardField, guardValue, positive("ttlSec", ttlSec), flat(fields)));
    }
    return this;
  }

  public Commit hdel(String key, Collection<String> fields) {
    List<String> names = List.copyOf(fields);
    for (int from = 0; from < names.size(); from += PAIRS_PER_CALL) {
      int to = Math.min(names.size(), from + PAIRS_PER_CALL);
      ops.add(new Op.Call("HDEL", key, Kind.HASH, names.subList(from, to)));
    }
    return this;
  }

  public Commit hincrBy(String key, String field, long by) {
    ops.add(new Op.Increment(key, field, by));
    return this;
  }

  /** Whatever it holds; what the same commit writes to it afterwards begins anew. */
  public Commit del(String key) {
    return call("DEL", key, Kind.ANY);
  }

  /** Deletes the hash only if it has this value. */
  public Commit delIf(String key, String guardField, String guardValue) {
    ops.add(new Op.DelIf(key, guardField, guardValue));
    return this;
  }

  public Commit expire(String key, long ttlSec) {
    return call("EXPIRE", key, Kind.ANY, Long.toString(positive("ttlSec", ttlSec)));
  }

  /** Replaces whatever the key holds. */
  public Commit set(String key, String value, long ttlSec) {
    String seconds = Long.toString(positive("ttlSec", ttlSec));
    return call("SET", key, Kind.STRING, value, "EX", seconds);
  }

  public Commit sadd(String key, String member) {
    return call("SADD", key, Kind.SET, member);
  }

  public Commit srem(String key, String member) {
    return call("SREM", key, Kind.SET, member);
  }

  /** Adds a member and keeps the {@code keepNewest} members of the highest scores. */
  public Commit zaddNewest(String key, double score, String member, int keepNewest) {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("score must be finite, was " + score);
    }
    positive("keepNewest", keepNewest);
    return call("ZADD", key, Kind.SORTED_SET, Double.toString(score), member)
        .call("ZREMRANGEBYRANK", key, Kind.SORTED_SET, "0", Integer.toString(-keepNewest - 1));
  }

  /** Takes a member out of a sorted set; one that is not there is no error. */
  public Commit zrem(String key, String member) {
    return call("ZREM", key, Kind.SORTED_SET, member);
  }

  /**
   * Appends an entry to a stream.
   *
   * @param maxLen entries kept, approximately
   * @throws IllegalArgumentException without fields, or with more than 1000
   */
  public Commit publish(String stream, long maxLen, Map<String, String> fields) {
    ops.add(new Op.Publish(stream, xadd(maxLen, fields)));
    publishes++;
    return this;
  }

  /**
   * Appends an entry unless {@code dedupKey} holds {@code dedupValue} already; otherwise sets it. A
   * mark with another value does not hold the entry back: it belongs to another position.
   */
  public Commit publishOnce(
      String stream,
      long maxLen,
      Map<String, String> fields,
      String dedupKey,
      String dedupValue,
      long ttlSec) {
    ops.add(
        new Op.PublishOnce(
            stream,
            xadd(maxLen, fields),
            dedupKey,
            Objects.requireNonNull(dedupValue),
            positive("ttlSec", ttlSec)));
    publishes++;
    return this;
  }

  /**
   * Drops from a stream that this commit has published to what is older than {@code keepMillis} and
   * not among its newest {@code keepEntries}; approximately, never more. Age is told by the ids,
   * Redis's wall clock: a replay, whose events are hours apart within a second, loses nothing
   * unread.
   */
  public Commit trim(String stream, long keepEntries, long keepMillis) {
    ops.add(
        new Op.Trim(
            stream, positive("keepEntries", keepEntries), positive("keepMillis", keepMillis)));
    return this;
  }

  public Commit ack(StreamEntry entry) {
    ops.add(new Op.Ack(Objects.requireNonNull(entry)));
    return this;
  }

  /**
   * Puts the entry into the dead letter stream as a {@link DeadLetter}. Acknowledging it is a
   * separate call.
   */
  public Commit deadLetter(StreamEntry entry, String reason) {
    ops.add(new Op.DeadLetter(entry, reason));
    return this;
  }

  /**
   * What {@code writes} adds is left out, with a warning, where its key is of another type; the
   * rest of the commit happens nevertheless. Of a {@link #publishOnce} only the mark may be of
   * another type: then it counts as missing and is written anew.
   */
  public Commit optionally(Consumer<Commit> writes) {
    int from = ops.size();
    writes.accept(this);
    ops.subList(from, ops.size())
        .replaceAll(op -> op instanceof Op.Afterwards ? op : new Op.Dispensable(op));
    return this;
  }

  /**
   * Refuses the whole commit unless the switch is as the decisions assumed: {@link
   * quantum.contracts.KillSwitchText}; a key that is no string counts as on.
   */
  public Commit requireKill(String killKey, boolean on) {
    assumed.put(killKey, new Assumed(StateRule.SWITCH, on));
    return this;
  }

  /**
   * Refuses the whole commit unless a halt or pause is as the decisions assumed: {@link
   * quantum.contracts.Halt}; a key that is no hash counts as one in force. Its {@code until} is
   * held against the clock of Redis.
   */
  public Commit requireHalt(String key, boolean inForce) {
    assumed.put(key, new Assumed(StateRule.HALT, inForce));
    return this;
  }

  /**
   * Runs {@code hook} on the committing thread once everything has happened, with the outcome of
   * the last publish added before it: for log lines and counters.
   *
   * @throws IllegalStateException if nothing was published yet
   */
  public Commit afterwards(Consumer<Published> hook) {
    if (publishes == 0) {
      throw new IllegalStateException("nothing was published whose outcome the hook could see");
    }
    ops.add(new Op.Afterwards(publishes - 1, hook));
    return this;
  }

  /** Runs {@code hook} on the committing thread once everything has happened. */
  public Commit afterwards(Runnable hook) {
    ops.add(new Op.Afterwards(-1, published -> hook.run()));
    return this;
  }

  /** Marks this point for {@link #rollbackTo(int)}. */
  public int savepoint() {
    return ops.size();
  }

  /** Forgets everything added since the savepoint, except the states assumed. */
  public void rollbackTo(int savepoint) {
    ops.subList(savepoint, ops.size()).clear();
    publishes =
        (int)
            ops.stream()
                .map(Commit::plain)
                .filter(op -> op instanceof Op.Publish || op instanceof Op.PublishOnce)
                .count();
  }

  public boolean isEmpty() {
    return ops.isEmpty();
  }

  /** The operation itself, whether or not it may be left out. */
  static Op plain(Op op) {
    return op instanceof Op.Dispensable(Op inner) ? inner : op;
  }

  List<Op> ops() {
    return ops;
  }

  Map<String, Assumed> assumed() {
    return assumed;
  }

  /** Arguments of the XADD that keeps {@code entry} for the operator. */
  static List<String> deadLetterArgs(StreamEntry entry, String reason) {
    DeadLetter letter =
        new DeadLetter(
            entry.stream(),
            entry.id(),
            entry.group() + ":" + entry.consumer(),
            oneLine(reason),
            entry.fields());
    Map<String, String> head = new LinkedHashMap<>();
    for (var field : letter.encode().entrySet()) {
      if (head.size() == MAX_PUBLISHED_FIELDS) {
        break; // the head of a monster is enough to recognise it by
      }
      head.put(field.getKey(), field.getValue());
    }
    return xadd(DEAD_LETTERS_KEPT, head);
  }

  /** Reasons quote foreign text: it must not be able to forge a log line. */
  static String oneLine(String text) {
    String line = String.valueOf(text).replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MAX_REASON_LENGTH ? line : line.substring(0, MAX_REASON_LENGTH) + "…";
  }

  private Commit call(String command, String key, Kind kind, String... args) {
    ops.add(new Op.Call(command, key, kind, Arrays.asList(args)));
    return this;
  }

  private static List<String> xadd(long maxLen, Map<String, String> fields) {
    checkFieldCount(fields);
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("an entry needs at least one field");
    }
    List<String> args = new ArrayList<>(4 + 2 * fields.size());
    args.add("MAXLEN");
    args.add("~");
    args.add(Long.toString(positive("maxLen", maxLen)));
    args.add("*");
    args.addAll(flat(fields));
    return args;
  }

  private static List<String> flat(Map<String, String> fields) {
    List<String> flat = new ArrayList<>(2 * fields.size());
    fields.forEach(
        (name, value) -> {
          flat.add(Objects.requireNonNull(name));
          flat.add(Objects.requireNonNull(value, name));
        });
    return flat;
  }

  private static void checkFieldCount(Map<String, String> fields) {
    if (fields.size() > MAX_PUBLISHED_FIELDS) {
      throw new IllegalArgumentException(
          "at most " + MAX_PUBLISHED_FIELDS + " fields, were " + fields.size());
    }
  }

  private static long positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
    return value;
  }
}
