package quantum.runtime.systemd;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service manager, as a service sees it: systemd by its notification socket, or nobody.
 *
 * <p>READY=1 is told when every loop says that it is ready. From then on WATCHDOG=1 is told every
 * half of WATCHDOG_USEC, but only if <em>every</em> loop has beaten since the last time: one stuck
 * loop, and the whole process falls silent and is restarted. It is the beating loop that tells, so
 * no thread of our own can go on feeding the watchdog of a service that does nothing any more.
 *
 * <p>Until it is ready the same beats extend the time that the start may take; one that hangs is
 * ended by TimeoutStartSec. Who goes round for {@value #PATIENCE_SECONDS} s and is still not ready
 * waits for something outside, such as Redis: then the service stands, READY=1 is told all the
 * same, and the status says what it waits for. Whoever started it is not kept waiting.
 *
 * <p>Nothing that goes wrong here matters to the service: it is logged once.
 */
public final class ServiceManager {
  private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);
  private static final long EXTENSION_MICROS = TimeUnit.SECONDS.toMicros(20);
  private static final long EXTEND_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_SECONDS = 10;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
  private static final int STATUS_CHARACTERS = 300;

  /** Hears of loops that hang, and should it come to that, that all go round again. */
  public interface Watcher {
    void stuck(String loops, long seconds);

    void goRound();
  }

  private enum Phase {
    STARTING,
    /** Ready or standing, but systemd has not been told yet. */
    UNTOLD,
    RUNNING,
    STOPPING
  }

  private final Optional<NotifySocket> socket;
  private final long watchdogNanos;
  private final LongSupplier nanos;
  private final Map<String, Heartbeat> loops = new LinkedHashMap<>();
  private Phase phase = Phase.STARTING;
  private Runnable whenReady = () -> {};
  private Optional<Watcher> watcher = Optional.empty();
  private final long beganNanos;
  private long turnNanos;
  private boolean complete;
  private boolean everReady;
  private boolean failed;
  private boolean stuckNamed;
  private long toldAtNanos;
  private String status = "";
  private volatile long dueNanos;

  private ServiceManager(
      Optional<NotifySocket> socket, long watchdogNanos, LongSupplier monotonicNanos) {
    this.socket = socket;
    this.watchdogNanos = watchdogNanos;
    this.nanos = monotonicNanos;
    this.toldAtNanos = monotonicNanos.getAsLong();
    this.beganNanos = toldAtNanos;
    this.turnNanos = toldAtNanos;
    this.dueNanos = toldAtNanos + EXTEND_EVERY_NANOS;
  }

  /** A service that nobody manages: everything here does nothing. */
  public static ServiceManager none() {
    return new ServiceManager(Optional.empty(), 0, System::nanoTime);
  }

  /**
   * @param variable of the environment: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID
   */
  public static ServiceManager of(Function<String, Optional<String>> variable) {
    return of(variable, System::nanoTime);
  }

  /**
   * @param monotonicNanos as {@link System#nanoTime()}
   */
  public static ServiceManager of(
      Function<String, Optional<String>> variable, LongSupplier monotonicNanos) {
    Optional<String> address = variable.apply("NOTIFY_SOCKET");
    if (address.isEmpty()) {
      return none();
    }
    try {
      return new ServiceManager(
          Optional.of(new NotifySocket(address.get())), watchdogNanos(variable), monotonicNanos);
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      log.warn("The service manager is told nothing: NOTIFY_SOCKET: {}", e.getMessage());
      return none();
    }
  }

  /** 0 if nobody watches this process. */
  private static long watchdogNanos(Function<String, Optional<String>> variable) {
    String own = Long.toString(ProcessHandle.current().pid());
    if (variable.apply("WATCHDOG_PID").filter(pid -> !pid.equals(own)).isPresent()) {
      return 0;
    }
    return variable
        .apply("WATCHDOG_USEC")
        .filter(micros -> micros.matches("\\d{1,15}"))
        .map(micros -> TimeUnit.MICROSECONDS.toNanos(Long.parseLong(micros)))
        .orElse(0L);
  }

  /**
   * The loop of this name; the first to ask registers it, so that all who work on its behalf can
   * beat for it.
   */
  public synchronized Heartbeat loop(String name) {
    return loops.computeIfAbsent(name, key -> new Heartbeat(this, key));
  }

  public synchronized void heardBy(Watcher whoever) {
    watcher = Optional.of(whoever);
  }

  /** It stands by: as good as it can be, and told so at once; its loops begin with its turn. */
  public synchronized void standing() {
    if (phase == Phase.STARTING) {
      phase = Phase.UNTOLD;
      dueNanos = nanos.getAsLong();
    }
    cameRound();
  }

  /** Its loops are over, or not built yet: those that are registered from here on count. */
  public synchronized void beginTurn() {
    loops.clear();
    complete = false;
    everReady = false;
    turnNanos = nanos.getAsLong();
  }

  /** For how long the most silent loop has not come round; before they are built, the start. */
  public synchronized long silentNanos() {
    long now = nanos.getAsLong();
    return complete
        ? loops.values().stream().mapToLong(loop -> now - loop.roundNanos()).max().orElse(0)
        : now - turnNanos;
  }

  long nanos() {
    return nanos.getAsLong();
  }

  /** Still starting, and alive: whoever waits before there are loops says so every few seconds. */
  public void starting() {
    cameRound();
  }

  /**
   * All loops are known now: the service is ready as soon as they are. Without any it is at once.
   *
   * @param whenReady called once, when all are, just before the service manager is told
   */
  public synchronized void watch(Runnable whenReady) {
    this.whenReady = whenReady;
    complete = true;
    loopReady();
  }

  /** What {@code systemctl status} shows, one line. */
  public synchronized void status(String line) {
    String text = line.lines().findFirst().orElse("");
    text = text.substring(0, Math.min(text.length(), STATUS_CHARACTERS));
    if (!text.equals(status)) {
      status = text;
      if (phase != Phase.UNTOLD) {
        tell("STATUS=" + status);
      }
    }
  }

  /** The stop has begun; from here on nobody needs to beat. */
  public synchronized void stopping() {
    if (phase != Phase.STOPPING) {
      phase = Phase.STOPPING;
      tell("STOPPING=1\nSTATUS=stopping");
    }
  }

  synchronized void loopReady() {
    if (everReady
        || phase == Phase.STOPPING
        || !complete
        || !loops.values().stream().allMatch(Heartbeat::isReady)) {
      return;
    }
    everReady = true;
    boolean untold = phase == Phase.STARTING;
    phase = untold ? Phase.UNTOLD : phase;
    whenReady.run();
    if (untold) {
      dueNanos = nanos.getAsLong();
      tellWhatIsDue();
    }
  }

  void cameRound() {
    if (socket.isPresent() && nanos.getAsLong() - dueNanos >= 0) {
      tellWhatIsDue();
    }
  }

  private synchronized void tellWhatIsDue() {
    long now = nanos.getAsLong();
    if (now - dueNanos < 0) {
      return; // another loop was faster
    }
    switch (phase) {
      case STARTING -> {
        if (everyLoopHasBeaten() && now - beganNanos >= PATIENCE_NANOS) {
          phase = Phase.UNTOLD;
          tellReady(now);
        } else if (everyLoopHasBeaten()) {
          told(now, tell("EXTEND_TIMEOUT_USEC=" + EXTENSION_MICROS), EXTEND_EVERY_NANOS);
        }
      }
      case UNTOLD -> tellReady(now);
      case RUNNING -> {
        if (watchdogNanos == 0) {
          dueNanos = now + TimeUnit.DAYS.toNanos(1);
        } else if (everyLoopHasBeaten()) {
          told(now, tell("WATCHDOG=1"), watchdogNanos / 2);
        } else {
          nameTheStuck(now);
        }
      }
      case STOPPING -> dueNanos = now + TimeUnit.DAYS.toNanos(1);
    }
  }

  private void tellReady(long now) {
    boolean told = tell("READY=1\nSTATUS=" + status);
    phase = told ? Phase.RUNNING : phase;
    told(now, told, watchdogNanos / 2);
  }

  private boolean everyLoopHasBeaten() {
    return loops.values().stream().allMatch(Heartbeat::hasBeaten);
  }

  private void told(long now, boolean done, long nextNanos) {
    if (done) {
      toldAtNanos = now;
      if (stuckNamed) {
        watcher.ifPresent(Watcher::goRound);
      }
      stuckNamed = false;
      loops.values().forEach(Heartbeat::forget);
    }
    dueNanos = now + (done ? nextNanos : RETRY_NANOS);
  }

  private void nameTheStuck(long now) {
    if (!stuckNamed && now - toldAtNanos >= watchdogNanos / 4 * 3) {
      stuckNamed = true;
      String stuck =
          loops.values().stream()
              .filter(loop -> !loop.hasBeaten())
              .map(Heartbeat::loop)
              .collect(Collectors.joining(", "));
      long seconds = TimeUnit.NANOSECONDS.toSeconds(now - toldAtNanos);
      watcher.ifPresent(told -> told.stuck(stuck, seconds));
    }
  }

  private boolean tell(String message) {
    if (socket.isEmpty()) {
      return true;
    }
    try {
      socket.get().send(message);
      return true;
    } catch (IOException e) {
      if (!failed) {
        failed = true;
        log.warn("The service manager does not hear us: {}", e.getMessage());
      }
      return false;
    }
  }
}
