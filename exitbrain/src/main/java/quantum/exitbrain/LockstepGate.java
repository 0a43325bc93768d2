package quantum.exitbrain;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import quantum.contracts.Decoded;
import quantum.contracts.FeedEvent;
import quantum.contracts.Names;
import quantum.contracts.PriceUpdate;
import quantum.runtime.BatchHandler;
import quantum.runtime.Quiescence;
import quantum.runtime.Redis;
import quantum.runtime.RunningService;
import quantum.runtime.StreamEntry;
import quantum.runtime.StreamSource;
import quantum.runtime.systemd.Heartbeat;

/**
 * Lets a batch with prices through once the other services have finished with them: harvest-brain's
 * plans of a tick are executed before exitbrain decides on it, so a replay over Redis decides what
 * a replay without it does (DESIGN, time and replay).
 *
 * <p>Told to stop while it waits, it hands nothing on: the entries stay pending and come again.
 */
final class LockstepGate implements BatchHandler, RunningService {
  private static final long POLL_MICROS = 500;
  private static final long WARN_AFTER_SECONDS = 10;

  private final BatchHandler next;
  private final Redis redis;
  private final Heartbeat heartbeat;
  private final String priceStream;
  private final List<StreamSource> others;
  private final CountDownLatch stopping = new CountDownLatch(1);

  /**
   * @param heartbeat of the loop that hands over the batches
   */
  LockstepGate(BatchHandler next, Redis redis, ExitBrainSettings settings, Heartbeat heartbeat) {
    this.next = next;
    this.redis = redis;
    this.heartbeat = heartbeat;
    this.priceStream = settings.priceStream();
    this.others =
        List.of(
            of(settings.priceStream(), Names.GROUP_HARVEST_BRAIN),
            of(settings.resultStream(), Names.GROUP_HARVEST_BRAIN),
            of(settings.intentStream(), settings.names().groupIntentBridge()),
            of(settings.planStream(), Names.GROUP_APPLY_LAYER));
  }

  private static StreamSource of(String stream, String group) {
    return new StreamSource(stream, group, "any", "0");
  }

  @Override
  public void handle(List<StreamEntry> batch) throws InterruptedException {
    if (batch.stream().noneMatch(this::isPrice) || othersFinished()) {
      next.handle(batch);
    }
  }

  private boolean isPrice(StreamEntry entry) {
    return entry.stream().equals(priceStream)
        || FeedEvent.decode(entry.fields(), entry.id())
            instanceof Decoded.Ok<FeedEvent>(PriceUpdate _, _);
  }

  /** Waits for it; false if told to stop meanwhile. */
  private boolean othersFinished() throws InterruptedException {
    long since = System.nanoTime();
    boolean warned = false;
    while (!Quiescence.reached(redis, others)) {
      heartbeat.beat();
      if (stopping.await(POLL_MICROS, TimeUnit.MICROSECONDS)) {
        return false;
      }
      if (!warned && System.nanoTime() - since > TimeUnit.SECONDS.toNanos(WARN_AFTER_SECONDS)) {
        warned = true;
        ExitLog.waiting(WARN_AFTER_SECONDS);
      }
    }
    return true;
  }

  @Override
  public void idle() throws InterruptedException {
    next.idle();
  }

  @Override
  public void reconnected() {
    next.reconnected();
  }

  @Override
  public void run() throws InterruptedException {
    stopping.await();
  }

  @Override
  public void stop() {
    stopping.countDown();
  }
}
