package quantum.alerts;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.alerts.channel.Outcome;
import quantum.alerts.channel.Post;
import quantum.alerts.channel.Request;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RunningService;
import quantum.runtime.systemd.Heartbeat;

/**
 * Asks for an address of the trader's while all is well; whoever is behind it raises an alarm when
 * that stops. It is withheld while
 *
 * <ul>
 *   <li>a required service gives no sign of life, or says that it stops;
 *   <li>nobody could look for {@value #BLIND_MILLIS} ms: Redis is away, or this service hangs;
 *   <li>another instance of this service acts, which asks itself;
 *   <li>channels are set up and none has taken a message for {@value #DEAF_MILLIS} ms that wait.
 * </ul>
 */
final class DeadMan implements RunningService {
  static final long BLIND_MILLIS = 30_000;
  static final long DEAF_MILLIS = 600_000;
  private static final Logger log = LoggerFactory.getLogger(Alerts.SERVICE);
  private static final long BEAT_MILLIS = 500;

  private final Request request;
  private final Duration every;
  private final Post post;
  private final Redis redis;
  private final Supplier<Watch.Sight> sight;
  private final List<Sender> senders;
  private final Clock clock;
  private final Health health;
  private final Heartbeat heartbeat;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private String said = "";

  DeadMan(
      URI address,
      Duration every,
      Post post,
      Redis redis,
      Supplier<Watch.Sight> sight,
      List<Sender> senders,
      Health health,
      Clock clock) {
    this.request = new Request(address, Map.of(), "");
    this.every = every;
    this.post = post;
    this.redis = redis;
    this.sight = sight;
    this.senders = List.copyOf(senders);
    this.clock = clock;
    this.health = health;
    this.heartbeat = health.loop("dead-man");
  }

  @Override
  public void run() throws InterruptedException {
    heartbeat.ready();
    long due = System.nanoTime();
    while (stopped.getCount() > 0) {
      Optional<String> why = withheld();
      if (why.isPresent()) {
        say("the dead-man ping is withheld: " + why.get());
      } else {
        say(
            switch (post.send(request, heartbeat::beat)) {
              case Outcome.Taken _ -> "";
              case Outcome.NotYet(String what, _) -> "the dead-man ping fails: " + what;
              case Outcome.Refused(String what) -> "the dead-man ping fails: " + what;
            });
      }
      due = Math.max(due + every.toNanos(), System.nanoTime());
      restUntil(due);
    }
  }

  /** Why it is not asked for now. */
  Optional<String> withheld() {
    Watch.Sight seen = sight.get();
    long now = clock.millis();
    if (!redis.mayAct()) {
      return Optional.of("Redis is away, or another instance acts");
    }
    if (Math.abs(now - seen.atMillis()) > BLIND_MILLIS) {
      return Optional.of("nobody could look at the services");
    }
    if (!seen.missing().isEmpty()) {
      return Optional.of("no sign of life of " + String.join(", ", new TreeSet<>(seen.missing())));
    }
    boolean deaf =
        !senders.isEmpty()
            && senders.stream()
                .mapToLong(Sender::failingSinceMillis)
                .allMatch(since -> since != 0 && now - since > DEAF_MILLIS);
    return deaf ? Optional.of("no channel takes messages") : Optional.empty();
  }

  private void say(String sentence) {
    if (!sentence.equals(said)) {
      if (sentence.isEmpty()) {
        log.info("[ALERT] the dead-man ping gets through");
      } else {
        log.warn("[ALERT] {}", sentence);
      }
      health.tells("dead-man", sentence);
      said = sentence;
    }
  }

  private void restUntil(long due) throws InterruptedException {
    long left;
    do {
      heartbeat.beat();
      left = TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime());
    } while (left > 0 && !stopped.await(Math.min(left, BEAT_MILLIS), TimeUnit.MILLISECONDS));
  }

  @Override
  public void stop() {
    stopped.countDown();
  }
}
