package quantum.runtime;

import io.lettuce.core.RedisException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes commits: one script call each, whatever their size. Thread-safe.
 *
 * <p>The protocol to {@code commit.lua} is flat: KEYS are the keys touched, each once; ARGV is a
 * header (the type each key must have, the kill switch, the counters that must be numbers) followed
 * by operations {@code name keyIndex argumentCount arguments…}. Acknowledgements are gathered to
 * one XACK per group.
 */
public final class Commits {
  private static final Logger log = LoggerFactory.getLogger(Commits.class);
  private static final Script SCRIPT = Script.named("commit.lua");
  private static final int IDS_PER_XACK = 1_000;

  private final Redis redis;

  public Commits(Redis redis) {
    this.redis = redis;
  }

  /**
   * Executes the commit and, if it is done, its hooks.
   *
   * @throws RedisUnavailable if the answer did not come: it is unknown whether the commit happened
   * @throws IllegalArgumentException if the commit uses one key as two types
   */
  public CommitOutcome execute(Commit commit) {
    var encoded = new Encoding(redis.names().deadLetter()).encode(commit);
    List<Object> reply;
    try {
      reply = SCRIPT.call(redis.commands(), encoded.keys(), encoded.args());
    } catch (RedisException | CancellationException e) {
      if (RedisUnavailable.is(e)) {
        throw new RedisUnavailable("commit without answer: " + e.getMessage(), e);
      }
      throw e;
    }
    return switch ((String) reply.getFirst()) {
      case "done" -> done(commit, reply.subList(1, reply.size()));
      case "kill" -> new CommitOutcome.KillChanged(reply.get(1).equals("1"));
      case "type" -> new CommitOutcome.WrongType((String) reply.get(1), (String) reply.get(2));
      default -> throw new IllegalStateException("commit.lua answered " + reply);
    };
  }

  private static CommitOutcome done(Commit commit, List<Object> ids) {
    List<Published> published = new ArrayList<>(ids.size());
    for (Commit.Op op : commit.ops()) {
      switch (op) {
        case Commit.Op.Publish p ->
            published.add(new Published.Entry((String) ids.get(published.size())));
        case Commit.Op.PublishOnce p -> {
          String id = (String) ids.get(published.size());
          published.add(
              id.isEmpty() ? new Published.Duplicate(p.dedupKey()) : new Published.Entry(id));
        }
        case Commit.Op.Call c -> {}
        case Commit.Op.Increment i -> {}
        case Commit.Op.HsetIf h -> {}
        case Commit.Op.DelIf d -> {}
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

  private record StreamGroup(String stream, String group) {}

  /** Builds KEYS and ARGV of one call. */
  private static final class Encoding {
    private final String deadLetterStream;
    private final Map<String, Integer> keyIndexes = new LinkedHashMap<>();
    private final List<Commit.Kind> kinds = new ArrayList<>();
    private final List<String> counters = new ArrayList<>();
    private final List<String> ops = new ArrayList<>();

    Encoding(String deadLetterStream) {
      this.deadLetterStream = deadLetterStream;
    }

    Call encode(Commit commit) {
      Map<StreamGroup, List<String>> acks = new LinkedHashMap<>();
      for (Commit.Op op : commit.ops()) {
        switch (op) {
          case Commit.Op.Call(var command, var key, var kind, var args) ->
              add(command, key, kind, args);
          case Commit.Op.Increment(var key, var field, var by) -> {
            add("HINCRBY", key, Commit.Kind.HASH, List.of(field, Long.toString(by)));
            counters.add(index(key, Commit.Kind.HASH));
            counters.add(field);
          }
          case Commit.Op.HsetIf(var key, var guardField, var guardValue, var ttl, var fields) -> {
            List<String> args = new ArrayList<>(3 + fields.size());
            args.add(guardField);
            args.add(guardValue);
            args.add(Long.toString(ttl));
            args.addAll(fields);
            add("HSETIF", key, Commit.Kind.HASH, args);
          }
          case Commit.Op.DelIf(var key, var guardField, var guardValue) ->
              add("DELIF", key, Commit.Kind.HASH, List.of(guardField, guardValue));
          case Commit.Op.Publish(var stream, var args) ->
              add("PUBLISH", stream, Commit.Kind.STREAM, args);
          case Commit.Op.PublishOnce(
                  var stream,
                  var xadd,
                  var dedupKey,
                  var dedupValue,
                  var ttl) -> {
            List<String> args = new ArrayList<>(3 + xadd.size());
            args.add(index(dedupKey, Commit.Kind.STRING));
            args.add(dedupValue);
            args.add(Long.toString(ttl));
            args.addAll(xadd);
            add("ONCE", stream, Commit.Kind.STREAM, args);
          }
          case Commit.Op.Ack(var entry) ->
              acks.computeIfAbsent(
                      new StreamGroup(entry.stream(), entry.group()), g -> new ArrayList<>())
                  .add(entry.id());
          case Commit.Op.DeadLetter(var entry, var reason) ->
              add(
                  "XADD",
                  deadLetterStream,
                  Commit.Kind.STREAM,
                  Commit.deadLetterArgs(entry, reason));
          case Commit.Op.Afterwards a -> {}
        }
      }
      acks.forEach(this::addAcks);

      List<String> argv = new ArrayList<>(5 + counters.size() + ops.size());
      String killIndex = commit.kill().map(kill -> index(kill.key(), Commit.Kind.ANY)).orElse("0");
      var letters = new StringBuilder();
      kinds.forEach(kind -> letters.append(kind.letter));
      argv.add(letters.toString());
      argv.add(killIndex);
      argv.add(commit.kill().map(Commit.KillAssumption::killed).orElse(false) ? "1" : "0");
      argv.add(Integer.toString(counters.size()));
      argv.addAll(counters);
      argv.addAll(ops);
      return new Call(keyIndexes.keySet().toArray(String[]::new), argv.toArray(String[]::new));
    }

    private void addAcks(StreamGroup source, List<String> ids) {
      for (int from = 0; from < ids.size(); from += IDS_PER_XACK) {
        List<String> args = new ArrayList<>(1 + IDS_PER_XACK);
        args.add(source.group());
        args.addAll(ids.subList(from, Math.min(ids.size(), from + IDS_PER_XACK)));
        add("XACK", source.stream(), Commit.Kind.STREAM, args);
      }
    }

    private void add(String name, String key, Commit.Kind kind, List<String> args) {
      ops.add(name);
      ops.add(index(key, kind));
      ops.add(Integer.toString(args.size()));
      ops.addAll(args);
    }

    /** Lua's index of the key, which from now on is known to need this type. */
    private String index(String key, Commit.Kind kind) {
      Integer known = keyIndexes.putIfAbsent(key, keyIndexes.size());
      if (known == null) {
        kinds.add(kind);
        return Integer.toString(keyIndexes.size());
      }
      Commit.Kind before = kinds.get(known);
      if (before == Commit.Kind.ANY) {
        kinds.set(known, kind);
      } else if (kind != Commit.Kind.ANY && kind != before) {
        throw new IllegalArgumentException(key + " is used as " + before + " and as " + kind);
      }
      return Integer.toString(known + 1);
    }
  }
}
