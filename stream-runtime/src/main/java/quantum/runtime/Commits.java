package quantum.runtime;

import io.lettuce.core.RedisException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes commits: one script call each, whatever their size. Thread-safe.
 *
 * <p>The protocol to {@code commit.lua} is flat: KEYS are the keys touched, each once; ARGV is a
 * header (the type each key must have, the states assumed, the counters that must be numbers)
 * followed by operations {@code name keyIndex argumentCount arguments…} and by the lease that it
 * happens under. Acknowledgements are gathered to one XACK per group.
 */
public final class Commits {
  private static final Logger log = LoggerFactory.getLogger(Commits.class);
  private static final Script SCRIPT = Script.named("commit.lua");
  private static final Set<String> REPLACING = Set.of("DEL", "SET");
  private static final Use STREAM = new Use(Commit.Kind.STREAM, false);
  private static final int IDS_PER_XACK = 1_000;

  private final Redis redis;
  private final Throttle lostWrites = new Throttle(Clock.systemUTC());

  public Commits(Redis redis) {
    this.redis = redis;
  }

  /**
   * Executes the commit and, if it is done, its hooks.
   *
   * @throws RedisUnavailable if the answer did not come: it is unknown whether the commit happened;
   *     if another instance of the service acts: nothing happened; or if a stream's key holds
   *     something else: nothing happened, and nothing will until somebody has removed that
   * @throws IllegalArgumentException if the commit uses one key as two types
   */
  public CommitOutcome execute(Commit commit) {
    List<Object> reply = call(commit);
    if (isFenced(reply) && redis.lease().orElseThrow().renew()) {
      reply = call(commit); // the key was gone, or told by a Redis that came back younger
    }
    if (isFenced(reply)) {
      throw redis.lease().orElseThrow().notOurs();
    }
    return switch ((String) reply.getFirst()) {
      case "done" -> {
        sayLost(commit, (List<?>) reply.get(1));
        yield done(commit, reply.subList(2, reply.size()));
      }
      case "state" -> new CommitOutcome.StateChanged(states((List<?>) reply.get(1)));
      case "type" -> {
        String key = (String) reply.get(1);
        String found = (String) reply.get(2);
        if (reply.get(3).equals("stream")) {
          throw RedisUnavailable.noStream(key, found);
        }
        yield new CommitOutcome.WrongType(key, found);
      }
      default -> throw new IllegalStateException("commit.lua answered " + reply);
    };
  }

  private static Map<String, Boolean> states(List<?> keysWithStates) {
    Map<String, Boolean> states = new LinkedHashMap<>();
    for (int i = 0; i < keysWithStates.size(); i += 2) {
      states.put((String) keysWithStates.get(i), keysWithStates.get(i + 1).equals("1"));
    }
    return states;
  }

  private List<Object> call(Commit commit) {
    var encoded = new Encoding(redis).encode(commit);
    try {
      return SCRIPT.call(redis.commands(), encoded.keys(), encoded.args());
    } catch (RedisException | CancellationException e) {
      if (RedisUnavailable.is(e)) {
        throw new RedisUnavailable("commit without answer: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  /** Whether another instance has the lease, or nobody. */
  private static boolean isFenced(List<Object> reply) {
    return reply.getFirst().equals("lease");
  }

  /** What was left out is named; a dead letter that has no place stands in the log as it was. */
  private void sayLost(Commit commit, List<?> keysWithTypes) {
    for (int i = 0; i < keysWithTypes.size(); i += 2) {
      String key = (String) keysWithTypes.get(i);
      if (lostWrites.allows(key)) {
        log.warn("A write is lost: {} is a {}", key, keysWithTypes.get(i + 1));
      }
      if (key.equals(redis.names().deadLetter())) {
        for (Commit.Op op : commit.ops()) {
          if (op instanceof Commit.Op.DeadLetter(StreamEntry entry, String reason)) {
            log.error(
                "Dead letter without a stream: {}",
                Commit.oneLine(
                    entry.stream() + " " + entry.id() + ": " + reason + " " + entry.fields()));
          }
        }
      }
    }
  }

  private static CommitOutcome done(Commit commit, List<Object> ids) {
    List<Published> published = new ArrayList<>(ids.size());
    for (Commit.Op op : commit.ops()) {
      switch (Commit.plain(op)) {
        case Commit.Op.Dispensable d -> {}
        case Commit.Op.Publish p -> {
          String id = (String) ids.get(published.size());
          published.add(id.isEmpty() ? new Published.Lost(p.stream()) : new Published.Entry(id));
        }
        case Commit.Op.PublishOnce p -> {
          String id = (String) ids.get(published.size());
          published.add(
              id.isEmpty() ? new Published.Duplicate(p.dedupKey()) : new Published.Entry(id));
        }
        case Commit.Op.Call c -> {}
        case Commit.Op.Increment i -> {}
        case Commit.Op.HsetIf h -> {}
        case Commit.Op.DelIf d -> {}
        case Commit.Op.Trim t -> {}
        case Commit.Op.Ack a -> {}
        case Commit.Op.DeadLetter d -> {}
        case Commit.Op.Afterwards a -> {}
      }
    }
    for (Commit.Op op : commit.ops()) {
      if (op instanceof Commit.Op.Afterwards(int publish, var hook)) {
        try {
          hook.accept(publish < 0 ? null : published.get(publish));
        } catch (RuntimeException e) {
          // the effects have happened; a log line that fails must not make the caller think
          // otherwise
          log.error("A hook of a finished commit failed", e);
        }
      }
    }
    return new CommitOutcome.Done(List.copyOf(published));
  }

  private record Call(String[] keys, String[] args) {}

  /**
   * What a commit needs of a key.
   *
   * @param optional whether it goes without the writes to the key, should it be of another type
   * @param replaces whether its first write removes what the key holds, whatever that is
   */
  private record Use(Commit.Kind kind, boolean optional, boolean replaces) {
    Use(Commit.Kind kind, boolean optional) {
      this(kind, optional, false);
    }

    Use and(Use later, String key) {
      if (kind == Commit.Kind.ANY) {
        return new Use(later.kind, later.optional, replaces);
      }
      if (later.kind == Commit.Kind.ANY) {
        return this;
      }
      if (kind != later.kind) {
        throw new IllegalArgumentException(key + " is used as " + kind + " and as " + later.kind);
      }
      return new Use(kind, optional && later.optional, replaces);
    }

    String letter() {
      String letter = String.valueOf(replaces ? Commit.Kind.ANY.letter : kind.letter);
      return optional ? letter.toUpperCase(Locale.ROOT) : letter;
    }
  }

  private record StreamGroup(String stream, String group) {}

  /** Builds KEYS and ARGV of one call. */
  private static final class Encoding {
    private final String deadLetterStream;
    private final Map<String, Integer> keyIndexes = new LinkedHashMap<>();
    private final List<Use> uses = new ArrayList<>();
    private final List<String> counters = new ArrayList<>();
    private final List<String> ops = new ArrayList<>();

    private final Optional<Lease> lease;

    Encoding(Redis redis) {
      this.deadLetterStream = redis.names().deadLetter();
      this.lease = redis.lease();
    }

    Call encode(Commit commit) {
      Map<StreamGroup, List<String>> acks = new LinkedHashMap<>();
      for (Commit.Op op : commit.ops()) {
        boolean optional = op instanceof Commit.Op.Dispensable;
        switch (Commit.plain(op)) {
          case Commit.Op.Dispensable d -> {}
          case Commit.Op.Call(var command, var key, var kind, var args) ->
              add(command, key, new Use(kind, optional, REPLACING.contains(command)), args);
          case Commit.Op.Increment(var key, var field, var by) -> {
            add(
                "HINCRBY",
                key,
                new Use(Commit.Kind.HASH, false),
                List.of(field, Long.toString(by)));
            counters.add(index(key, new Use(Commit.Kind.HASH, false)));
            counters.add(field);
          }
          case Commit.Op.HsetIf(var key, var guardField, var guardValue, var ttl, var fields) -> {
            List<String> args = new ArrayList<>(3 + fields.size());
            args.add(guardField);
            args.add(guardValue);
            args.add(Long.toString(ttl));
            args.addAll(fields);
            add("HSETIF", key, new Use(Commit.Kind.HASH, optional), args);
          }
          case Commit.Op.DelIf(var key, var guardField, var guardValue) ->
              add(
                  "DELIF",
                  key,
                  new Use(Commit.Kind.HASH, optional),
                  List.of(guardField, guardValue));
          case Commit.Op.Publish(var stream, var args) ->
              add("PUBLISH", stream, new Use(Commit.Kind.STREAM, optional), args);
          case Commit.Op.PublishOnce(
                  var stream,
                  var xadd,
                  var dedupKey,
                  var dedupValue,
                  var ttl) -> {
            List<String> args = new ArrayList<>(3 + xadd.size());
            args.add(index(dedupKey, new Use(Commit.Kind.STRING, optional)));
            args.add(dedupValue);
            args.add(Long.toString(ttl));
            args.addAll(xadd);
            add("ONCE", stream, STREAM, args);
          }
          case Commit.Op.Trim(var stream, var keepEntries, var keepMillis) ->
              add(
                  "TRIM",
                  stream,
                  new Use(Commit.Kind.STREAM, optional),
                  List.of(Long.toString(keepEntries), Long.toString(keepMillis)));
          case Commit.Op.Ack(var entry) ->
              acks.computeIfAbsent(
                      new StreamGroup(entry.stream(), entry.group()), g -> new ArrayList<>())
                  .add(entry.id());
          case Commit.Op.DeadLetter(var entry, var reason) ->
              add(
                  "XADD",
                  deadLetterStream,
                  new Use(Commit.Kind.STREAM, true),
                  Commit.deadLetterArgs(entry, reason));
          case Commit.Op.Afterwards a -> {}
        }
      }
      acks.forEach(this::addAcks);

      List<String> argv = new ArrayList<>(5 + counters.size() + ops.size());
      var states = new StringBuilder();
      commit
          .assumed()
          .forEach(
              (key, state) ->
                  states
                      .append(index(key, new Use(Commit.Kind.ANY, true)))
                      .append(state.rule().letter)
                      .append(state.inForce() ? "1 " : "0 "));
      List<String> fence = fence();
      var letters = new StringBuilder();
      uses.forEach(use -> letters.append(use.letter()));
      argv.add(letters.toString());
      argv.add(states.toString());
      argv.add(Integer.toString(counters.size()));
      argv.addAll(counters);
      argv.addAll(ops);
      argv.addAll(fence);
      return new Call(keyIndexes.keySet().toArray(String[]::new), argv.toArray(String[]::new));
    }

    /** The lease that all this happens under, or not at all: token and key index, 0 = none. */
    private List<String> fence() {
      return lease
          .map(held -> List.of(held.token(), index(held.key(), new Use(Commit.Kind.ANY, true))))
          .orElse(List.of("", "0"));
    }

    private void addAcks(StreamGroup source, List<String> ids) {
      for (int from = 0; from < ids.size(); from += IDS_PER_XACK) {
        List<String> args = new ArrayList<>(1 + IDS_PER_XACK);
        args.add(source.group());
        args.addAll(ids.subList(from, Math.min(ids.size(), from + IDS_PER_XACK)));
        add("XACK", source.stream(), STREAM, args);
      }
    }

    private void add(String name, String key, Use use, List<String> args) {
      ops.add(name);
      ops.add(index(key, use));
      ops.add(Integer.toString(args.size()));
      ops.addAll(args);
    }

    /** Lua's index of the key, which from now on is known to need this type. */
    private String index(String key, Use use) {
      Integer known = keyIndexes.putIfAbsent(key, keyIndexes.size());
      if (known == null) {
        uses.add(use);
        return Integer.toString(keyIndexes.size());
      }
      uses.set(known, uses.get(known).and(use, key));
      return Integer.toString(known + 1);
    }
  }
}
