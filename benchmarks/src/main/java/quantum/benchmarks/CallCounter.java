package quantum.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Stands between a service and an HTTP server, counts the calls and notes when orders are answered.
 * It only passes bytes on; a request fits one read, as the JDK's client writes them.
 */
final class CallCounter implements AutoCloseable {
  private static final String ORDER = "POST /fapi/v1/order";

  private final ServerSocket server;
  private final int target;
  private final Map<String, Integer> calls = new TreeMap<>();
  final BlockingQueue<Long> answeredOrders = new LinkedBlockingQueue<>();

  CallCounter(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  synchronized Map<String, Integer> calls() {
    return new TreeMap<>(calls);
  }

  synchronized void reset() {
    calls.clear();
    answeredOrders.clear();
  }

  private void accept() {
    try {
      while (true) {
        connect(server.accept());
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void connect(Socket client) throws IOException {
    Socket there;
    try {
      there = new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      client.close(); // nobody listens there yet
      return;
    }
    client.setTcpNoDelay(true);
    there.setTcpNoDelay(true);
    boolean[] order = new boolean[1];
    Thread.ofVirtual().start(() -> pass(client, there, order, true));
    Thread.ofVirtual().start(() -> pass(there, client, order, false));
  }

  private void pass(Socket from, Socket to, boolean[] order, boolean asks) {
    byte[] buffer = new byte[64 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read; (read = in.read(buffer)) > 0; ) {
        if (asks) {
          order[0] |= count(new String(buffer, 0, Math.min(read, 200), StandardCharsets.US_ASCII));
        } else if (order[0]) {
          order[0] = false;
          answeredOrders.add(System.nanoTime());
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // one side has gone
    }
  }

  /** Whether it is an order. */
  private synchronized boolean count(String head) {
    int end = head.indexOf(" HTTP/1.1");
    if (end < 0 || !head.matches("(?s)(GET|POST|PUT|DELETE) .*")) {
      return false;
    }
    String call = head.substring(0, end).replaceAll("\\?.*", "");
    calls.merge(call, 1, Integer::sum);
    return call.equals(ORDER);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
