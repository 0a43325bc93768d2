package quantum.apply;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean shut;

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
    open.forEach(RedisGate::end);
  }

  void open() {
    shut = false;
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
        open.add(client);
        open.add(redis);
        if (shut) {
          shut(); // while it was on its way in
        }
        Thread.ofVirtual().start(() -> carry(client, redis));
        Thread.ofVirtual().start(() -> carry(redis, client));
      } catch (IOException e) {
        // a client that went away, or the door was closed
      }
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0 && !shut; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // one of both has gone
    } finally {
      end(from);
      end(to);
      open.remove(from);
      open.remove(to);
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
