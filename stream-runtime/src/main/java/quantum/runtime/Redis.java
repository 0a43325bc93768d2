package quantum.runtime;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quantum.contracts.Names;

/**
 * The process's way to Redis: one client, one shared connection for short commands, and connections
 * of their own for commands that block.
 *
 * <p>Lettuce's exceptions pass through; {@link RedisUnavailable#is(Throwable)} tells an outage from
 * an error. Commands in flight when the connection breaks fail instead of being sent again:
 * Lettuce's default would execute an XADD twice if only the answer got lost.
 */
public final class Redis implements AutoCloseable {
  /** Longest wait for an answer on the shared connection. */
  static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

  private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)[\\d.]*");

  private final ClientResources resources;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> shared;
  private final Names names;
  private final Optional<Lease> lease;

  private Redis(
      ClientResources resources,
      RedisClient client,
      StatefulRedisConnection<String, String> shared,
      Names names,
      Optional<Lease> lease) {
    this.lease = lease;
    this.resources = resources;
    this.client = client;
    this.shared = shared;
    this.names = names;
  }

  /**
   * Connects once and asks for a sign of life.
   *
   * @param clientName shown by CLIENT LIST; no blanks
   * @throws IllegalStateException if it is older than 7.0
   * @throws BadSettings if it does not take this user, password or database: trying again does not
   *     help
   * @throws RedisUnavailable if it is unreachable or still loading; trying again may help
   */
  public static Redis connect(RedisSettings settings, String clientName) {
    ClientResources resources =
        ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(20), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
            .build();
    RedisURI uri = RedisURI.create(settings.uri());
    uri.setClientName(clientName);
    uri.setTimeout(COMMAND_TIMEOUT);
    RedisClient client = RedisClient.create(resources, uri);
    ClientOptions.Builder options =
        ClientOptions.builder()
            .protocolVersion(ProtocolVersion.RESP3)
            .autoReconnect(true)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .requestQueueSize(10_000)
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(Duration.ofSeconds(2))
                    .keepAlive(true)
                    .tcpNoDelay(true)
                    .build());
    TlsFiles.in(settings.uri()).map(TlsFiles::options).ifPresent(options::sslOptions);
    client.setOptions(options.build());
    try {
      StatefulRedisConnection<String, String> shared = client.connect();
      shared.sync().ping();
      checkVersion(shared.sync());
      return new Redis(
          resources, client, shared, new Names(settings.namespace()), Optional.empty());
    } catch (IllegalStateException e) {
      shutdown(client, resources);
      throw e;
    } catch (RuntimeException e) {
      shutdown(client, resources);
      Optional<String> refusal = RedisUnavailable.refusal(e);
      if (refusal.isPresent()) {
        throw settings.refusedBy(refusal.get());
      }
      throw new RedisUnavailable("no Redis at " + settings + ": " + rootMessage(e), e);
    }
  }

  /**
   * Scripts with flags and the lag of groups came with 7.0; its lack would show much later, and
   * oddly.
   */
  private static void checkVersion(RedisCommands<String, String> commands) {
    String info;
    try {
      info = commands.info("server");
    } catch (RedisCommandExecutionException e) {
      return; // this user may not ask
    }
    Matcher version = VERSION.matcher(info);
    if (version.find() && Integer.parseInt(version.group(1)) < 7) {
      throw new IllegalStateException("Redis 7.0 or newer is needed, found " + version.group());
    }
  }

  /** Short commands; shared by all threads. Never block on it: everyone else would wait. */
  public RedisCommands<String, String> commands() {
    return shared.sync();
  }

  public RedisAsyncCommands<String, String> async() {
    return shared.async();
  }

  /** A connection of the caller's own, for blocking commands; the caller closes it. */
  public StatefulRedisConnection<String, String> dedicated(Duration timeout) {
    StatefulRedisConnection<String, String> connection = client.connect();
    connection.setTimeout(timeout);
    return connection;
  }

  /**
   * The same Redis for whoever acts under the lease: a commit by it happens only while nobody else
   * has taken over. Closing it closes both.
   */
  public Redis under(Lease taken) {
    return new Redis(resources, client, shared, names, Optional.of(taken));
  }

  /** What everything is written under; empty for tools, and for services of a single instance. */
  public Optional<Lease> lease() {
    return lease;
  }

  /**
   * Whether this instance may act now; see {@link Lease#isOurs()}. Asked right before anything goes
   * out that no commit fences, a request to the exchange before all.
   */
  public boolean mayAct() {
    return lease.isEmpty() || lease.get().isOurs();
  }

  /**
   * @throws RedisUnavailable if this instance may not act now
   */
  public void requireTurn() {
    if (!mayAct()) {
      throw lease.orElseThrow().notOurs();
    }
  }

  /** The keys and streams of this process's namespace. */
  public Names names() {
    return names;
  }

  @Override
  public void close() {
    shared.close();
    shutdown(client, resources);
  }

  private static void shutdown(RedisClient client, ClientResources resources) {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
