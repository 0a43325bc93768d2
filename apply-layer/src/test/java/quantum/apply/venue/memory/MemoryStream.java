package quantum.apply.venue.memory;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.AccountStream;
import quantum.apply.venue.Freshness;
import quantum.runtime.systemd.Heartbeat;

/** Hands on what the exchange tells while it runs and is connected. */
final class MemoryStream implements AccountStream {
  private static final long BEAT_MILLIS = 20;

  private final MemoryExchange exchange;
  private final Heartbeat heartbeat;
  private final Consumer<? super AccountEvent> taker;
  private final BlockingQueue<AccountEvent> waiting = new LinkedBlockingQueue<>();
  private volatile boolean stopping;
  private volatile boolean connected;
  private volatile long signNanos = System.nanoTime();

  MemoryStream(MemoryExchange exchange, Heartbeat heartbeat, Consumer<? super AccountEvent> taker) {
    this.exchange = exchange;
    this.heartbeat = heartbeat;
    this.taker = taker;
  }

  @Override
  public void run() throws InterruptedException {
    exchange.tell(
        event -> {
          if (connected) {
            waiting.add(event);
          }
        });
    while (!stopping) {
      if (!connected) {
        connect();
      }
      AccountEvent event = waiting.poll(BEAT_MILLIS, TimeUnit.MILLISECONDS);
      signNanos = System.nanoTime();
      heartbeat.beat();
      if (event != null) {
        taker.accept(event);
      }
    }
    connected = false;
  }

  /** What was told from before is nothing that the resync would not find. */
  private void connect() {
    waiting.clear();
    waiting.add(new AccountEvent.Resync("connected"));
    connected = true;
    heartbeat.ready();
  }

  /** The connection is lost; what happens until there is another one is not told. */
  void cut() {
    connected = false;
  }

  @Override
  public void stop() {
    stopping = true;
  }

  @Override
  public Freshness freshness() {
    long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - signNanos);
    return connected && waiting.stream().noneMatch(AccountEvent.Resync.class::isInstance)
        ? new Freshness.Fresh(age)
        : new Freshness.Dead(age, age);
  }

  @Override
  public void doubt(String why) {
    cut();
  }
}
