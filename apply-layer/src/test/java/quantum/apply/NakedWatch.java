package quantum.apply;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import quantum.runtime.testing.StreamProbe;
import tools.jackson.databind.JsonNode;

/**
 * Looks at the exchange about every 200 ms and measures how long a position that one of our entries
 * opened stands without a stop that covers it, while an apply layer runs and nothing keeps the
 * exchange from taking stops.
 *
 * <p>A look that came late counts as if it had come in time: a machine that gives us no turn says
 * nothing about the product.
 */
final class NakedWatch implements AutoCloseable {
  private static final long EVERY_MILLIS = 200;
  private static final long MOST_OF_ONE_GAP_MILLIS = 300;

  /** So late nobody else was given a turn either. */
  private static final long STARVED_MILLIS = 800;

  /** Two seconds are promised; the third is for the machine, which runs other sequences too. */
  private static final long LIMIT_MILLIS = 3_000;

  /** Alarms that say it is known. */
  private static final Set<String> SAY_SO = Set.of("STOP_MISSING", "NO_OUTCOME", "EXIT_FAILED");

  private static final class Spell {
    private long millis;
    private long sinceMillis;
    private boolean told;
  }

  private final ApplyRig rig;
  private final StreamProbe probe;
  private final Thread thread;
  private final Map<String, Spell> spells = new HashMap<>();
  private final Map<String, Long> alarmedAt = new HashMap<>();
  private final Set<String> seenAlerts = new HashSet<>();
  private final List<String> violations = new ArrayList<>();
  private volatile boolean running;
  private volatile boolean closed;

  NakedWatch(ApplyRig rig) {
    this.rig = rig;
    this.probe = new StreamProbe(rig.server());
    this.thread = Thread.ofVirtual().name("naked-watch").start(this::run);
  }

  /** Whether an apply layer runs now. */
  void running(boolean now) {
    running = now;
  }

  List<String> violations() {
    synchronized (violations) {
      return List.copyOf(violations);
    }
  }

  private void run() {
    long last = System.nanoTime();
    while (!closed) {
      try {
        Thread.sleep(EVERY_MILLIS);
        long now = System.nanoTime();
        long gap = (now - last) / 1_000_000;
        look(gap > STARVED_MILLIS ? 0 : Math.min(gap, MOST_OF_ONE_GAP_MILLIS));
        last = now;
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // the rig is on its way down
      }
    }
  }

  private void look(long gapMillis) {
    alarms();
    JsonNode account = rig.control("GET", "/paper/account");
    if (!running || account.path("positions").isEmpty()) {
      spells.clear();
      return; // each question costs the machine something
    }
    JsonNode algos = rig.control("GET", "/paper/algos");
    Set<String> naked = new HashSet<>();
    for (JsonNode position : account.path("positions")) {
      String symbol = position.path("symbol").asString();
      BigDecimal amount = new BigDecimal(position.path("amount").asString());
      if (amount.signum() != 0 && !Audit.isCovered(algos, symbol, amount)) {
        naked.add(symbol);
      }
    }
    if (!naked.isEmpty()) {
      Map<Long, String> names = Audit.namesOfOrders(rig.orders(), algos);
      naked.removeIf(symbol -> !Audit.openedByUs(account, symbol, names));
    }
    spells.keySet().retainAll(naked);
    if (naked.isEmpty()) {
      return;
    }
    if (!takesStops()) {
      spells.clear();
      return;
    }
    for (String symbol : naked) {
      Spell spell = spells.computeIfAbsent(symbol, s -> new Spell());
      if (spell.sinceMillis == 0) {
        spell.sinceMillis = System.currentTimeMillis();
      }
      spell.millis += gapMillis;
      // the alarm of a minute ago stands for this one too
      boolean alarmed = alarmedAt.getOrDefault(symbol, 0L) > spell.sinceMillis - 60_000;
      if (spell.millis > LIMIT_MILLIS && !alarmed && !spell.told) {
        spell.told = true;
        synchronized (violations) {
          violations.add(symbol + " stood without a stop for " + spell.millis + " ms, no alarm");
        }
      }
    }
  }

  private boolean takesStops() {
    for (JsonNode waiting : rig.control("GET", "/paper/faults")) {
      String text = waiting.asString();
      if (text.contains("lgo") || text.contains("positionRisk stale")) {
        return false;
      }
    }
    return true;
  }

  /** Kept here, since Redis may forget them. */
  private void alarms() {
    for (Map<String, String> alert : probe.entries(rig.names.alert())) {
      if (SAY_SO.contains(alert.get("kind"))
          && !"true".equals(alert.get("resolved"))
          && seenAlerts.add(alert.toString())) {
        alarmedAt.put(alert.getOrDefault("symbol", ""), System.currentTimeMillis());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    probe.close();
  }
}
