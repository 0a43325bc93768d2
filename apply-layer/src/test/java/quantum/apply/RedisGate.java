package quantum.apply;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import quantum.runtime.RedisSettings;
import quantum.runtime.testing.RedisServer;

/**
 * One process's way to Redis, which can be cut: what had gone through happened there, its answer is
 * lost, and nothing else gets through.
 */
final class RedisGate implements AutoCloseable {
  private static final int BUFFER = 16_384;

  private final RedisServer server;
  private final ServerSocket door;
  private final Set<Way> open = ConcurrentHashMap.newKeySet();
  private volatile boolean shut;
  private volatile Optional<Hold> hold = Optional.empty();

  /** One connection, on both sides of the door. */
  private final class Way {
    private final Socket client;
    private final Socket redis;
    private volatile boolean reads;
    private volatile Optional<Hold> held = Optional.empty();

    Way(Socket client, Socket redis) {
      this.client = client;
      this.redis = redis;
    }

    void asks(String text) {
      reads |= text.contains("XREADGROUP");
      hold.filter(now -> text.contains(now.command())).ifPresent(now -> held = Optional.of(now));
    }

    void answers(String text) {
      if (held.isPresent()) {
        held.get().asked().countDown();
        try {
          held.get().released().await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    void end() {
      RedisGate.end(client);
      RedisGate.end(redis);
      open.remove(this);
    }
  }

  /** Answers to one kind of question that are on their way for as long as the test likes. */
  private record Hold(String command, CountDownLatch asked, CountDownLatch released) {}

  RedisGate(RedisServer server) {
    this.server = server;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("redis-gate").start(this::admit);
  }

  RedisSettings settings(String namespace) {
    return new RedisSettings("redis://127.0.0.1:" + door.getLocalPort(), namespace);
  }

  /** Cuts all connections; new ones are refused until it is opened. */
  void shut() {
    shut = true;
    open.forEach(Way::end);
  }

  /** As {@link #shut}, but for those that read a stream for a group. */
  void shutToQuestions() {
    shut = true;
    open.stream().filter(way -> !way.reads).forEach(Way::end);
  }

  void open() {
    shut = false;
  }

  /** From now on who asks this waits for the answer, though Redis has given it. */
  void holdAnswersTo(String command) {
    hold = Optional.of(new Hold(command, new CountDownLatch(1), new CountDownLatch(1)));
  }

  /** Until somebody has asked it. */
  boolean awaitHeld() throws InterruptedException {
    return hold.orElseThrow().asked().await(20, TimeUnit.SECONDS);
  }

  void release() {
    hold.ifPresent(held -> held.released().countDown());
    hold = Optional.empty();
  }

  private void admit() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        if (shut) {
          end(client);
          continue;
        }
        Socket redis = new Socket();
        redis.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        client.setTcpNoDelay(true);
        redis.setTcpNoDelay(true);
        Way way = new Way(client, redis);
        open.add(way);
        if (shut) {
          way.end(); // while it was on its way in
        }
        Thread.ofVirtual().start(() -> carry(way, client, redis, way::asks));
        Thread.ofVirtual().start(() -> carry(way, redis, client, way::answers));
      } catch (IOException e) {
        // a client that went away, or the door was closed
      }
    }
  }

  private static void carry(Way way, Socket from, Socket to, Consumer<String> before) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        before.accept(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // one of both has gone
    } finally {
      way.end();
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is of no use any more
    }
  }

  @Override
  public void close() {
    shut();
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
