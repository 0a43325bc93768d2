package quantum.apply;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import quantum.contracts.Cooldown;
import quantum.contracts.Decoded;
import quantum.contracts.EventTime;
import quantum.contracts.Inflight;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;
import quantum.runtime.CommitOutcome;
import quantum.runtime.Commits;
import quantum.runtime.Redis;
import quantum.runtime.StreamEntry;
import quantum.runtime.Throttle;

/** What the apply layer keeps in Redis: reads one key each, writes only by commits. */
final class ApplyStore {
  static final long DONE_TTL_SECONDS = 600;

  /** Longer than any ban of the exchange: an order's record never goes before its result. */
  static final long INFLIGHT_TTL_SECONDS = 7 * 24 * 3600;

  private final Redis redis;
  private final Commits commits;
  private final Names names;
  private final String killKey;
  private final Set<String> streams;
  private final Throttle named;

  /**
   * @param streams what commits publish on
   */
  ApplyStore(Redis redis, Names names, String killKey, Set<String> streams, Clock clock) {
    this.redis = redis;
    this.commits = new Commits(redis);
    this.names = names;
    this.killKey = killKey;
    this.streams = Set.copyOf(streams);
    this.named = new Throttle(clock);
  }

  Optional<OpenPosition> position(Symbol symbol) {
    String key = names.position(symbol);
    return switch (OpenPosition.decode(read(key, Map.of(), redis.commands()::hgetall))) {
      case Decoded.Ok<Optional<OpenPosition>>(var open, _) -> open;
      case Decoded.Bad<Optional<OpenPosition>> bad -> {
        // the exchange knows what is open: it is asked, and the hash mended
        unreadable(key, bad.reason());
        yield Optional.empty();
      }
    };
  }

  /**
   * The fields of a position's key, none if it has another type; absent if there is no such key.
   */
  Optional<Map<String, String>> positionFields(Symbol symbol) {
    String key = names.position(symbol);
    return redis.commands().exists(key) == 0
        ? Optional.empty()
        : Optional.of(read(key, Map.of(), redis.commands()::hgetall));
  }

  /** The symbols with a position; absent if the key has another type. */
  Optional<Set<Symbol>> openSymbols() {
    return read(
        names.positionsOpen(),
        Optional.empty(),
        key -> {
          Set<Symbol> symbols = new TreeSet<>();
          for (String member : redis.commands().smembers(key)) {
            try {
              symbols.add(Symbol.of(member));
            } catch (IllegalArgumentException e) {
              unreadable(key, e.getMessage());
            }
          }
          return Optional.of(symbols);
        });
  }

  /** A key of another type counts as missing, and is named once a minute. */
  private <T> T read(String key, T missing, Function<String, T> reading) {
    try {
      return reading.apply(key);
    } catch (RedisCommandExecutionException e) {
      if (!isWrongType(e)) {
        throw e;
      }
      unreadable(key, "it has another type");
      return missing;
    }
  }

  private void unreadable(String key, String why) {
    synchronized (named) {
      if (named.allows(key)) {
        ApplyLog.badHash(key, why);
      }
    }
  }

  private static boolean isWrongType(RedisCommandExecutionException e) {
    return String.valueOf(e.getMessage()).startsWith("WRONGTYPE");
  }

  boolean isDone(PlanId plan) {
    return redis.commands().exists(names.applyDone(plan)) > 0;
  }

  OrderRecord orderRecord(PlanId plan) {
    String key = names.applyInflight(plan);
    Optional<Map<String, String>> hash =
        read(key, Optional.empty(), name -> Optional.of(redis.commands().hgetall(name)));
    if (hash.isEmpty()) {
      return new OrderRecord.Unreadable();
    }
    return switch (Inflight.decode(hash.get())) {
      case Decoded.Ok<Optional<Inflight>>(var record, _) ->
          record.<OrderRecord>map(OrderRecord.Known::new).orElseGet(OrderRecord.None::new);
      case Decoded.Bad<Optional<Inflight>> bad -> {
        unreadable(key, bad.reason());
        yield new OrderRecord.Unreadable();
      }
    };
  }

  Optional<Cooldown> cooldown(Symbol symbol) {
    return read(
        names.cooldown(symbol),
        Optional.empty(),
        key -> Optional.ofNullable(redis.commands().get(key)).map(Cooldown::decode));
  }

  /** A switch that cannot be read must not be taken for off. */
  boolean isKilled() {
    try {
      return "1".equals(redis.commands().get(killKey));
    } catch (RedisCommandExecutionException e) {
      if (isWrongType(e)) {
        return true;
      }
      throw e;
    }
  }

  /** Whether the entry still waits for its acknowledgement. */
  boolean isPending(StreamEntry entry) {
    return read(
        entry.stream(),
        true,
        stream ->
            !redis
                .commands()
                .xpending(
                    stream, entry.group(), Range.create(entry.id(), entry.id()), Limit.from(1))
                .isEmpty());
  }

  /** The last price of the symbol; empty if there is none that can be read. */
  Optional<Ticker> ticker(Symbol symbol) {
    String key = names.ticker(symbol);
    return switch (Ticker.decode(read(key, Map.of(), redis.commands()::hgetall))) {
      case Decoded.Ok<Optional<Ticker>>(var ticker, _) -> ticker;
      case Decoded.Bad<Optional<Ticker>> bad -> {
        unreadable(key, bad.reason());
        yield Optional.empty();
      }
    };
  }

  /** When the newest entry of a stream came, epoch milliseconds; empty if it has none. */
  Optional<Long> newestEntryMillis(String stream) {
    return read(
        stream,
        Optional.empty(),
        key ->
            redis.commands().xrevrange(key, Range.unbounded(), Limit.from(1)).stream()
                .findFirst()
                .map(message -> EventTime.ofStreamId(message.getId())));
  }

  // ---- what commits are made of

  /** Writes the trade fields; whatever an earlier position of the symbol left is removed. */
  Commit keep(Commit commit, Optional<OpenPosition> before, OpenPosition after) {
    Symbol symbol = after.position().symbol();
    String key = names.position(symbol);
    boolean same =
        before.filter(open -> open.position().id().equals(after.position().id())).isPresent();
    if (!same) {
      commit.del(key);
    }
    return commit
        .hset(key, after.encode(), OpenPosition.TTL_SECONDS)
        .sadd(names.positionsOpen(), symbol.name());
  }

  Commit drop(Commit commit, Symbol symbol, long closedAtMillis) {
    return coolDown(
        commit.del(names.position(symbol)).srem(names.positionsOpen(), symbol.name()),
        symbol,
        closedAtMillis);
  }

  Commit coolDown(Commit commit, Symbol symbol, long sinceMillis) {
    return commit.set(names.cooldown(symbol), new Cooldown(sinceMillis).encode(), Cooldown.SECONDS);
  }

  /** Raises the attempts of a position, if it is still there. */
  Commit raiseAttempts(Commit commit, OpenPosition failed) {
    Map<String, String> attempts = new HashMap<>();
    attempts.put(OpenPosition.ATTEMPTS, Integer.toString(failed.position().attempts()));
    return commit.hsetIf(
        names.position(failed.position().symbol()),
        OpenPosition.POSITION_ID,
        failed.position().id().value(),
        attempts,
        OpenPosition.TTL_SECONDS);
  }

  Commit renew(Commit commit, Symbol symbol) {
    return commit
        .expire(names.position(symbol), OpenPosition.TTL_SECONDS)
        .sadd(names.positionsOpen(), symbol.name());
  }

  /** Fields that could not be read and have no value now are not shown as if they had one. */
  Commit strip(Commit commit, OpenPosition after, Set<String> unreadable) {
    Set<String> gone = new HashSet<>(unreadable);
    gone.removeAll(after.encode().keySet());
    return commit.hdel(names.position(after.position().symbol()), gone);
  }

  /** The index anew, from the positions that the exchange holds. */
  Commit reindex(Commit commit, Set<Symbol> open) {
    commit.del(names.positionsOpen());
    open.forEach(symbol -> commit.sadd(names.positionsOpen(), symbol.name()));
    return commit;
  }

  /** The exchange holds nothing: a key that tells of no position goes, unless it is the brain's. */
  Commit forget(Commit commit, Symbol symbol) {
    Optional<Map<String, String>> left = positionFields(symbol);
    if (left.filter(f -> !OpenPosition.SOURCE_BRAIN.equals(f.get(OpenPosition.SOURCE)))
        .isPresent()) {
      commit.del(names.position(symbol)).afterwards(() -> ApplyLog.cleared(symbol, left.get()));
    }
    return commit.srem(names.positionsOpen(), symbol.name());
  }

  Commit markDone(Commit commit, PlanId plan) {
    return commit.set(names.applyDone(plan), "1", DONE_TTL_SECONDS);
  }

  Commit dropInflight(Commit commit, PlanId plan) {
    return commit.del(names.applyInflight(plan));
  }

  /**
   * The record of an order about to be sent.
   *
   * @param unlessKilled whether the kill switch must be off in the same instant
   * @return false if it was on; nothing is written then
   */
  boolean recordInflight(PlanId plan, Inflight record, boolean unlessKilled) {
    Commit commit =
        new Commit().hset(names.applyInflight(plan), record.encode(), INFLIGHT_TTL_SECONDS);
    if (unlessKilled) {
      commit.requireKill(killKey, false);
    }
    return executed(commit);
  }

  /**
   * @throws quantum.runtime.RedisUnavailable if it is unknown whether it happened
   * @throws KeyInTheWay if a stream's name is taken by a key of another type; nothing happened
   */
  void execute(Commit commit) {
    if (!executed(commit)) {
      throw new IllegalStateException("a commit without an assumption was refused");
    }
  }

  /**
   * Whether the kill switch was as assumed. A key of ours that has another type is written anew.
   */
  private boolean executed(Commit commit) {
    Set<String> removed = new HashSet<>();
    while (true) {
      switch (commits.execute(commit)) {
        case CommitOutcome.Done done -> {
          return true;
        }
        case CommitOutcome.KillChanged changed -> {
          return false;
        }
        case CommitOutcome.WrongType(String key, String found) -> {
          // of a stream the other readers' places would be lost: that is the operator's to decide
          if (streams.contains(key) || !removed.add(key)) {
            throw new KeyInTheWay(key, found);
          }
          ApplyLog.removed(key, found);
          commits.execute(new Commit().del(key));
        }
      }
    }
  }
}
