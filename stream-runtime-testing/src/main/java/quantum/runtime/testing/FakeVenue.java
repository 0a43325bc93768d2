package quantum.runtime.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A venue's public side on loopback: one port for WebSocket and premiumIndex, which says exactly
 * what a test tells it to, and can be made silent, deaf or dead.
 */
public final class FakeVenue implements AutoCloseable {
  private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final ServerSocket server;
  private final List<Peer> all = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Peer> arrived = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> polls = new LinkedBlockingQueue<>();
  private volatile String index = "[]";
  private volatile int indexStatus = 200;
  private final BlockingQueue<String> candleRequests = new LinkedBlockingQueue<>();
  private volatile UnaryOperator<String> candles = _ -> "[]";
  private volatile String listings = listingsOf("BTCUSDT", "ETHUSDT", "RIVERUSDT");
  private volatile boolean acknowledging = true;
  private volatile int upgradeStatus = 101;
  private volatile Optional<Behaviour> behaviour = Optional.empty();

  public FakeVenue() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public URI socketBase() {
    return URI.create("ws://127.0.0.1:" + server.getLocalPort());
  }

  public URI restBase() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** How a venue with a life of its own answers. */
  public interface Behaviour {
    /** HTTP status that a WebSocket connection is answered with; 101 opens it. */
    int upgrade();

    /** A connection said something. */
    void heard(Peer peer, String text);

    /** Path and query were asked for; empty if there is to be no answer. */
    Optional<Reply> asked(String target);
  }

  /** An answer of the REST API. */
  public record Reply(int status, Map<String, String> headers, String body) {}

  /** From now on nothing else answers. */
  public void behave(Behaviour life) {
    behaviour = Optional.of(life);
  }

  /** The connections that stand. */
  public List<Peer> peers() {
    return all.stream().filter(peer -> peer.open && !peer.closed).toList();
  }

  /** What premiumIndex answers from now on. */
  public void index(int status, String body) {
    indexStatus = status;
    index = body;
  }

  /** What klines answers from now on, given path and query; an error's body begins with a brace. */
  public void candles(UnaryOperator<String> answer) {
    candles = answer;
  }

  /** What exchangeInfo answers from now on. */
  public void listings(String body) {
    listings = body;
  }

  /** Whether connections opened from now on confirm what they are asked for. */
  public void acknowledge(boolean whether) {
    acknowledging = whether;
  }

  /** The HTTP status that WebSocket connections are refused with from now on; 101 opens them. */
  public void refuseUpgrade(int status) {
    upgradeStatus = status;
  }

  public int candleRequestsSeen() {
    return candleRequests.size();
  }

  /** Waits for the next request to klines: path and query. */
  public String awaitCandleRequest() {
    return await(candleRequests, "nobody asked for candles");
  }

  /** Waits for the next request to premiumIndex. */
  public void awaitPoll() {
    await(polls, "no poll came");
  }

  public void forgetPolls() {
    polls.clear();
  }

  public int pollsSeen() {
    return polls.size();
  }

  /** The next WebSocket connection, if it is there. */
  public Optional<Peer> pollPeer() {
    return Optional.ofNullable(arrived.poll());
  }

  /** Waits for the next WebSocket connection. */
  public Peer awaitPeer() {
    return await(arrived, "no WebSocket connection came");
  }

  private static <T> T await(BlockingQueue<T> queue, String otherwise) {
    try {
      T found = queue.poll(20, TimeUnit.SECONDS);
      if (found == null) {
        throw new AssertionError(otherwise);
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true); // small frames one after the other
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
        String target = head.getFirst().split(" ")[1];
        if (target.startsWith("/market/stream")) {
          int upgrade = behaviour.map(Behaviour::upgrade).orElse(upgradeStatus);
          if (upgrade != 101) {
            answer(socket, upgrade, Map.of(), "");
            return;
          }
          Peer peer = new Peer(socket, in, key(head), acknowledging, behaviour);
          all.add(peer);
          try {
            peer.converse(() -> arrived.add(peer));
          } finally {
            peer.closed = true;
          }
          return;
        }
        if (behaviour.isPresent()) {
          Optional<Reply> reply = behaviour.get().asked(target);
          if (reply.isEmpty()) {
            return;
          }
          answer(socket, reply.get().status(), reply.get().headers(), reply.get().body());
          continue;
        }
        int status = indexStatus;
        String text = index;
        if (target.startsWith("/fapi/v1/exchangeInfo")) {
          status = 200;
          text = listings;
        } else if (target.startsWith("/fapi/v1/klines?")) {
          text = candles.apply(target);
          status = text.startsWith("{") ? 400 : 200;
          candleRequests.add(target);
        } else {
          polls.add(target);
        }
        answer(socket, status, Map.of(), text);
      }
    } catch (IOException | UncheckedIOException _) {
      // the other side left; the tests see what follows from it
    }
  }

  private static void answer(Socket socket, int status, Map<String, String> headers, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    var head = new StringBuilder("HTTP/1.1 " + status + " told\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Length: " + body.length + "\r\n\r\n");
    OutputStream out = socket.getOutputStream();
    out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
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

  private static String key(List<String> head) {
    return head.stream()
        .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElseThrow();
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
  public static final class Peer {
    private final Socket socket;
    private final DataInputStream in;
    private final String key;
    private final boolean acknowledging;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final Optional<Behaviour> behaviour;
    private final BlockingQueue<Integer> pongs = new LinkedBlockingQueue<>();
    private volatile boolean deaf;
    private volatile boolean open;
    private volatile boolean closed;

    private Peer(
        Socket socket,
        DataInputStream in,
        String key,
        boolean acknowledging,
        Optional<Behaviour> behaviour) {
      this.socket = socket;
      this.in = in;
      this.key = key;
      this.acknowledging = acknowledging;
      this.behaviour = behaviour;
    }

    /** Whether the client has heard all that was said so far, as far as it still listens. */
    public boolean isHeard() {
      pongs.clear();
      try {
        send(0x80 | PING, new byte[0]);
        return pongs.poll(2, TimeUnit.SECONDS) != null;
      } catch (UncheckedIOException _) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    /** From now on pings are not answered, as on a connection whose other end is gone. */
    public void deafen() {
      deaf = true;
    }

    /** Confirms a request. */
    public void acknowledge(String request) {
      String id = request.substring(request.lastIndexOf(':') + 1, request.lastIndexOf('}'));
      say("{\"result\":null,\"id\":" + id + "}");
    }

    /** Refuses a request. */
    public void refuse(String request) {
      String id = request.substring(request.lastIndexOf(':') + 1, request.lastIndexOf('}'));
      say("{\"error\":{\"code\":2,\"msg\":\"Invalid request\"},\"id\":" + id + "}");
    }

    /** Whether the client has asked for this stream more than once. */
    public boolean repeats(String stream) {
      return heard.stream()
              .filter(text -> text.contains("\"SUBSCRIBE") && text.contains(stream))
              .count()
          > 1;
    }

    /** The next text message of the client, null if there is none yet. */
    public String pollText() {
      return heard.poll();
    }

    /** Waits for the next text message of the client. */
    public String awaitText() {
      return await(heard, "the client said nothing");
    }

    public void say(String text) {
      send(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same message in two frames. */
    public void sayInTwoParts(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int half = bytes.length / 2;
      send(TEXT, java.util.Arrays.copyOfRange(bytes, 0, half));
      send(0x80, java.util.Arrays.copyOfRange(bytes, half, bytes.length));
    }

    public void price(String symbol, String price, long timeMillis) {
      say(event(symbol, price, timeMillis));
    }

    public void candle(String symbol, long openMillis, String close, boolean closed) {
      say(
          """
          {"stream":"%s@kline_1m","data":{"e":"kline","E":%d,"s":"%s","k":{"t":%d,"T":%d,"s":"%s",
           "i":"1m","o":"%s","c":"%s","h":"%s","l":"%s","v":"0","x":%s}}}
          """
              .formatted(
                  symbol.toLowerCase(java.util.Locale.ROOT),
                  openMillis + 60_000,
                  symbol,
                  openMillis,
                  openMillis + 59_999,
                  symbol,
                  close,
                  close,
                  close,
                  close,
                  closed));
    }

    public static String event(String symbol, String price, long timeMillis) {
      return """
          {"stream":"%s@markPrice@1s","data":{"e":"markPriceUpdate","E":%d,"s":"%s","p":"%s",
           "i":"1","P":"1","r":"0.00010000","T":1562306400000}}
          """
          .formatted(symbol.toLowerCase(java.util.Locale.ROOT), timeMillis, symbol, price);
    }

    /** Breaks the connection without a farewell. */
    public void cut() {
      closed = true;
      try {
        // a close alone waits for the virtual thread that is reading
        socket.shutdownOutput();
        socket.shutdownInput();
        socket.close();
      } catch (SocketException _) {
        // the other side was faster
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void converse(Runnable opened) throws IOException {
      socket
          .getOutputStream()
          .write(
              ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      + "Sec-WebSocket-Accept: "
                      + accept(key)
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      open = true;
      opened.run();
      while (true) {
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte() & 0x7f;
        if (length == 126) {
          length = in.readUnsignedShort();
        } else if (length == 127) {
          length = Math.toIntExact(in.readLong());
        }
        byte[] mask = in.readNBytes(4);
        byte[] data = in.readNBytes(length);
        for (int i = 0; i < data.length; i++) {
          data[i] ^= mask[i % 4];
        }
        switch (opcode) {
          case TEXT -> {
            String text = new String(data, StandardCharsets.UTF_8);
            if (behaviour.isPresent()) {
              behaviour.get().heard(this, text);
              break;
            }
            heard.add(text);
            if (acknowledging) {
              acknowledge(text);
            }
          }
          case PING -> {
            if (!deaf) {
              send(0x80 | PONG, data);
            }
          }
          case PONG -> pongs.add(PONG);
          case CLOSE -> {
            return;
          }
          default -> {}
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

  /** An answer of exchangeInfo: all of them are traded. */
  public static String listingsOf(String... symbols) {
    return Stream.of(symbols)
        .map("{\"symbol\":\"%s\",\"status\":\"TRADING\"}"::formatted)
        .collect(Collectors.joining(",", "{\"symbols\":[", "]}"));
  }

  /** An answer of premiumIndex: symbol, price, time, symbol, price, time … */
  public static String indexOf(Object... rows) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < rows.length; i += 3) {
      all.add(
          """
          {"symbol":"%s","markPrice":"%s","lastFundingRate":"0.0002","time":%s}
          """
              .formatted(rows[i], rows[i + 1], rows[i + 2]));
    }
    return "[" + String.join(",", all) + "]";
  }
}
