package quantum.alerts;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.alerts.channel.Channel;
import quantum.alerts.channel.Outcome;
import quantum.alerts.channel.Post;
import quantum.alerts.decide.Message;
import quantum.contracts.AlertChannel;
import quantum.contracts.Decoded;
import quantum.runtime.BackOff;
import quantum.runtime.Commit;
import quantum.runtime.CommitOutcome;
import quantum.runtime.Commits;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.RunningService;
import quantum.runtime.systemd.Heartbeat;

/**
 * Empties the outbox of one channel, oldest message first, on a thread of its own: a channel that
 * hangs holds up no other.
 *
 * <p>A message leaves the outbox after the channel has said that it has it. Whoever ends this
 * process between the two makes it send that one message again: at most one a channel, under the
 * same id. A try without a clear answer is repeated likewise.
 *
 * <p>A message that is refused again and again is replaced by one that says so, in plain words: if
 * the channel takes that, it was the message, which then holds up the others no more; if it does
 * not, it is the channel, and everything waits for it to be mended.
 */
final class Sender implements RunningService {
  private static final Logger log = LoggerFactory.getLogger(Alerts.SERVICE);
  static final int KEPT = 200;
  private static final int REFUSALS = 5;
  private static final long LOOK_MILLIS = 500;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  private final Channel channel;
  private final Post post;
  private final Redis redis;
  private final Commits commits;
  private final Clock clock;
  private final Health health;
  private final Heartbeat heartbeat;
  private final String outbox;
  private final String record;
  private final BackOff pause;
  private final Semaphore news = new Semaphore(0);
  private final CountDownLatch stopped = new CountDownLatch(1);

  private AlertChannel told = AlertChannel.NEW;
  private String refusedField = "";
  private int refusals;

  /** What the channel has taken and Redis was not there to be told of. */
  private String takenField = "";

  private volatile long failingSinceMillis;

  Sender(Channel channel, Post post, Redis redis, Health health, Clock clock) {
    this(channel, post, redis, health, clock, new BackOff(FIRST_PAUSE, LONGEST_PAUSE));
  }

  Sender(Channel channel, Post post, Redis redis, Health health, Clock clock, BackOff pause) {
    this.channel = channel;
    this.post = post;
    this.redis = redis;
    this.commits = new Commits(redis);
    this.clock = clock;
    this.health = health;
    this.heartbeat = health.loop(channel.name());
    this.outbox = redis.names().alertsOutbox(channel.name());
    this.record = redis.names().alertsChannel(channel.name());
    this.pause = pause;
  }

  /** Something was put into the outbox. */
  void wake() {
    news.release();
  }

  /** Since when nothing gets through; 0 while it does. */
  long failingSinceMillis() {
    return failingSinceMillis;
  }

  @Override
  public void stop() {
    stopped.countDown();
    news.release();
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  @Override
  public void run() throws InterruptedException {
    BackOff away = BackOff.ofRedis();
    boolean known = false;
    while (!isStopped()) {
      heartbeat.beat();
      try {
        redis.requireTurn();
        if (!known) {
          told = known();
          write(told);
          known = true;
        }
        heartbeat.ready();
        boolean busy = sendOldest();
        away.reset();
        if (!busy) {
          news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
          news.drainPermits();
        }
      } catch (RuntimeException e) {
        if (!RedisUnavailable.is(e) && !RedisUnavailable.isWrongType(e)) {
          throw e;
        }
        rest(away.nextMillis()); // the consumer loop says that Redis is away
      }
    }
  }

  private AlertChannel known() {
    return AlertChannel.decode(redis.commands().hgetall(record))
            instanceof Decoded.Ok<Optional<AlertChannel>>(Optional<AlertChannel> it, _)
        ? it.orElse(AlertChannel.NEW)
        : AlertChannel.NEW;
  }

  /** Whether there was one. */
  private boolean sendOldest() throws InterruptedException {
    List<String> fields = redis.commands().hkeys(outbox).stream().sorted().toList();
    if (fields.isEmpty()) {
      return false;
    }
    if (fields.size() > KEPT) {
      drop(fields.subList(0, fields.size() - KEPT));
      return true;
    }
    String field = fields.getFirst();
    String text = redis.commands().hget(outbox, field);
    if (text == null) {
      return true;
    }
    Message message;
    try {
      message = Shelf.message(text);
    } catch (IllegalArgumentException e) {
      log.warn("[ALERT] {} {} is no message, it is left out", outbox, field);
      commit(new Commit().hdel(outbox, List.of(field)));
      return true;
    }
    long left = fields.size() - 1L;
    if (field.equals(takenField)) {
      taken(field, message, left);
      return true;
    }
    boolean instead = field.equals(refusedField) && refusals >= REFUSALS;
    switch (post.send(channel.request(instead ? saysSo(message) : message), this::beat)) {
      case Outcome.Taken _ -> taken(field, message, left);
      case Outcome.NotYet(String why, Optional<Duration> after) -> {
        failed(why, left + 1);
        rest(Math.max(pause.nextMillis(), after.map(Duration::toMillis).orElse(0L)));
      }
      case Outcome.Refused(String why) -> {
        refusals = field.equals(refusedField) ? refusals + 1 : 1;
        refusedField = field;
        failed(why, left + 1);
        rest(pause.nextMillis());
      }
    }
    return true;
  }

  private void beat() {
    heartbeat.beat();
  }

  private static Message saysSo(Message refused) {
    return new Message(
        refused.number(),
        refused.id(),
        refused.atMillis(),
        refused.nature(),
        refused.loud(),
        "quantum",
        List.of("An alert was refused here. It stands in the stream of alerts, and in the log."),
        refused.testId());
  }

  private void taken(String field, Message message, long left) {
    takenField = field;
    if (failingSinceMillis != 0) {
      log.info("[ALERT] {} takes messages again", channel.name());
    }
    failingSinceMillis = 0;
    pause.reset();
    refusals = 0;
    refusedField = "";
    health.has(health());
    AlertChannel next =
        new AlertChannel(
            AlertChannel.IDLE,
            left,
            told.sent() + 1,
            told.dropped(),
            message.id(),
            clock.millis(),
            message.testId().isEmpty() ? told.tested() : message.testId(),
            "",
            0);
    commit(new Commit().hdel(outbox, List.of(field)).hset(record, next.encode()));
    told = next;
    log.debug("[ALERT] {} has {} {}", channel.name(), message.id(), message.title());
  }

  private void failed(String why, long waiting) {
    if (failingSinceMillis == 0) {
      failingSinceMillis = clock.millis();
      log.warn("[ALERT] {} does not take a message, it is tried again: {}", channel.name(), why);
    }
    health.lacks(health(), channel.name() + " takes no messages: " + why);
    write(
        new AlertChannel(
            AlertChannel.FAILING,
            waiting,
            told.sent(),
            told.dropped(),
            told.sentId(),
            told.sentAtMillis(),
            told.tested(),
            why,
            clock.millis()));
  }

  /** They stand in the stream of alerts; a channel that is back shall not speak for an hour. */
  private void drop(List<String> oldest) {
    log.warn(
        "[ALERT] {}: more than {} messages wait, the oldest {} are given up",
        channel.name(),
        KEPT,
        oldest.size());
    AlertChannel next =
        new AlertChannel(
            told.state(),
            KEPT,
            told.sent(),
            told.dropped() + oldest.size(),
            told.sentId(),
            told.sentAtMillis(),
            told.tested(),
            told.error(),
            told.errorAtMillis());
    commit(new Commit().hdel(outbox, oldest).hset(record, next.encode()));
    told = next;
  }

  private void write(AlertChannel now) {
    commit(new Commit().hset(record, now.encode()));
    told = now;
  }

  private void commit(Commit commit) {
    if (commits.execute(commit) instanceof CommitOutcome.WrongType(String key, String found)) {
      throw new RedisUnavailable(key + " is a " + found + ", must be a hash: remove it", null);
    }
  }

  private String health() {
    return "channel " + channel.name();
  }

  private void rest(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; left > 0; ) {
      heartbeat.beat();
      if (stopped.await(Math.min(left, LOOK_MILLIS), TimeUnit.MILLISECONDS)) {
        return;
      }
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
  }
}
