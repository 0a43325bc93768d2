package quantum.apply.venue.binance;

import java.util.OptionalLong;

/** One connection of {@link UserStream} and the signs of life that it gave. */
final class StreamLink {
  private final UserSocket socket;
  private final String key;
  private final long begunAt;
  private boolean open;
  private boolean ready;
  private long readyAt;
  private long lastSignAt;
  private long nextPingAt;

  /** The first ping since the last sign of life. */
  private OptionalLong askedAt = OptionalLong.empty();

  StreamLink(UserSocket socket, String key, long now) {
    this.socket = socket;
    this.key = key;
    this.begunAt = now;
  }

  UserSocket socket() {
    return socket;
  }

  boolean listensUnder(String other) {
    return key.equals(other);
  }

  void opened(long now) {
    open = true;
    nextPingAt = now; // the sooner it answers, the sooner it can be relied on
  }

  void sign(long now) {
    if (!ready) {
      readyAt = now;
    }
    ready = true;
    lastSignAt = now;
    askedAt = OptionalLong.empty();
  }

  void ping(long now, StreamTiming timing) {
    if (open && now >= nextPingAt) {
      nextPingAt = now + timing.ping().toMillis();
      askedAt = askedAt.isPresent() ? askedAt : OptionalLong.of(now);
      socket.ping();
    }
  }

  /**
   * Whether it was silent for too long although it was asked. While the loop was held up nobody
   * asked, and silence says nothing.
   */
  boolean isDead(long now, StreamTiming timing) {
    long silence = timing.silence().toMillis();
    return now - lastSignAt >= silence
        && askedAt.isPresent()
        && now - askedAt.getAsLong() >= silence - timing.ping().toMillis();
  }

  long ageMillis(long now) {
    return now - begunAt;
  }

  /** For how long it has been of use. */
  long servedMillis(long now) {
    return ready ? now - readyAt : 0;
  }
}
