package quantum.runtime;

import io.lettuce.core.RedisCommandExecutionException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.HealthRecord;
import quantum.runtime.systemd.Heartbeat;
import quantum.runtime.systemd.ServiceManager;

/**
 * A service's sign of life: hash {@code {ns}:health:{service}}, written every 2 s from a thread of
 * its own and gone 30 s after the last write. Its fields are those of {@link HealthRecord}.
 *
 * <p>That thread says that the process is there; whether its loops go round is what they say
 * themselves, by the heartbeats handed out here, and what the service manager watches.
 */
public final class Health implements AutoCloseable {
  /** What a service is doing. */
  public enum State {
    STARTING,
    /** Another instance acts; this one takes its place when it ends. */
    STANDBY,
    RUNNING,
    DEGRADED,
    STOPPING
  }

  private static final Logger log = LoggerFactory.getLogger(Health.class);

  /** What {@link #lacks} is told about where Redis is away or refuses. */
  public static final String REDIS = "redis";

  private static final long INTERVAL_SEC = 2;
  private static final long INTERVAL_AWAY_SEC = 1;

  private final String service;
  private final String version;
  private final long startedAtMillis;
  private final ServiceManager manager;
  private final Alarms alarms;
  private final AtomicLong lastEventMillis = new AtomicLong();
  private final AtomicLong watchedAtMillis = new AtomicLong();
  private final Map<String, Long> lags = new ConcurrentHashMap<>();
  private final Oddities oddities;
  private final Semaphore changed = new Semaphore(0);
  private final RedisWatch watch;
  private volatile boolean closed;
  private volatile boolean blocked;
  private final Map<String, String> missing = new ConcurrentSkipListMap<>();
  private final Map<String, String> told = new ConcurrentSkipListMap<>();
  private volatile State state = State.STARTING;
  private volatile String why = "";
  private volatile Optional<String> mode = Optional.empty();
  private volatile Optional<EffectiveSettings> settings = Optional.empty();
  private volatile Optional<String> account = Optional.empty();
  private volatile Supplier<Optional<Long>> streamAge = Optional::empty;
  private volatile BooleanSupplier speaks = () -> true;
  private volatile Optional<Redis> acting = Optional.empty();

  public Health(String service, Clock clock) {
    this(service, "development", clock);
  }

  public Health(String service, String version, Clock clock) {
    this(service, version, clock, ServiceManager.none(), new Alarms(service, clock));
  }

  Health(String service, String version, Clock clock, ServiceManager manager, Alarms alarms) {
    this.service = service;
    this.version = version;
    this.startedAtMillis = clock.millis();
    this.manager = manager;
    this.oddities = new Oddities(clock);
    this.alarms = alarms;
    this.watch = new RedisWatch(System::nanoTime, alarms);
    alarms.whenNews(changed::release);
  }

  /** Where unreadable optional fields are told and counted. */
  public Oddities oddities() {
    return oddities;
  }

  /** What somebody has to look at. */
  public Alarms alarms() {
    return alarms;
  }

  public void state(State now) {
    state(now, "");
  }

  /**
   * @param reason told in the hash and by {@code systemctl status}; "" if the state says it all
   */
  public void state(State now, String reason) {
    boolean other = state != now;
    state = now;
    why = reason;
    if (other) {
      changed.release(); // whoever waits for it shall not wait for the next turn
    }
    show();
  }

  /**
   * Something outside that the service needs is not there: until {@link #has} it is degraded.
   *
   * @param what it is about, so that it can be taken back, e.g. exchange
   * @param reason one sentence for the operator
   */
  public void lacks(String what, String reason) {
    if (!reason.equals(missing.put(what, reason))) {
      changed.release();
      show();
    }
  }

  /** It is there, or there again. Cheap: call it as often as it is seen. */
  public void has(String what) {
    if (missing.remove(what) != null) {
      changed.release();
      show();
    }
  }

  /**
   * Something that whoever looks should know, and no reason to call it degraded.
   *
   * @param what it is about, so that it can be taken back, e.g. halt
   * @param sentence empty if there is nothing to know any more
   */
  public void tells(String what, String sentence) {
    String before = sentence.isEmpty() ? told.remove(what) : told.put(what, sentence);
    if (!sentence.equals(before == null ? "" : before)) {
      changed.release();
      show();
    }
  }

  private void show() {
    long lag = lag();
    String reason = reason();
    manager.status(
        shown()
            + (lag == 0 ? "" : ", " + lag + " entries behind")
            + (reason.isEmpty() ? "" : ": " + reason));
  }

  /** A Redis that may lose what it is given makes of the best service a degraded one. */
  private String shown() {
    boolean degraded = state == State.RUNNING && (watch.isFlawed() || !missing.isEmpty());
    return (degraded ? State.DEGRADED : state).name().toLowerCase(Locale.ROOT);
  }

  /** Everything that speaks against calling it running; "" if nothing does. */
  private String reason() {
    return state == State.STOPPING
        ? ""
        : Stream.of(
                Stream.of(why),
                missing.values().stream(),
                watch.flaws().stream(),
                told.values().stream())
            .flatMap(reasons -> reasons)
            .filter(reason -> !reason.isEmpty())
            .distinct()
            .collect(Collectors.joining("; "));
  }

  /**
   * The heartbeat of a loop. Whoever builds a loop asks for it, so that the service is not ready
   * before that loop is; who works on its behalf asks for it by the same name.
   */
  public Heartbeat loop(String name) {
    return manager.loop(name);
  }

  /** An entry of this time was handled, epoch milliseconds. */
  public void event(long millis) {
    lastEventMillis.accumulateAndGet(millis, Math::max);
  }

  /** Whether the service acts or only suggests: {@code live} or {@code shadow}. */
  public void mode(String now) {
    mode = Optional.of(now);
  }

  /** What the service runs with, to be shown beside its sign of life. */
  void settings(List<Settings.Known> known) {
    settings = Optional.of(new EffectiveSettings(service, known));
  }

  /** Tells how long ago the exchange's private stream gave a sign of life, milliseconds. */
  public void streamAge(Supplier<Optional<Long>> age) {
    streamAge = age;
  }

  /** What the exchange says of the account, in the words of {@link HealthRecord}. */
  public void account(String words) {
    account = Optional.of(words);
  }

  /**
   * Tells whether this instance speaks for the service. Else its sign of life is that of one that
   * waits. Once it returns no sign of the other kind is under way.
   *
   * @param under what it speaks with: a process that was stopped for a while must not overwrite the
   *     sign of life of the one that has taken over
   */
  synchronized void speaksWhile(Optional<Redis> under, BooleanSupplier itsTurn) {
    acting = under;
    speaks = itsTurn;
    changed.release();
  }

  /** Prices that came into their stream by this wall clock were judged, epoch milliseconds. */
  public void watched(long millis) {
    watchedAtMillis.accumulateAndGet(millis, Math::max);
  }

  /** Entries of the stream that this service was not given yet. */
  public void lag(String stream, long entries) {
    lags.put(stream, entries);
  }

  /** What the hash shows now. */
  public Map<String, String> fields() {
    return new HealthRecord(
            ProcessHandle.current().pid(),
            version,
            startedAtMillis,
            Optional.of(lastEventMillis.get()).filter(millis -> millis != 0),
            lag(),
            oddities.total(),
            shown(),
            reason(),
            mode,
            Optional.of(watchedAtMillis.get()).filter(millis -> millis != 0),
            streamAge.get(),
            account)
        .encode();
  }

  private long lag() {
    return lags.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Begins to report to this Redis; a daemon thread, so it keeps no process alive. */
  public void reportTo(Redis redis) {
    Thread.ofPlatform()
        .daemon()
        .name("health")
        .start(
            () -> {
              try {
                while (!closed) {
                  changed.drainPermits();
                  boolean there = write(redis);
                  alarms.write(redis);
                  changed.tryAcquire(there ? INTERVAL_SEC : INTERVAL_AWAY_SEC, TimeUnit.SECONDS);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /**
   * Writes the hash at once.
   *
   * @return whether Redis took it
   */
  synchronized boolean write(Redis redis) {
    if (closed) {
      return true;
    }
    boolean acts = speaks.getAsBoolean();
    String key = acts ? redis.names().health(service) : redis.names().standby(service);
    try {
      watch.look(redis);
      show();
      boolean written = write(acts ? acting.orElse(redis) : redis, key);
      if (!written && !blocked) {
        log.warn("Health is not written: {} is no hash, remove it", key);
      }
      blocked = !written;
      if (written && acts) {
        settings.ifPresent(known -> known.write(redis));
      }
      watch.answered();
      has(REDIS);
      return true;
    } catch (RuntimeException e) {
      log.debug("Health not written: {}", e.getMessage()); // the loops report the outage
      if (acts && !speaks.getAsBoolean()) {
        return true; // another instance speaks by now; next this one says that it waits
      }
      if (!RedisUnavailable.is(e)) {
        return true; // Redis is there: somebody has put something else on the key
      }
      watch.failed(String.valueOf(e.getMessage()));
      lacks(REDIS, RedisUnavailable.waiting(e));
      return false;
    }
  }

  /** False where the key holds something else. */
  private boolean write(Redis under, String key) {
    Map<String, String> now = fields();
    try {
      return new Commits(under).execute(new Commit().hset(key, now, HealthRecord.TTL_SECONDS))
          instanceof CommitOutcome.Done;
    } catch (RedisCommandExecutionException e) {
      if (!RedisUnavailable.code(e).equals("NOPERM")) {
        throw e;
      }
    }
    // the users of an older quantum.acl may not do it in one step with a look at the lease
    try {
      under.commands().hset(key, now);
      under.commands().expire(key, HealthRecord.TTL_SECONDS);
      return true;
    } catch (RedisCommandExecutionException e) {
      if (RedisUnavailable.isWrongType(e)) {
        return false;
      }
      throw e;
    }
  }

  /** It waits no more: it acts, or ends. */
  synchronized void endStandby(Redis redis) {
    try {
      redis.commands().del(redis.names().standby(service));
    } catch (RuntimeException e) {
      log.debug("Standby's sign of life not removed: {}", e.getMessage()); // it goes by itself
    }
  }

  @Override
  public void close() {
    closed = true;
    changed.release();
  }
}
