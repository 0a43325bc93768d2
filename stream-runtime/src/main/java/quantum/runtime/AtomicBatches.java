package quantum.runtime;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch is one unit: what a decider wants done for its entries, their acknowledgements
 * included, happens in one script call or not at all.
 *
 * <p>A malformed entry becomes a dead letter in the same step. If a batch cannot be committed
 * because of what some key holds, it is halved until the entry that needs the key is alone, and
 * that one becomes a dead letter.
 *
 * @param <S> see {@link BatchDecider}
 */
public final class AtomicBatches<S> implements BatchHandler {
  private static final Logger log = LoggerFactory.getLogger(AtomicBatches.class);

  private static final int LOGGED_PER_MINUTE = 20;

  private final Commits commits;
  private final Redis redis;
  private final String killKey;
  private final BatchDecider<S> decider;
  private final S initial;
  private S state;

  // Decisions start from the switch as last seen and the script corrects them: a look at it
  // beforehand would
  // cost every batch a round trip and prove nothing.
  private boolean killed;

  private long minuteBegan = System.nanoTime();
  private int loggedThisMinute;

  /**
   * @param initial the state of a service that knows nothing yet; it starts from it again after
   *     every outage, since what it believed may not have happened
   */
  public AtomicBatches(
      Commits commits, Redis redis, String killKey, BatchDecider<S> decider, S initial) {
    this.commits = commits;
    this.redis = redis;
    this.killKey = killKey;
    this.decider = decider;
    this.initial = initial;
    this.state = initial;
  }

  @Override
  public void reconnected() {
    state = initial;
    killed = KillSwitch.isOn(redis, killKey);
  }

  @Override
  public void handle(List<StreamEntry> batch) {
    Optional<String> obstacle;
    try {
      obstacle = attempt(batch);
    } catch (RuntimeException e) {
      state = initial;
      throw e;
    }
    if (obstacle.isEmpty()) {
      return;
    }
    if (batch.size() == 1) {
      bury(batch.getFirst(), obstacle.get());
    } else {
      int middle = batch.size() / 2;
      handle(batch.subList(0, middle));
      handle(batch.subList(middle, batch.size()));
    }
  }

  /**
   * Decides and commits; what is handed back is why that is not possible for this batch as a whole.
   */
  private Optional<String> attempt(List<StreamEntry> batch) {
    try {
      S prepared = decider.prepare(state, batch);
      while (true) {
        var commit = new Commit().requireKill(killKey, killed);
        S next = decide(prepared, batch, commit);
        switch (commits.execute(commit)) {
          case CommitOutcome.Done done -> {
            state = next;
            return Optional.empty();
          }
          case CommitOutcome.KillChanged(boolean now) -> killed = now;
          case CommitOutcome.WrongType(String key, String found) -> {
            return Optional.of("key " + key + " is a " + found);
          }
        }
      }
    } catch (RuntimeException e) {
      if (RedisUnavailable.is(e)) {
        throw e;
      }
      return Optional.of(reason(e));
    }
  }

  private S decide(S prepared, List<StreamEntry> batch, Commit commit) {
    S next = prepared;
    for (StreamEntry entry : batch) {
      int savepoint = commit.savepoint();
      try {
        next = decider.decide(next, entry, killed, commit);
      } catch (RuntimeException e) {
        if (RedisUnavailable.is(e)) {
          throw e;
        }
        commit.rollbackTo(savepoint);
        deadLetter(entry, reason(e), commit);
      }
      commit.ack(entry);
    }
    return decider.finish(next, killed, commit);
  }

  private void bury(StreamEntry entry, String reason) {
    var commit = new Commit();
    deadLetter(entry, reason, commit);
    commit.ack(entry);
    if (!(commits.execute(commit) instanceof CommitOutcome.Done)) {
      throw new IllegalStateException(
          "neither handled nor dead-lettered: "
              + entry.stream()
              + " "
              + entry.id()
              + ": "
              + reason);
    }
  }

  private void deadLetter(StreamEntry entry, String reason, Commit commit) {
    commit.deadLetter(entry, reason).afterwards(() -> logDeadLetter(entry, reason));
  }

  /** The stream has them all; the log must not grow with the rate of a broken source. */
  private void logDeadLetter(StreamEntry entry, String reason) {
    long now = System.nanoTime();
    if (now - minuteBegan > TimeUnit.MINUTES.toNanos(1)) {
      minuteBegan = now;
      loggedThisMinute = 0;
    }
    loggedThisMinute++;
    if (loggedThisMinute <= LOGGED_PER_MINUTE) {
      log.warn("Dead letter: {} {}: {}", entry.stream(), entry.id(), Commit.oneLine(reason));
    } else if (loggedThisMinute == LOGGED_PER_MINUTE + 1) {
      log.warn("More dead letters, not logged for a minute: see {}", redis.names().deadLetter());
    }
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  @Override
  public void idle() {
    killed = KillSwitch.isOn(redis, killKey);
    var commit = new Commit().requireKill(killKey, killed);
    S next = decider.idle(state, killed, commit);
    if (commit.isEmpty()) {
      state = next;
      return;
    }
    switch (commits.execute(commit)) {
      case CommitOutcome.Done done -> state = next;
      case CommitOutcome.KillChanged changed ->
          killed = changed.now(); // the next call decides anew
      case CommitOutcome.WrongType wrong ->
          log.warn("Timed work is held up: key {} is a {}", wrong.key(), wrong.found());
    }
  }
}
