package quantum.apply;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import quantum.contracts.Cooldown;
import quantum.contracts.Decoded;
import quantum.contracts.Inflight;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;
import quantum.runtime.CommitOutcome;
import quantum.runtime.Commits;
import quantum.runtime.Redis;
import quantum.runtime.StreamEntry;

/** What the apply layer keeps in Redis: reads one key each, writes only by commits. */
final class ApplyStore {
  static final long DONE_TTL_SECONDS = 600;

  /** Longer than any ban of the exchange: an order's record never goes before its result. */
  static final long INFLIGHT_TTL_SECONDS = 7 * 24 * 3600;

  private final Redis redis;
  private final Commits commits;
  private final Names names;
  private final String killKey;

  ApplyStore(Redis redis, Names names, String killKey) {
    this.redis = redis;
    this.commits = new Commits(redis);
    this.names = names;
    this.killKey = killKey;
  }

  Optional<OpenPosition> position(Symbol symbol) {
    Map<String, String> hash = redis.commands().hgetall(names.position(symbol));
    return switch (OpenPosition.decode(hash)) {
      case Decoded.Ok<Optional<OpenPosition>>(var open, _) -> open;
      case Decoded.Bad<Optional<OpenPosition>> bad -> {
        // the exchange knows what is open: it is asked, and the hash made anew
        ApplyLog.badHash(names.position(symbol), bad.reason());
        yield Optional.empty();
      }
    };
  }

  Set<Symbol> openSymbols() {
    Set<Symbol> symbols = new TreeSet<>();
    for (String member : redis.commands().smembers(names.positionsOpen())) {
      try {
        symbols.add(Symbol.of(member));
      } catch (IllegalArgumentException e) {
        ApplyLog.badHash(names.positionsOpen(), e.getMessage());
      }
    }
    return symbols;
  }

  boolean isDone(PlanId plan) {
    return redis.commands().exists(names.applyDone(plan)) > 0;
  }

  Optional<Inflight> inflight(PlanId plan) {
    Map<String, String> hash = redis.commands().hgetall(names.applyInflight(plan));
    return switch (Inflight.decode(hash)) {
      case Decoded.Ok<Optional<Inflight>>(var record, _) -> record;
      case Decoded.Bad<Optional<Inflight>> bad ->
          throw new IllegalStateException("inflight record of " + plan + ": " + bad.reason());
    };
  }

  Optional<Cooldown> cooldown(Symbol symbol) {
    return Optional.ofNullable(redis.commands().get(names.cooldown(symbol))).map(Cooldown::decode);
  }

  /** A switch that cannot be read must not be taken for off. */
  boolean isKilled() {
    try {
      return "1".equals(redis.commands().get(killKey));
    } catch (RedisCommandExecutionException e) {
      if (String.valueOf(e.getMessage()).startsWith("WRONGTYPE")) {
        return true;
      }
      throw e;
    }
  }

  /** Whether the entry still waits for its acknowledgement. */
  boolean isPending(StreamEntry entry) {
    return !redis
        .commands()
        .xpending(
            entry.stream(), entry.group(), Range.create(entry.id(), entry.id()), Limit.from(1))
        .isEmpty();
  }

  /** When a price of the symbol arrived last, by the wall clock; empty if none ever did. */
  Optional<Long> lastPriceMillis(Symbol symbol) {
    return switch (quantum.contracts.Ticker.decode(
        redis.commands().hgetall(names.ticker(symbol)))) {
      case Decoded.Ok<Optional<quantum.contracts.Ticker>>(var ticker, _) ->
          ticker.map(quantum.contracts.Ticker::receivedAtMillis);
      case Decoded.Bad<Optional<quantum.contracts.Ticker>> bad -> Optional.empty();
    };
  }

  /** When the newest entry of a stream came, epoch milliseconds; empty if it has none. */
  Optional<Long> newestEntryMillis(String stream) {
    return redis.commands().xrevrange(stream, Range.unbounded(), Limit.from(1)).stream()
        .findFirst()
        .map(message -> quantum.contracts.EventTime.ofStreamId(message.getId()));
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

  Commit forget(Commit commit, Symbol symbol) {
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
    return switch (commits.execute(commit)) {
      case CommitOutcome.Done done -> true;
      case CommitOutcome.KillChanged changed -> false;
      case CommitOutcome.WrongType wrong -> throw wrongType(wrong);
    };
  }

  /**
   * @throws quantum.runtime.RedisUnavailable if it is unknown whether it happened
   */
  void execute(Commit commit) {
    switch (commits.execute(commit)) {
      case CommitOutcome.Done done -> {}
      case CommitOutcome.KillChanged changed ->
          throw new IllegalStateException("a commit without an assumption was refused");
      case CommitOutcome.WrongType wrong -> throw wrongType(wrong);
    }
  }

  private static IllegalStateException wrongType(CommitOutcome.WrongType wrong) {
    return new IllegalStateException(wrong.key() + " holds a " + wrong.found());
  }
}
