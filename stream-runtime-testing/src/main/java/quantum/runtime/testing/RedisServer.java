package quantum.runtime.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.PortBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import quantum.runtime.RedisSettings;

/**
 * A private, real redis-server on a free port of 127.0.0.1: a container where a Docker daemon
 * answers, else a process of the first binary among {@code REDIS_SERVER}, PATH and the one that
 * embedded-redis carries.
 *
 * <p>It keeps its port and its data directory through {@link #restart()} and {@link #kill9()}, and
 * ends with the JVM at the latest.
 */
public final class RedisServer implements AutoCloseable {
  /** What survives a crash of the server. */
  public enum Durability {
    /** Nothing: no snapshot, no append-only file. */
    NONE("--save", "", "--appendonly", "no"),
    /** All but about the last second. */
    EVERY_SECOND("--save", "", "--appendonly", "yes", "--appendfsync", "everysec");

    private final List<String> arguments;

    Durability(String... arguments) {
      this.arguments = List.of(arguments);
    }
  }

  private static final Logger log = LoggerFactory.getLogger(RedisServer.class);
  private static final String IMAGE = "redis:7.4-alpine";
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration START = Duration.ofSeconds(20);
  private static final int PORTS_TO_TRY = 5;

  private static RedisServer shared;

  private final Engine engine;
  private final Thread atExit = new Thread(this::end, "stop-redis");
  private boolean ended;

  /** The way the server is run. */
  private sealed interface Engine {
    int port();

    /** Starts it on the port and the data it had before. */
    void start();

    /** Ends it at once, without a chance to write anything. */
    void kill();

    void stop();

    void remove();
  }

  private RedisServer(Engine engine) {
    this.engine = engine;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Kept as deploy/redis keeps it: a service beside another one would call itself degraded. */
  public static RedisServer start() {
    return start(Durability.EVERY_SECOND);
  }

  public static RedisServer start(Durability durability) {
    return container(durability).map(RedisServer::new).orElseGet(() -> processOnly(durability));
  }

  /** Never a container: for the demo, which must not depend on an image. */
  public static RedisServer processOnly() {
    return processOnly(Durability.EVERY_SECOND);
  }

  public static RedisServer processOnly(Durability durability) {
    return processOnly(durability, System.getenv());
  }

  static RedisServer processOnly(Durability durability, Map<String, String> env) {
    Path directory;
    try {
      directory = Files.createTempDirectory("redis-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path binary = RedisBinary.find(env, directory);
    RuntimeException last = null;
    for (int i = 0; i < PORTS_TO_TRY; i++) {
      // another process may take the port between our look at it and the server's start
      var engine = new LocalProcess(binary, directory, freePort(), durability);
      try {
        engine.start();
        return new RedisServer(engine);
      } catch (IllegalStateException e) {
        last = e;
      }
    }
    deleteTree(directory);
    throw last;
  }

  /**
   * One server for all tests of this JVM; whoever needs it empty calls {@link StreamProbe#flush()}.
   */
  public static synchronized RedisServer shared() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  public int port() {
    return engine.port();
  }

  public String uri() {
    return "redis://" + LOOPBACK + ":" + port();
  }

  public RedisSettings settings(String namespace) {
    return new RedisSettings(uri(), namespace);
  }

  /** Stops it if it runs, and starts it on the same port and data. Returns once it answers. */
  public void restart() {
    engine.stop();
    engine.start();
  }

  /** Kills it as {@code kill -9} does; {@link #restart()} brings it back. */
  public void kill9() {
    engine.kill();
  }

  /** Stops it for good and removes its data. */
  public void stop() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // the JVM is on its way out and runs the hook itself
    }
  }

  @Override
  public void close() {
    stop();
  }

  private synchronized void end() {
    if (!ended) {
      ended = true;
      engine.stop();
      engine.remove();
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean answers(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(LOOPBACK, port), 200);
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(5);
      return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
    } catch (IOException e) {
      return false;
    }
  }

  private static void awaitAnswer(int port, BooleanSupplier alive) {
    long deadline = System.nanoTime() + START.toNanos();
    while (!answers(port)) {
      if (!alive.getAsBoolean() || System.nanoTime() > deadline) {
        throw new IllegalStateException("redis-server did not come up on port " + port);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static void deleteTree(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.debug("Left behind: {}", directory, e);
    }
  }

  private static final class LocalProcess implements Engine {
    private final List<String> command;
    private final Path directory;
    private final int port;
    private Process process;

    LocalProcess(Path binary, Path directory, int port, Durability durability) {
      this.directory = directory;
      this.port = port;
      this.command = new ArrayList<>(List.of(binary.toString(), "--port", "" + port));
      command.addAll(List.of("--bind", LOOPBACK, "--daemonize", "no"));
      command.addAll(List.of("--dir", directory.toString()));
      command.addAll(durability.arguments);
    }

    @Override
    public int port() {
      return port;
    }

    @Override
    public void start() {
      Path output = directory.resolve("redis.log");
      try {
        process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        try {
          awaitAnswer(port, process::isAlive);
        } catch (IllegalStateException e) {
          kill();
          throw new IllegalStateException(e.getMessage() + ":\n" + Files.readString(output), e);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void kill() {
      process.destroyForcibly();
      await(START);
    }

    @Override
    public void stop() {
      process.destroy();
      if (!await(Duration.ofSeconds(5))) {
        kill();
      }
    }

    private boolean await(Duration longest) {
      try {
        return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public void remove() {
      deleteTree(directory);
    }
  }

  private static Optional<Engine> container(Durability durability) {
    if (System.getenv("DOCKER_HOST") == null && !Files.exists(Path.of("/var/run/docker.sock"))) {
      return Optional.empty(); // spares a machine without Docker the search for one
    }
    try {
      if (!DockerClientFactory.instance().isDockerAvailable()) {
        return Optional.empty();
      }
      var container = new Container(freePort(), durability);
      container.start();
      return Optional.of(container);
    } catch (RuntimeException e) {
      log.info("Docker cannot run {} ({}), starting a process", IMAGE, e.getMessage());
      return Optional.empty();
    }
  }

  private static final class Container implements Engine {
    private final GenericContainer<?> container;
    private final int port;

    @SuppressWarnings("resource") // closed by remove()
    Container(int port, Durability durability) {
      this.port = port;
      List<String> command = new ArrayList<>(List.of("redis-server"));
      command.addAll(durability.arguments);
      // a fixed port, because Docker would choose another one at each restart
      this.container =
          new GenericContainer<>(DockerImageName.parse(IMAGE))
              .withExposedPorts(6379)
              .withCommand(command.toArray(String[]::new))
              .withCreateContainerCmdModifier(
                  create ->
                      create
                          .getHostConfig()
                          .withPortBindings(PortBinding.parse(LOOPBACK + ":" + port + ":6379")));
    }

    @Override
    public int port() {
      return port;
    }

    @Override
    public void start() {
      if (container.getContainerId() == null) {
        container.start();
      } else {
        docker().startContainerCmd(container.getContainerId()).exec();
      }
      awaitAnswer(port, () -> true);
    }

    @Override
    public void kill() {
      docker().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void stop() {
      if (container.isRunning()) {
        docker().stopContainerCmd(container.getContainerId()).withTimeout(5).exec();
      }
    }

    @Override
    public void remove() {
      container.stop();
    }

    private static DockerClient docker() {
      return DockerClientFactory.instance().client();
    }
  }
}
