package quantum.runtime;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Decoded;
import quantum.contracts.Hand;
import quantum.contracts.Oddity;

/**
 * One batch is one unit: what a decider wants done for its entries, their acknowledgements
 * included, happens in one script call or not at all.
 *
 * <p>A malformed entry becomes a dead letter in the same step. If a batch cannot be committed
 * because of what some key holds, it is halved until the entry that needs the key is alone, and
 * that one becomes a dead letter.
 *
 * @param <S> see {@link BatchDecider}
 * @param <E> see {@link BatchDecider}
 */
public final class AtomicBatches<S, E> implements BatchHandler {
  private static final Logger log = LoggerFactory.getLogger(AtomicBatches.class);

  private static final int LOGGED_PER_MINUTE = 20;

  private final Commits commits;
  private final Redis redis;
  private final BatchDecider<S, E> decider;
  private final S initial;
  private final Oddities oddities;
  private final Alarms alarms;
  private final Throttle throttle = new Throttle(Clock.systemUTC());
  private final LastSeenHand hand;
  private S state;

  /**
   * @param initial the state of a service that knows nothing yet; it starts from it again after
   *     every outage, since what it believed may not have happened
   * @param health counts the optional fields that could not be read
   */
  public AtomicBatches(
      Redis redis, String killKey, BatchDecider<S, E> decider, S initial, Health health) {
    this.commits = new Commits(redis);
    this.oddities = health.oddities();
    this.alarms = health.alarms();
    this.redis = redis;
    this.hand = new LastSeenHand(redis, killKey);
    this.decider = decider;
    this.initial = initial;
    this.state = initial;
  }

  @Override
  public void reconnected() {
    state = initial;
    hand.lookAgain();
  }

  /** An entry, and what became of it when it was read: once, whatever becomes of its batch. */
  private record Received<E>(StreamEntry entry, Decoded<E> decoded) {}

  @Override
  public void handle(List<StreamEntry> batch) {
    decide(batch.stream().map(this::received).toList());
  }

  private Received<E> received(StreamEntry entry) {
    try {
      Decoded<E> decoded = decider.decode(entry);
      if (decoded instanceof Decoded.Ok<E>(_, List<Oddity> odd) && !odd.isEmpty()) {
        oddities.seen(entry.stream(), odd);
      }
      return new Received<>(entry, decoded);
    } catch (RuntimeException e) {
      // a codec's own mistake costs the one entry that found it
      return new Received<>(entry, new Decoded.Bad<>("entry", entry.id(), reason(e), true));
    }
  }

  private void decide(List<Received<E>> batch) {
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
      decide(batch.subList(0, middle));
      decide(batch.subList(middle, batch.size()));
    }
  }

  /**
   * Decides and commits; what is handed back is why that is not possible for this batch as a whole.
   */
  private Optional<String> attempt(List<Received<E>> batch) {
    try {
      S prepared = decider.prepare(state, readable(batch));
      while (true) {
        var commit = new Commit();
        S next = decide(prepared, batch, commit);
        switch (commits.execute(commit)) {
          case CommitOutcome.Done done -> {
            state = next;
            return Optional.empty();
          }
          case CommitOutcome.StateChanged(var found) -> hand.correct(found);
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

  private static <E> List<Message<E>> readable(List<Received<E>> batch) {
    List<Message<E>> readable = new ArrayList<>(batch.size());
    for (Received<E> received : batch) {
      if (received.decoded() instanceof Decoded.Ok<E>(E value, _)) {
        readable.add(new Message<>(received.entry(), value));
      }
    }
    return readable;
  }

  private S decide(S prepared, List<Received<E>> batch, Commit commit) {
    Hand now = hand.during(commit);
    S next = prepared;
    for (Received<E> received : batch) {
      StreamEntry entry = received.entry();
      switch (received.decoded()) {
        case Decoded.Ok<E>(E value, _) ->
            next = decide(next, new Message<>(entry, value), now, commit);
        case Decoded.Bad<E> bad -> deadLetter(entry, bad.reason(), bad.exit(), commit);
      }
      commit.ack(entry);
    }
    return decider.finish(next, commit);
  }

  private S decide(S before, Message<E> message, Hand now, Commit commit) {
    int savepoint = commit.savepoint();
    try {
      return decider.decide(before, message, now, commit);
    } catch (RuntimeException e) {
      if (RedisUnavailable.is(e)) {
        throw e;
      }
      commit.rollbackTo(savepoint);
      deadLetter(message.entry(), reason(e), decider.isExit(message.value()), commit);
      return before;
    }
  }

  private void bury(Received<E> received, String reason) {
    StreamEntry entry = received.entry();
    boolean exit =
        switch (received.decoded()) {
          case Decoded.Ok<E>(E value, _) -> decider.isExit(value);
          case Decoded.Bad<E> bad -> bad.exit();
        };
    var commit = new Commit();
    deadLetter(entry, reason, exit, commit);
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

  private void deadLetter(StreamEntry entry, String reason, boolean exit, Commit commit) {
    commit.deadLetter(entry, reason).afterwards(() -> logDeadLetter(entry, reason, exit));
  }

  /**
   * The stream has them all; the log must not grow with the rate of a broken source. An exit that
   * nobody carries out is always said.
   */
  private void logDeadLetter(StreamEntry entry, String reason, boolean exit) {
    if (exit) {
      alarms.raise(DeadLetters.exit(entry), entry.stream(), entry.id(), reason);
      return;
    }
    int count = throttle.count("dead letters");
    if (count <= LOGGED_PER_MINUTE) {
      log.warn("Dead letter: {} {}: {}", entry.stream(), entry.id(), Commit.oneLine(reason));
    } else if (count == LOGGED_PER_MINUTE + 1) {
      log.warn("More dead letters, not logged for a minute: see {}", redis.names().deadLetter());
    }
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  @Override
  public void idle() {
    hand.lookAgain();
    var commit = new Commit();
    S next = decider.idle(state, hand.during(commit), commit);
    if (commit.isEmpty()) {
      state = next;
      return;
    }
    switch (commits.execute(commit)) {
      case CommitOutcome.Done done -> state = next;
      case CommitOutcome.StateChanged(var found) -> hand.correct(found); // decided anew next time
      case CommitOutcome.WrongType wrong when !throttle.allows(wrong.key()) -> {}
      case CommitOutcome.WrongType wrong ->
          log.warn("Timed work is held up: key {} is a {}", wrong.key(), wrong.found());
    }
  }
}
