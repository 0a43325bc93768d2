package quantum.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Decoded;
import quantum.contracts.LeaseRecord;

/**
 * The right of one instance of a service to act in a namespace: {@code {ns}:lease:{service}}.
 *
 * <p>It has two halves. What Redis keeps is the token: it grows with each taking, and a commit
 * under any but the present one writes nothing ({@code commit.lua}), however late it comes. What
 * the exchange is sent no token can fence, so there is the deadline as well, {@value
 * #MARGIN_MILLIS} ms before Redis would let anybody else take over, held against this machine's own
 * clocks right before a request goes out ({@link #isOurs()}).
 *
 * <p>Once lost it stays lost: whoever wants to act again takes a new one. One that has only run out
 * — Redis was away, this process stood still — is as good as before once it is renewed: had anybody
 * else acted meanwhile, the token would not be the highest. Thread-safe.
 */
public final class Lease {
  /** A standby takes over this long after the holder's last sign of life, by Redis's clock. */
  static final Duration LENGTH = Duration.ofSeconds(6);

  /** For the time that a request takes to leave, and for clocks that do not go alike. */
  private static final long MARGIN_MILLIS = 1_000;

  private static final Logger log = LoggerFactory.getLogger(Lease.class);
  private static final Script SCRIPT = Script.named("lease.lua");
  private static final String LENGTH_MILLIS = Long.toString(LENGTH.toMillis());

  private final Redis redis;
  private final String key;
  private final Instance instance;
  private final Clock wall;
  private final LongSupplier nanos;
  private final Runnable whenLost;

  private long highestSeen;
  private String since = "";
  private volatile String token = "";
  private volatile Optional<LeaseRecord> lostTo = Optional.empty();
  private volatile long deadlineNanos;
  private volatile long deadlineWallMillis;

  /**
   * One that nobody holds yet, as far as this process knows.
   *
   * @param whenLost called once, by the thread that finds out, if another instance takes it over
   */
  public Lease(Redis redis, String service, Runnable whenLost) {
    this(redis, service, Instance.here(), Clock.systemUTC(), System::nanoTime, whenLost);
  }

  Lease(
      Redis redis,
      String service,
      Instance instance,
      Clock wall,
      LongSupplier monotonicNanos,
      Runnable whenLost) {
    this.redis = redis;
    this.key = redis.names().lease(service);
    this.instance = instance;
    this.wall = wall;
    this.nanos = monotonicNanos;
    this.whenLost = whenLost;
  }

  /**
   * Takes it if nobody holds it, or if who holds it is a process of this machine that has ended.
   *
   * @return who holds it; empty if it is ours now
   * @throws RuntimeException if Redis does not answer: {@link RedisUnavailable#is}
   */
  public synchronized Optional<LeaseRecord> take() {
    if (!token.isEmpty()) {
      throw new IllegalStateException("one that was held is not taken again");
    }
    Optional<LeaseRecord> held = take("");
    return held.map(LeaseRecord::process).filter(Instance::isGone).isPresent()
        ? take(held.get().process())
        : held;
  }

  private Optional<LeaseRecord> take(String gone) {
    long askedNanos = nanos.getAsLong();
    long askedWall = wall.millis();
    List<Object> reply = call("take", LENGTH_MILLIS, Long.toString(highestSeen), gone);
    Optional<LeaseRecord> theirs = theirs(reply);
    if (theirs.isPresent()) {
      highestSeen = Math.max(highestSeen, theirs.get().token());
      return theirs;
    }
    since = (String) reply.get(2);
    extend(askedNanos, askedWall);
    token = (String) reply.get(1);
    return Optional.empty();
  }

  /**
   * Holds it for another while.
   *
   * @return false if it is lost
   * @throws RuntimeException if Redis does not answer: {@link RedisUnavailable#is}
   */
  public boolean renew() {
    Optional<LeaseRecord> theirs;
    synchronized (this) {
      if (token.isEmpty() || isLost()) {
        return false;
      }
      long askedNanos = nanos.getAsLong();
      long askedWall = wall.millis();
      theirs = theirs(call("renew", LENGTH_MILLIS, token, since));
      lostTo = theirs;
      if (theirs.isEmpty()) {
        extend(askedNanos, askedWall);
      }
    }
    theirs.ifPresent(
        other -> {
          log.warn("[LEASE] lost to {}: nothing more is written or sent", other.holder());
          whenLost.run();
        });
    return theirs.isEmpty();
  }

  private void extend(long askedNanos, long askedWallMillis) {
    long millis = LENGTH.toMillis() - MARGIN_MILLIS;
    deadlineNanos = askedNanos + Duration.ofMillis(millis).toNanos();
    deadlineWallMillis = askedWallMillis + millis;
  }

  /** Gives it back, so that the next one need not wait; from here on nothing is ours. */
  public synchronized void release() {
    if (token.isEmpty() || isLost()) {
      return;
    }
    deadlineNanos = nanos.getAsLong();
    SCRIPT.call(redis.commands(), new String[] {key}, "release", token);
  }

  /**
   * Whether anything may be sent now, by the clocks of this machine. Both count: the monotonic one
   * may stand still while the machine sleeps, and the wall clock may be set.
   */
  public boolean isOurs() {
    return !token.isEmpty()
        && !isLost()
        && nanos.getAsLong() - deadlineNanos < 0
        && wall.millis() < deadlineWallMillis;
  }

  /** Whether another instance has taken over. */
  boolean isLost() {
    return lostTo.isPresent();
  }

  /** Whether it was taken, and nobody else has it as far as we know. */
  boolean isHeld() {
    return !token.isEmpty() && !isLost();
  }

  /** Where it is kept; whoever writes by other means than a commit watches it. */
  public String key() {
    return key;
  }

  /** What the key's field {@value LeaseRecord#TOKEN_FIELD} holds while nobody else has it. */
  public String token() {
    return token;
  }

  /** For the moment, or for good: the work at hand is dropped as in an outage of Redis. */
  RedisUnavailable notOurs() {
    return new RedisUnavailable(
        lostTo
            .map(other -> key + " is held by " + other.holder())
            .orElse(key + " has run out and is not renewed yet"),
        null);
  }

  private Optional<LeaseRecord> theirs(List<Object> reply) {
    if (reply.getFirst().equals("ours")) {
      return Optional.empty();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 1; i + 1 < reply.size(); i += 2) {
      fields.put((String) reply.get(i), (String) reply.get(i + 1));
    }
    return Optional.of(
        LeaseRecord.decode(fields) instanceof Decoded.Ok<Optional<LeaseRecord>>(var known, _)
                && known.isPresent()
            ? known.get()
            : new LeaseRecord(0, "", 0, 0, "", 0, 0));
  }

  private List<Object> call(String verb, String millis, String number, String text) {
    List<String> args = new ArrayList<>(List.of(verb, millis, number, text));
    Map<String, String> fields =
        new LinkedHashMap<>(
            new LeaseRecord(
                    0,
                    instance.host(),
                    instance.pid(),
                    instance.startedAtMillis(),
                    instance.process(),
                    0,
                    0)
                .encodeHolder());
    fields.forEach(
        (name, value) -> {
          args.add(name);
          args.add(value);
        });
    return SCRIPT.call(redis.commands(), new String[] {key}, args.toArray(String[]::new));
  }
}
