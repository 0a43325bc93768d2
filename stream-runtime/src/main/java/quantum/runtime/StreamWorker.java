package quantum.runtime;

import io.lettuce.core.Consumer;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Alarm;
import quantum.runtime.systemd.Heartbeat;

/**
 * The one consumer loop of the suite: reads the streams of one consumer and hands their entries
 * over in order.
 *
 * <p>What it does each time it begins — at start, after an outage, after a stream or group vanished
 * — is always the same, so there is one way back and not several:
 *
 * <ol>
 *   <li>create missing streams and groups;
 *   <li>take over what other consumers left pending for more than a minute;
 *   <li>hand over everything pending, oldest first, as {@code redelivered};
 *   <li>go on with new entries.
 * </ol>
 *
 * <p>Entries of several streams come in the order of the sources: what the first one brought is
 * handled before anything of the second that came with the same read.
 */
public final class StreamWorker implements RunningService {
  static final String TRIMMED = "trimmed from its stream before it was handled";

  private static final Logger log = LoggerFactory.getLogger(StreamWorker.class);
  private static final Script CLAIM = Script.named("claim.lua");
  private static final Duration BLOCK = Duration.ofMillis(200);
  private static final Duration CLAIM_IDLE = Duration.ofSeconds(60);
  private static final long IDLE_CALL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LAG_CHECK_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long STRAYS_CHECK_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** More that is pending than this is looked at as it is acknowledged. */
  private static final int PENDING_LOOKED_AT = 1_000;

  private final Redis redis;
  private final Commits commits;
  private final List<StreamSource> sources;
  private final Consumer<String> consumer;
  private final int batchSize;
  private final BatchHandler handler;
  private final Health health;
  private final Heartbeat heartbeat;
  private final CountDownLatch stopping = new CountDownLatch(1);

  private final Map<String, String> lastDelivered = new HashMap<>();
  private final Deliveries deliveries = new Deliveries();

  /** The last of which all before it was handed over, by stream. */
  private final Map<String, String> lastHandled = new HashMap<>();

  private final Set<String> lagging = new HashSet<>();
  private boolean groupsKnown;
  private boolean outage;
  private final BackOff pause = BackOff.ofRedis();

  /** Sources whose keys hold something else; the others are read without them. */
  private final Set<StreamSource> aside = new LinkedHashSet<>();

  /**
   * @param sources at least one; all of the same group and consumer. The loop's heartbeat has the
   *     group's name: a handler that may wait for long beats for it
   * @param batchSize entries taken from each stream at once, at most
   */
  public StreamWorker(
      Redis redis, List<StreamSource> sources, int batchSize, BatchHandler handler, Health health) {
    if (sources.isEmpty()
        || sources.stream()
                .map(source -> List.of(source.group(), source.consumer()))
                .distinct()
                .count()
            > 1) {
      throw new IllegalArgumentException("one worker is one consumer of one group, was " + sources);
    }
    this.redis = redis;
    this.commits = new Commits(redis);
    this.sources = List.copyOf(sources);
    this.consumer = Consumer.from(sources.getFirst().group(), sources.getFirst().consumer());
    this.batchSize = batchSize;
    this.handler = handler;
    this.health = health;
    this.heartbeat = health.loop(consumer.getGroup());
  }

  /** Returns after {@link #stop()}, once the batch at hand is finished. */
  @Override
  public void run() throws InterruptedException {
    StatefulRedisConnection<String, String> connection = null;
    try {
      while (!isStopping()) {
        try {
          if (connection == null) {
            connection = redis.dedicated(BLOCK.plus(Redis.COMMAND_TIMEOUT));
          }
          // the same connection is kept through an outage: should it have been given entries that
          // it
          // could not take, then they are pending before the next command on it is answered
          begin(connection.sync());
          readNew(connection.sync());
        } catch (RedisCommandInterruptedException e) {
          throw new InterruptedException();
        } catch (RuntimeException e) {
          if (vanished(e)) {
            log.warn("A stream or group vanished ({}), creating it again", e.getMessage());
          } else if (RedisUnavailable.is(e) || RedisUnavailable.isWrongType(e)) {
            backOff(e);
          } else {
            throw e;
          }
        }
      }
    } finally {
      if (connection != null) {
        connection.close();
      }
    }
  }

  @Override
  public void stop() {
    stopping.countDown();
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void backOff(RuntimeException cause) throws InterruptedException {
    if (RedisUnavailable.isWrongType(cause)) {
      log.debug("Beginning again: {}", cause.getMessage()); // which then says what is wrong
    } else if (cause instanceof RedisUnavailable waiting && waiting.isAboutAKey()) {
      health.alarms().raise(Alarm.KEY_AWAITED.of(consumer.getGroup()), cause.getMessage());
      health.state(Health.State.DEGRADED, cause.getMessage());
    } else if (!outage) {
      log.warn("Redis is not available, waiting for it: {}", cause.getMessage());
      outage = true;
      health.lacks(Health.REDIS, RedisUnavailable.waiting(cause));
      health.state(Health.State.DEGRADED);
    }
    heartbeat.beat(); // waiting is not being stuck
    stopping.await(pause.nextMillis(), TimeUnit.MILLISECONDS);
  }

  private void begin(RedisCommands<String, String> commands) throws InterruptedException {
    redis.requireTurn();
    createGroups();
    handler.reconnected();
    List<StreamSource> readable = readable();
    if (readable.isEmpty()) {
      throw RedisUnavailable.noStream(sources.getFirst().stream(), "key of another type");
    }
    readable.forEach(this::claim);
    checkLag(); // also says that we run
    readPending(commands);
    if (outage) {
      log.info("Redis is available again");
      health.has(Health.REDIS);
      outage = false;
    }
    health.alarms().end(Alarm.KEY_AWAITED.of(consumer.getGroup()));
    pause.reset();
  }

  private void createGroups() {
    for (StreamSource source : sources) {
      boolean usable = true;
      try {
        redis
            .commands()
            .xgroupCreate(
                StreamOffset.from(source.stream(), startOf(source)),
                source.group(),
                XGroupCreateArgs.Builder.mkstream());
      } catch (RedisCommandExecutionException e) {
        if (RedisUnavailable.isWrongType(e)) {
          usable = false;
        } else if (!RedisUnavailable.code(e).equals("BUSYGROUP")) {
          throw e;
        }
      }
      if (usable && aside.remove(source)) {
        health.alarms().end(Alarm.NO_STREAM.of(source.stream()));
      } else if (!usable && aside.add(source)) {
        health.alarms().raise(Alarm.NO_STREAM.of(source.stream()), source.stream());
      }
    }
    groupsKnown = true;
  }

  /** The sources whose keys are streams. */
  private List<StreamSource> readable() {
    return sources.stream().filter(source -> !aside.contains(source)).toList();
  }

  /**
   * Where a group begins that does not exist. Once we have read it "$" would lose what came while
   * it was gone. If only the group was destroyed, and the last entry that we handed over still
   * stands in the stream, then beginning after it neither loses nor repeats any; one that was given
   * to us and could not be handed over comes again.
   */
  private String startOf(StreamSource source) {
    String last = lastHandled.get(source.stream());
    if (last != null
        && redis.commands().type(source.stream()).equals("stream")
        && !redis.commands().xrange(source.stream(), Range.create(last, last)).isEmpty()) {
      return last;
    }
    return groupsKnown ? "0" : source.start();
  }

  private void claim(StreamSource source) {
    List<Object> reply =
        CLAIM.call(
            redis.commands(),
            new String[] {source.stream(), redis.names().deadLetter()},
            source.group(),
            source.consumer(),
            Long.toString(CLAIM_IDLE.toMillis()),
            Long.toString(Commit.DEAD_LETTERS_KEPT),
            TRIMMED);
    long claimed = (Long) reply.get(0);
    if (claimed > 0) {
      log.info("{} pending entries of {} are ours now", claimed, source.stream());
    }
    for (Object id : (List<?>) reply.get(1)) {
      trimmed(source.stream(), id);
    }
  }

  private void trimmed(String stream, Object id) {
    health.alarms().raise(Alarm.TRIMMED.of(stream), stream, id);
  }

  /**
   * Goes through the own pending list once; entries the handler acknowledges later are not waited
   * for.
   */
  private void readPending(RedisCommands<String, String> commands) throws InterruptedException {
    Map<String, String> after = new HashMap<>();
    deliveries.clear();
    while (!isStopping()) {
      heartbeat.beat();
      redis.requireTurn();
      List<StreamMessage<String, String>> page =
          commands.xreadgroup(
              consumer,
              XReadArgs.Builder.count(batchSize),
              offsets(source -> after.getOrDefault(source.stream(), "0")));
      if (page.isEmpty()) {
        lastHandled.putAll(lastDelivered);
        return;
      }
      List<StreamEntry> entries = new ArrayList<>(page.size());
      var gone = new Commit();
      for (StreamMessage<String, String> message : page) {
        after.put(message.getStream(), message.getId());
        deliveries.upTo(message.getStream(), message.getId());
        StreamEntry entry = entry(message, true);
        if (entry.fields().isEmpty()) {
          trimmed(entry.stream(), entry.id());
          gone.deadLetter(entry, TRIMMED).ack(entry);
        } else {
          entries.add(entry);
        }
      }
      if (!gone.isEmpty() && commits.execute(gone) instanceof CommitOutcome.WrongType wrong) {
        throw new IllegalStateException("cannot write dead letters: " + wrong);
      }
      handle(entries);
    }
  }

  private void readNew(RedisCommands<String, String> commands) throws InterruptedException {
    XReadArgs args = XReadArgs.Builder.count(batchSize).block(BLOCK);
    StreamOffset<String>[] offsets = offsets(source -> ">");
    long lastIdle = System.nanoTime();
    long lastLagCheck = lastIdle;
    long lastStraysCheck = lastIdle;
    heartbeat.ready(); // the groups exist and this connection has read: new entries reach us
    while (!isStopping()) {
      heartbeat.beat();
      redis.requireTurn(); // what is given to us now, whoever comes after us would not be given
      List<StreamMessage<String, String>> page = commands.xreadgroup(consumer, args, offsets);
      List<StreamEntry> entries = new ArrayList<>(page.size());
      Map<String, String> first = new HashMap<>();
      for (StreamMessage<String, String> message : page) {
        first.putIfAbsent(message.getStream(), message.getId());
        lastDelivered.put(message.getStream(), message.getId());
        entries.add(entry(message, false));
      }
      first.forEach((stream, id) -> deliveries.took(stream, id, lastDelivered.get(stream)));
      handle(entries);
      lastHandled.putAll(lastDelivered);
      long now = System.nanoTime();
      if (redis.lease().isPresent() && now - lastStraysCheck > STRAYS_CHECK_NANOS) {
        if (hasStrays(commands)) {
          return; // begins again, with all that is pending
        }
        lastStraysCheck = now;
      }
      if (entries.isEmpty() || now - lastIdle > IDLE_CALL_NANOS) {
        handler.idle();
        lastIdle = now;
      }
      if (now - lastLagCheck > (aside.isEmpty() ? LAG_CHECK_NANOS : IDLE_CALL_NANOS)) {
        if (!aside.isEmpty()) {
          createGroups();
          if (readable().size() > offsets.length) {
            return; // begins again, with all there is
          }
        }
        checkLag();
        lastLagCheck = now;
      }
    }
  }

  /**
   * Whether entries are pending under our name that we were never given: an instance that woke up
   * asked for them, found that it acts no more, and dropped them.
   */
  @SuppressWarnings("unchecked") // one offset, in the array that Lettuce wants
  private boolean hasStrays(RedisCommands<String, String> commands) {
    boolean found = false;
    List<StreamSource> readable = readable();
    List<Groups.State> states = Groups.of(redis, readable);
    for (int i = 0; i < readable.size(); i++) {
      String stream = readable.get(i).stream();
      if (states.get(i).pending() == 0) {
        deliveries.forget(stream);
        continue;
      }
      List<StreamMessage<String, String>> pending =
          commands.xreadgroup(
              consumer, XReadArgs.Builder.count(PENDING_LOOKED_AT), StreamOffset.from(stream, "0"));
      if (pending.isEmpty()) {
        continue; // other consumers' of the group
      }
      deliveries.forgetBefore(stream, pending.getFirst().getId());
      long strays =
          pending.stream().filter(message -> !deliveries.has(stream, message.getId())).count();
      if (strays > 0) {
        log.warn("{} entries of {} were given to an instance that acts no more", strays, stream);
        found = true;
      }
    }
    return found;
  }

  private void handle(List<StreamEntry> entries) throws InterruptedException {
    if (!entries.isEmpty()) {
      handler.handle(Collections.unmodifiableList(entries));
      health.event(entries.getLast().idMillis());
    }
  }

  /** Tells health how far behind we are, and the log when that endangers entries. */
  private void checkLag() {
    List<StreamSource> readable = readable();
    List<Groups.State> states = Groups.of(redis, readable);
    for (int i = 0; i < readable.size(); i++) {
      StreamSource source = readable.get(i);
      long lag = states.get(i).lag().orElse(0);
      health.lag(source.stream(), lag);
      if (lag > source.maxLen() / 2) {
        if (lagging.add(source.stream())) {
          log.warn(
              "{} is {} entries ahead of us and keeps {}: unread ones may be lost",
              source.stream(),
              lag,
              source.maxLen());
        }
      } else if (lag < source.maxLen() / 4) {
        lagging.remove(source.stream());
      }
    }
    if (aside.isEmpty()) {
      health.state(lagging.isEmpty() ? Health.State.RUNNING : Health.State.DEGRADED);
    } else {
      health.state(Health.State.DEGRADED, aside.iterator().next().stream() + " is no stream");
    }
  }

  private StreamEntry entry(StreamMessage<String, String> message, boolean redelivered) {
    Map<String, String> body = Optional.ofNullable(message.getBody()).orElse(Map.of());
    return new StreamEntry(
        message.getStream(),
        consumer.getGroup(),
        consumer.getName(),
        message.getId(),
        Collections.unmodifiableMap(body),
        redelivered);
  }

  private StreamOffset<String>[] offsets(Function<StreamSource, String> from) {
    List<StreamSource> readable = readable();
    @SuppressWarnings({"unchecked", "rawtypes"})
    StreamOffset<String>[] offsets = new StreamOffset[readable.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = StreamOffset.from(readable.get(i).stream(), from.apply(readable.get(i)));
    }
    return offsets;
  }

  private static boolean vanished(RuntimeException e) {
    return switch (RedisUnavailable.code(e)) {
      case "NOGROUP", "UNBLOCKED" -> true;
      default -> false;
    };
  }
}
