package quantum.riskproposal;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import quantum.contracts.Alarm;
import quantum.contracts.Decoded;
import quantum.contracts.OpenPosition;
import quantum.contracts.RiskProposal;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Lease;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;

/**
 * The proposals in Redis. A proposal is written in a transaction that fails if the position was
 * closed meanwhile, so that a late round never re-creates what a close has made pointless. (The
 * suite's commit script would need the right to write every key that it is given, positions
 * included; a service that only calculates is not to have that right.)
 */
final class ProposalStore {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** harvest-brain writes to the position's hash at every price: a race is lost now and then. */
  private static final int TRIES = 5;

  private static final int KEYS_PER_SCAN = 1_000;

  private final Redis redis;
  private final RiskProposalSettings settings;
  private final Alarms alarms;
  private final Set<Symbol> proposed = new TreeSet<>();
  private StatefulRedisConnection<String, String> own;

  ProposalStore(Redis redis, RiskProposalSettings settings, Alarms alarms) {
    this.redis = redis;
    this.settings = settings;
    this.alarms = alarms;
  }

  /**
   * Symbols that have a proposal. Keys are searched once per connection: at the start, and after an
   * outage, behind which another instance or an older Redis may have been.
   */
  Set<Symbol> proposed() {
    connected();
    return proposed;
  }

  /**
   * Replaces the proposal of the symbol.
   *
   * @return false if its position is not open any more, or the key holds something else
   */
  boolean put(RiskProposal proposal) {
    return guarded(
        commands -> {
          String key = settings.proposalPrefix() + proposal.symbol();
          String type = commands.type(key);
          if (!type.equals("none") && !type.equals("hash")) {
            alarms.raise(Alarm.KEY_NOT_WRITTEN.of(key), "[RISK]", key, "a " + type);
            return false;
          }
          alarms.end(Alarm.KEY_NOT_WRITTEN.of(key));
          return write(commands, key, proposal);
        });
  }

  private boolean write(RedisCommands<String, String> commands, String key, RiskProposal proposal) {
    String position = settings.names().position(proposal.symbol());
    for (int i = 0; i < TRIES; i++) {
      watch(commands, position);
      if (!isStill(proposal, commands.hgetall(position))) {
        commands.unwatch();
        return false;
      }
      commands.multi();
      RedisFuture<Long> queued = own.async().hset(key, proposal.encode());
      if (!executed(commands, queued).wasDiscarded()) {
        proposed.add(proposal.symbol());
        return true;
      }
    }
    return false; // the next round tries again
  }

  /**
   * Nothing is executed if the position changes, or if another instance of this service takes over.
   */
  private void watch(RedisCommands<String, String> commands, String position) {
    commands.watch(
        Stream.concat(Stream.of(position), redis.lease().map(Lease::key).stream())
            .toArray(String[]::new));
    redis.requireTurn(); // after the watch: what comes later is seen by it
  }

  /**
   * Redis refuses a command while it is queued, and EXEC only says that it did: that its memory is
   * full, which passes, looks the same there as a right that this user has not.
   */
  private static TransactionResult executed(
      RedisCommands<String, String> commands, RedisFuture<?> queued) {
    try {
      return commands.exec();
    } catch (RedisCommandExecutionException discarded) {
      Throwable refused =
          queued.toCompletableFuture().isCompletedExceptionally()
              ? queued.toCompletableFuture().exceptionNow()
              : discarded;
      throw refused instanceof RedisException why ? why : discarded;
    }
  }

  private static boolean isStill(RiskProposal proposal, Map<String, String> hash) {
    return OpenPosition.decode(hash) instanceof Decoded.Ok<Optional<OpenPosition>>(var open, _)
        && open.map(position -> position.position().id()).equals(proposal.positionId());
  }

  /**
   * @return whether there was one
   */
  boolean remove(Symbol symbol) {
    return guarded(
        commands -> {
          redis.requireTurn();
          boolean removed = commands.del(settings.proposalPrefix() + symbol) > 0;
          proposed.remove(symbol);
          return removed;
        });
  }

  /** A connection that failed may be in the middle of a transaction: it is not used again. */
  private boolean guarded(Predicate<RedisCommands<String, String>> work) {
    try {
      return work.test(connected());
    } catch (RedisException | RedisUnavailable e) {
      disconnect();
      throw e;
    }
  }

  private RedisCommands<String, String> connected() {
    if (own == null) {
      StatefulRedisConnection<String, String> connection = redis.dedicated(TIMEOUT);
      try {
        search(connection.sync());
      } catch (RedisException e) {
        connection.close();
        throw e;
      }
      own = connection;
    }
    return own.sync();
  }

  private void disconnect() {
    if (own != null) {
      own.close();
      own = null;
    }
  }

  private void search(RedisCommands<String, String> commands) {
    proposed.clear();
    String prefix = settings.proposalPrefix();
    ScanArgs mine = ScanArgs.Builder.limit(KEYS_PER_SCAN).match(prefix + '*');
    KeyScanCursor<String> cursor = commands.scan(ScanCursor.INITIAL, mine);
    while (true) {
      for (String key : cursor.getKeys()) {
        addIfSymbol(key.substring(prefix.length()));
      }
      if (cursor.isFinished()) {
        return;
      }
      cursor = commands.scan(cursor, mine);
    }
  }

  private void addIfSymbol(String name) {
    try {
      proposed.add(Symbol.of(name));
    } catch (IllegalArgumentException e) {
      // somebody else's key
    }
  }
}
