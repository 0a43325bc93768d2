package quantum.runtime.systemd;

/**
 * One loop's sign of life. The loop itself beats, as it goes round; nobody beats for it, so a loop
 * that is stuck falls silent. One that waits for something to come back is alive and beats on.
 */
public final class Heartbeat {
  private final ServiceManager manager;
  private final String loop;
  private volatile boolean beaten;
  private volatile boolean ready;
  private volatile long roundNanos;

  Heartbeat(ServiceManager manager, String loop) {
    this.manager = manager;
    this.loop = loop;
    this.roundNanos = manager.nanos();
  }

  /** The loop has come round. Cheap: call it in every round, and at least every few seconds. */
  public void beat() {
    beaten = true;
    roundNanos = manager.nanos();
    manager.cameRound();
  }

  /**
   * The loop does what it is there for: its consumer group exists and it reads, or its first round
   * is done. Counts once.
   */
  public void ready() {
    if (!ready) {
      ready = true;
      manager.loopReady();
    }
    beat();
  }

  /** When it came round last, or was asked for. */
  long roundNanos() {
    return roundNanos;
  }

  String loop() {
    return loop;
  }

  boolean isReady() {
    return ready;
  }

  boolean hasBeaten() {
    return beaten;
  }

  void forget() {
    beaten = false;
  }
}
