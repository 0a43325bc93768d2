package quantum.apply.venue.binance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The listen key and the private stream on loopback, which behave like the venue: a socket under
 * any key opens, and one under a key that is not in force is deaf and dumb.
 */
final class StreamExchange implements AutoCloseable {
  private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int LAST = 0x80;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  /** One REST call as it arrived. */
  record Call(String method, String target, String apiKey) {}

  /** An answer that is not the usual one. */
  record Refusal(int status, String headers, String body) {}

  private final ServerSocket server;
  private final List<Peer> all = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Peer> arrived = new LinkedBlockingQueue<>();
  private final List<Call> calls = new ArrayList<>();
  private final Deque<Refusal> putRefusals = new ArrayDeque<>();
  private final Deque<Refusal> postRefusals = new ArrayDeque<>();
  private volatile String key = "key1";
  private volatile String told = "";
  private volatile boolean answersPings = true;

  StreamExchange() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  Endpoints endpoints() {
    return Endpoints.at("http://127.0.0.1:" + server.getLocalPort());
  }

  /** The key in force from now on. */
  void key(String inForce) {
    key = inForce;
  }

  /** What POST says the key were; "" = that in force. */
  void tell(String wrongKey) {
    told = wrongKey;
  }

  /** Whether connections that come from now on answer pings. */
  void answerPings(boolean whether) {
    answersPings = whether;
  }

  synchronized void refuseNextPut(int status, String headers, String body) {
    putRefusals.add(new Refusal(status, headers, body));
  }

  synchronized void refuseNextPost(int status, String headers, String body) {
    postRefusals.add(new Refusal(status, headers, body));
  }

  synchronized List<Call> calls(String method) {
    return calls.stream().filter(call -> call.method.equals(method)).toList();
  }

  Peer awaitPeer() {
    try {
      Peer peer = arrived.poll(20, TimeUnit.SECONDS);
      if (peer == null) {
        throw new AssertionError("no WebSocket connection came");
      }
      return peer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  int connectionsSeen() {
    return all.size();
  }

  long connectionsOpen() {
    return all.stream().filter(peer -> !peer.closed).count();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      while (true) {
        List<String> head = head(in);
        String method = head.getFirst().split(" ")[0];
        String target = head.getFirst().split(" ")[1];
        if (target.startsWith("/private/ws/")) {
          String under = target.substring("/private/ws/".length());
          Peer peer = new Peer(socket, under, under.equals(key), answersPings);
          all.add(peer);
          try {
            peer.converse(in, header(head, "sec-websocket-key"), () -> arrived.add(peer));
          } finally {
            peer.closed = true;
          }
          return;
        }
        answer(socket, method, target, header(head, "x-mbx-apikey"));
      }
    } catch (IOException | UncheckedIOException _) {
      // the other side left; the tests see what follows from it
    }
  }

  private synchronized void answer(Socket socket, String method, String target, String apiKey)
      throws IOException {
    calls.add(new Call(method, target, apiKey));
    Refusal refusal =
        switch (method) {
          case "PUT" -> putRefusals.poll();
          case "POST" -> postRefusals.poll();
          default -> new Refusal(405, "", "");
        };
    String shown = told.isEmpty() ? key : told;
    Refusal answer =
        refusal != null ? refusal : new Refusal(200, "", "{\"listenKey\":\"" + shown + "\"}");
    socket
        .getOutputStream()
        .write(
            ("HTTP/1.1 "
                    + answer.status
                    + " told\r\n"
                    + answer.headers
                    + "Content-Length: "
                    + answer.body.length()
                    + "\r\n\r\n"
                    + answer.body)
                .getBytes(StandardCharsets.US_ASCII));
  }

  private static List<String> head(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    while (!bytes.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      bytes.write(next);
    }
    return List.of(bytes.toString(StandardCharsets.US_ASCII).split("\r\n"));
  }

  private static String header(List<String> head, String name) {
    return head.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.forEach(Peer::cut);
  }

  /** One WebSocket connection, from the venue's side. */
  static final class Peer {
    private final Socket socket;
    private final String key;
    private final boolean inForce;
    private volatile boolean answersPings;
    private volatile boolean closed;

    private Peer(Socket socket, String key, boolean inForce, boolean answersPings) {
      this.socket = socket;
      this.key = key;
      this.inForce = inForce;
      this.answersPings = answersPings;
    }

    String key() {
      return key;
    }

    boolean isClosed() {
      return closed;
    }

    /** From now on pings are not answered, as on a connection whose other end is gone. */
    void deafen() {
      answersPings = false;
    }

    void say(String text) {
      send(LAST | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same message in two frames. */
    void sayInTwoParts(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int half = bytes.length / 2;
      send(TEXT, Arrays.copyOfRange(bytes, 0, half));
      send(LAST, Arrays.copyOfRange(bytes, half, bytes.length));
    }

    /** A ping of the venue's own. */
    void ping() {
      send(LAST | PING, new byte[0]);
    }

    /** Breaks the connection without a farewell. */
    void cut() {
      closed = true;
      try {
        socket.shutdownOutput();
        socket.shutdownInput();
        socket.close();
      } catch (IOException _) {
        // the other side was faster
      }
    }

    private void converse(DataInputStream in, String socketKey, Runnable opened)
        throws IOException {
      socket
          .getOutputStream()
          .write(
              ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      + "Sec-WebSocket-Accept: "
                      + accept(socketKey)
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      opened.run();
      while (true) {
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte() & 0x7f; // the client says nothing but pings
        byte[] mask = in.readNBytes(4);
        byte[] data = in.readNBytes(length);
        for (int i = 0; i < data.length; i++) {
          data[i] ^= mask[i % 4];
        }
        if (opcode == CLOSE) {
          return;
        }
        if (opcode == PING && answersPings && inForce) {
          send(LAST | PONG, data);
        }
      }
    }

    private synchronized void send(int firstByte, byte[] data) {
      var frame = new ByteArrayOutputStream();
      frame.write(firstByte);
      if (data.length < 126) {
        frame.write(data.length);
      } else {
        frame.write(126);
        frame.write(data.length >> 8);
        frame.write(data.length);
      }
      frame.writeBytes(data);
      try {
        socket.getOutputStream().write(frame.toByteArray());
        socket.getOutputStream().flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String accept(String key) {
      try {
        return Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SALT).getBytes(StandardCharsets.US_ASCII)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
