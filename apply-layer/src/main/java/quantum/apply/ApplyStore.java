package quantum.apply;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import quantum.apply.venue.VenueTerms;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Cooldown;
import quantum.contracts.HealthRecord;
import quantum.contracts.Inflight;
import quantum.contracts.Liquidations;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.contracts.Protection;
import quantum.contracts.SkipReason;
import quantum.contracts.Ticker;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;
import quantum.runtime.CommitOutcome;
import quantum.runtime.Commits;
import quantum.runtime.Oddities;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.StreamEntry;
import quantum.runtime.snapshot.Found;
import quantum.runtime.snapshot.Keys;
import quantum.runtime.snapshot.UnreadableKeys;

/** What the apply layer keeps in Redis: reads one key each, writes only by commits. */
final class ApplyStore {
  static final long DONE_TTL_SECONDS = 600;

  /** Longer than any ban of the exchange: an order's record never goes before its result. */
  static final long INFLIGHT_TTL_SECONDS = 7 * 24 * 3600;

  private static final long ANSWER_SECONDS = 5;
  private static final int RESULTS_LOOKED_AT = 1_000;

  private final Redis redis;
  private final Keys keys;
  private final Commits commits;
  private final Names names;

  /**
   * Positions as they were read or written last: a key that is overwritten takes no stop with it.
   */
  private final Map<Symbol, OpenPosition> lastKnown = new ConcurrentHashMap<>();

  private final TradersHand hand;
  private final BookingMarks marks;

  /**
   * @param terms of the venue whose ids and cursors are kept
   */
  ApplyStore(
      Redis redis, Names names, String killKey, VenueTerms terms, Oddities oddities, Clock clock) {
    this.redis = redis;
    this.keys = new Keys(redis, new UnreadableKeys(ApplyLog::badHash).counting(oddities));
    this.commits = new Commits(redis);
    this.names = names;
    this.hand = new TradersHand(redis, keys, commits, names, killKey, clock);
    this.marks = new BookingMarks(keys, names, terms);
  }

  /**
   * What cannot be read counts as missing: the exchange knows what is open, it is asked, and the
   * hash made anew.
   */
  Optional<OpenPosition> position(Symbol symbol) {
    return known(symbol, keys.record(names.position(symbol), OpenPosition::decode));
  }

  private Optional<OpenPosition> known(Symbol symbol, Found<OpenPosition> found) {
    switch (found) {
      case Found.Known<OpenPosition>(OpenPosition open) -> lastKnown.put(symbol, open);
      case Found.Absent<OpenPosition> none -> lastKnown.remove(symbol);
      case Found.Garbled<OpenPosition> garbled -> {}
    }
    return found.value();
  }

  /**
   * What is left of a position's key; empty without such a key. Of one that has another type only
   * what this process read last is left.
   */
  Optional<Left> left(Symbol symbol) {
    return switch (keys.hash(names.position(symbol))) {
      case Found.Absent<Map<String, String>> none -> Optional.empty();
      case Found.Known<Map<String, String>>(var fields) -> Optional.of(new Left(fields, false));
      case Found.Garbled<Map<String, String>> garbled ->
          Optional.of(
              new Left(
                  Optional.ofNullable(lastKnown.get(symbol))
                      .map(OpenPosition::encode)
                      .orElse(Map.of()),
                  true));
    };
  }

  /**
   * @param ofAnotherType whether the key itself has to be written anew
   */
  record Left(Map<String, String> fields, boolean ofAnotherType) {}

  /** Empty if the key is no set: then only the exchange knows. */
  Optional<Set<Symbol>> openSymbols() {
    return keys.symbols(names.positionsOpen()).value();
  }

  /**
   * What a plan begins with, read in one round trip.
   *
   * @param done whether it has had a result that is final
   */
  record PlanFacts(Optional<OpenPosition> position, OrderRecord orders, boolean done) {}

  PlanFacts facts(ApplyPlan.Header plan) {
    RedisFuture<Long> done = redis.async().exists(names.applyDone(plan.planId()));
    String position = names.position(plan.symbol());
    String inflight = names.applyInflight(plan.planId());
    List<Found<Map<String, String>>> hashes = keys.hashes(List.of(position, inflight));
    return new PlanFacts(
        known(plan.symbol(), keys.record(position, hashes.get(0), OpenPosition::decode)),
        orders(keys.record(inflight, hashes.get(1), Inflight::decode)),
        LettuceFutures.awaitOrCancel(done, ANSWER_SECONDS, TimeUnit.SECONDS) > 0);
  }

  boolean isDone(PlanId plan) {
    return redis.commands().exists(names.applyDone(plan)) > 0;
  }

  OrderRecord orderRecord(PlanId plan) {
    return orders(keys.record(names.applyInflight(plan), Inflight::decode));
  }

  private static OrderRecord orders(Found<Inflight> found) {
    return switch (found) {
      case Found.Absent<Inflight> none -> new OrderRecord.None();
      case Found.Known<Inflight>(Inflight record) -> new OrderRecord.Known(record);
      case Found.Garbled<Inflight> garbled -> new OrderRecord.Unreadable();
    };
  }

  Optional<Cooldown> cooldown(Symbol symbol) {
    return keys.text(names.cooldown(symbol)).value().map(Cooldown::decode);
  }

  /** The trader's states. */
  TradersHand hand() {
    return hand;
  }

  /** Whether the entry still waits for its acknowledgement. */
  boolean isPending(StreamEntry entry) {
    try {
      return !redis
          .commands()
          .xpending(
              entry.stream(), entry.group(), Range.create(entry.id(), entry.id()), Limit.from(1))
          .isEmpty();
    } catch (RedisException e) {
      if (RedisUnavailable.isWrongType(e)) {
        throw RedisUnavailable.noStream(entry.stream(), "key of another type");
      }
      if (String.valueOf(e.getMessage()).startsWith("NOGROUP")) {
        throw RedisUnavailable.noStream(entry.stream(), "group is made anew");
      }
      throw e;
    }
  }

  /**
   * Whether the newest results have one of this very entry.
   *
   * @param results their stream; a key of another type has none
   */
  boolean isAnswered(StreamEntry entry, String results) {
    try {
      return redis
          .commands()
          .xrevrange(results, Range.unbounded(), Limit.from(RESULTS_LOOKED_AT))
          .stream()
          .anyMatch(result -> ApplyResult.answers(result.getBody(), entry.id()));
    } catch (RedisException e) {
      if (RedisUnavailable.isWrongType(e)) {
        return false;
      }
      throw e;
    }
  }

  /** The last price of the symbol; empty if none is known. */
  Optional<Ticker> ticker(Symbol symbol) {
    return keys.record(names.ticker(symbol), Ticker::decode).value();
  }

  /** A service's last sign of life; empty if there is none. */
  Optional<HealthRecord> health(String service) {
    return keys.record(names.health(service), HealthRecord::decode).value();
  }

  /** Seconds until a service's last sign of life is forgotten; below zero if there is none. */
  long healthTtl(String service) {
    return redis.commands().ttl(names.health(service));
  }

  /** When the newest entry of a stream came, epoch milliseconds; empty if it has none. */
  Optional<Long> newestEntryMillis(String stream) {
    return keys.newestMillis(stream).value();
  }

  /** How far trades are booked. */
  BookingMarks marks() {
    return marks;
  }

  // ---- what commits are made of

  /** Where the stop of a position stands, if it is still that position. */
  Commit protection(Commit commit, OpenPosition open, Protection now) {
    return commit.optionally(
        spare ->
            spare.hsetIf(
                names.position(open.position().symbol()),
                OpenPosition.POSITION_ID,
                open.position().id().value(),
                now.encode(),
                OpenPosition.TTL_SECONDS));
  }

  /** Writes the trade fields; whatever an earlier position of the symbol left is removed. */
  Commit keep(Commit commit, Optional<OpenPosition> before, OpenPosition after) {
    Symbol symbol = after.position().symbol();
    String key = names.position(symbol);
    boolean same =
        before.filter(open -> open.position().id().equals(after.position().id())).isPresent();
    if (!same) {
      commit.del(key);
    }
    commit.afterwards(() -> lastKnown.put(symbol, after));
    return list(commit.hset(key, after.encode(), OpenPosition.TTL_SECONDS), symbol);
  }

  /** A list of another type is made anew by the next comparison with the exchange. */
  private Commit list(Commit commit, Symbol symbol) {
    return commit.optionally(spare -> spare.sadd(names.positionsOpen(), symbol.name()));
  }

  private Commit unlist(Commit commit, Symbol symbol) {
    return commit.optionally(spare -> spare.srem(names.positionsOpen(), symbol.name()));
  }

  /** The list of what is open, as the exchange has it. */
  Commit listAnew(Commit commit, Set<Symbol> open) {
    commit.del(names.positionsOpen());
    open.forEach(symbol -> commit.sadd(names.positionsOpen(), symbol.name()));
    return commit;
  }

  Commit drop(Commit commit, Symbol symbol, long closedAtMillis) {
    return coolDown(unlist(commit.del(names.position(symbol)), symbol), symbol, closedAtMillis);
  }

  Commit coolDown(Commit commit, Symbol symbol, long sinceMillis) {
    return commit.set(names.cooldown(symbol), new Cooldown(sinceMillis).encode(), Cooldown.SECONDS);
  }

  /** Raises the attempts of a position, if it is still there. */
  Commit raiseAttempts(Commit commit, OpenPosition failed) {
    Map<String, String> attempts = new HashMap<>();
    attempts.put(OpenPosition.ATTEMPTS, Integer.toString(failed.position().attempts()));
    return commit.optionally(
        spare ->
            spare.hsetIf(
                names.position(failed.position().symbol()),
                OpenPosition.POSITION_ID,
                failed.position().id().value(),
                attempts,
                OpenPosition.TTL_SECONDS));
  }

  /** Nothing of a stop is left in its hash. */
  Commit withoutStop(Commit commit, Symbol symbol) {
    return commit.hdel(names.position(symbol), List.of(OpenPosition.STOP_LOSS));
  }

  Commit renew(Commit commit, Symbol symbol) {
    return list(commit.expire(names.position(symbol), OpenPosition.TTL_SECONDS), symbol);
  }

  /** Fields that could not be read and have no value now are not shown as if they had one. */
  Commit strip(Commit commit, OpenPosition after, Set<String> unreadable) {
    Set<String> gone = new HashSet<>(unreadable);
    gone.removeAll(after.encode().keySet());
    return commit.hdel(names.position(after.position().symbol()), gone);
  }

  /** The exchange holds nothing: a key that tells of no position goes, unless it is the brain's. */
  Commit forget(Commit commit, Symbol symbol) {
    Optional<Map<String, String>> left = left(symbol).map(Left::fields);
    if (left.filter(f -> !OpenPosition.SOURCE_BRAIN.equals(f.get(OpenPosition.SOURCE)))
        .isPresent()) {
      commit.del(names.position(symbol)).afterwards(() -> ApplyLog.cleared(symbol, left.get()));
    }
    return unlist(commit, symbol);
  }

  Commit markDone(Commit commit, PlanId plan) {
    return commit.set(names.applyDone(plan), "1", DONE_TTL_SECONDS);
  }

  Commit dropInflight(Commit commit, PlanId plan) {
    return commit.del(names.applyInflight(plan));
  }

  /**
   * The record of an order about to be sent, unless the trader holds it back in the same instant.
   *
   * @return what holds it back; nothing is written then
   */
  Optional<SkipReason> recordInflight(ApplyPlan plan, Inflight record) {
    String key = names.applyInflight(plan.header().planId());
    // nothing that stood there before may keep the order from going out
    Commit commit = new Commit().del(key).hset(key, record.encode(), INFLIGHT_TTL_SECONDS);
    return switch (commits.execute(hand.unlessHeld(commit, plan))) {
      case CommitOutcome.Done done -> Optional.empty();
      case CommitOutcome.StateChanged changed -> Optional.of(hand.because(changed));
      case CommitOutcome.WrongType wrong -> throw wrongType(wrong);
    };
  }

  /** What people are shown of the exchange's words. */
  void show(Liquidations liquidations) {
    String key = names.liquidation();
    execute(new Commit().del(key).hset(key, liquidations.encode()));
  }

  /**
   * @throws quantum.runtime.RedisUnavailable if it is unknown whether it happened
   */
  void execute(Commit commit) {
    switch (commits.execute(commit)) {
      case CommitOutcome.Done done -> {}
      case CommitOutcome.StateChanged changed ->
          throw new IllegalStateException("a commit without an assumption was refused");
      case CommitOutcome.WrongType wrong -> throw wrongType(wrong);
    }
  }

  /** What was read has changed under our hands: what stands there now is read again. */
  static RedisUnavailable wrongType(CommitOutcome.WrongType wrong) {
    return new RedisUnavailable(wrong.key() + " became a " + wrong.found(), null);
  }
}
