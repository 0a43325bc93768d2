package quantum.cli.repair;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import quantum.contracts.KillSwitchText;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/**
 * Tests a running harvest-brain from outside: entry, each rung, duplicates, kill switch. Everything
 * that it makes in Redis is removed afterwards; entries of streams stay, as a record.
 */
public final class BrainTest {
  private static final String ROW = "%-44s | %-4s | %s";
  private static final long LOOK_NANOS = 50_000_000;

  /**
   * What the service runs with.
   *
   * @param results stream that it reads fills from
   * @param target stream that it asks in
   * @param killKey the kill switch
   */
  public record Service(Rungs policy, String mode, String results, String target, String killKey) {}

  private final Redis redis;
  private final Service service;
  private final TestPosition position;
  private final KillSwitchTrial kill;
  private final long timeoutNanos;
  private final Predicate<String> says;
  private volatile boolean over;
  private int failed;

  /** Somebody ended it, or nobody reads what it says. */
  private static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param says hears each row; false ends the test
   */
  public BrainTest(
      Redis redis, Service service, Symbol symbol, int timeoutSeconds, Predicate<String> says) {
    this.redis = redis;
    this.service = service;
    this.position = new TestPosition(redis, symbol, service.results(), service.target());
    this.kill = new KillSwitchTrial(redis, service.killKey());
    this.timeoutNanos = TimeUnit.SECONDS.toNanos(timeoutSeconds);
    this.says = says;
  }

  /** Why nothing may be tested; empty if it may be. */
  public static Optional<String> obstacle(Redis redis, Service service, Symbol symbol) {
    String health = redis.names().health("harvest-brain");
    if (redis.commands().exists(health) == 0) {
      return Optional.of("harvest-brain is not running: " + health + " does not exist");
    }
    Optional<String> held =
        new TestPosition(redis, symbol, service.results(), service.target()).obstacle();
    if (held.isPresent()) {
      return held;
    }
    return isKilled(redis, service.killKey())
        ? Optional.of(
            service.killKey() + " is on, so harvest-brain publishes nothing: clear it first")
        : Optional.empty();
  }

  private static boolean isKilled(Redis redis, String key) {
    try {
      return KillSwitchText.isOn(redis.commands().get(key));
    } catch (RedisCommandExecutionException e) {
      return true; // of another type: that is no "off"
    }
  }

  /**
   * @return whether all passed
   */
  public boolean run() {
    // also a signal leaves nothing behind
    Thread cleaner = new Thread(this::endedBySignal);
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      tell(
          "harvest-brain: policy %s, mode %s, symbol %s, namespace %s"
              .formatted(
                  service.policy().name().toLowerCase(Locale.ROOT),
                  service.mode(),
                  position.symbol(),
                  redis.names().namespace()));
      act(position::override);
      tell(String.format(ROW, "Test", "", "Evidence"));
      firstPosition();
      secondPosition();
      cleanUp();
      cleaned();
      tell(failed == 0 ? "all passed" : failed + " FAILED");
      return failed == 0;
    } catch (Ended e) {
      return false;
    } finally {
      if (over) {
        await(cleaner); // it needs the connection, which is closed after this
      } else {
        cleanUp();
        Runtime.getRuntime().removeShutdownHook(cleaner);
      }
    }
  }

  private static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endedBySignal() {
    over = true;
    cleanUp();
  }

  private void firstPosition() {
    Names names = redis.names();
    act(position::open);
    await("entry", position.key() + " has position_id=" + position.id(), this::isOurs);
    await("entry: risk frozen", "entry_risk=10", () -> position.has("entry_risk", "10"));
    await(
        "entry: named in " + names.positionsOpen(),
        "member " + position.symbol(),
        position::isListed);
    List<Rungs.Rung> rungs = service.policy().rungs();
    for (int i = 0; i < rungs.size(); i++) {
      Rungs.Rung rung = rungs.get(i);
      String name = "rung " + (i + 1);
      rung(name + ": published once", rung, rung.price(), 1);
      String mark = position.mark(rung);
      boolean marked = position.isMarked(rung);
      row(name + ": dedup mark", marked, mark + (marked ? " = " : " is not ") + position.id());
      if (i == 0) {
        String move = service.policy().stopMove();
        await(
            "rung 1: stop moved",
            move + " published",
            () -> position.asked(move, Optional.empty()) == 1);
      }
      rung(name + ": again, nothing more", rung, rung.beyond(), 1);
    }
    act(() -> position.close(position.id()));
    await("close", position.key() + " is gone", position::isGone);
  }

  private void secondPosition() {
    List<Rungs.Rung> rungs = service.policy().rungs();
    act(position::open);
    await("second entry", "position_id=" + position.id(), this::isOurs);
    rung(
        "second entry: old mark does not hold it back",
        rungs.getFirst(),
        rungs.getFirst().price(),
        1);
    act(() -> position.putMark(rungs.get(1)));
    rung("duplicate: equal mark holds it back", rungs.get(1), rungs.get(1).price(), 0);
    act(kill::on);
    rung("kill switch: nothing published", rungs.getLast(), rungs.getLast().price(), 0);
    kill.restore();
    boolean asBefore = kill.isAsBefore();
    row(
        "kill switch: restored",
        asBefore,
        kill.key() + (asBefore ? " is as it was" : " is not as it was"));
    rung("kill switch off: next price decides", rungs.getLast(), rungs.getLast().beyond(), 1);
  }

  /** Nothing more is done once it was cleaned up because of a signal. */
  private synchronized void act(Runnable step) {
    if (over) {
      throw new Ended();
    }
    step.run();
  }

  private boolean isOurs() {
    return position.has("position_id", position.id());
  }

  /** Reports a price; exactly so many entries of that rung must have been published then. */
  private void rung(String name, Rungs.Rung rung, String price, long wanted) {
    act(() -> position.price(price));
    // its evaluation and what it made it publish are one step
    if (!eventually(() -> position.has("current_price", price))) {
      row(name, false, "the price " + price + " was not decided on in time");
      return;
    }
    long found = position.asked(rung.intentType(), Optional.of(rung.levelR()));
    String says =
        "%s at %s R, price %s: published %d times"
            .formatted(rung.intentType(), rung.levelR(), price, found);
    row(name, found == wanted, found == wanted ? says : says + ", not " + wanted);
  }

  private void await(String name, String evidence, BooleanSupplier condition) {
    boolean seen = eventually(condition);
    row(name, seen, seen ? evidence : "not in time: " + evidence);
  }

  private boolean eventually(BooleanSupplier condition) {
    long end = System.nanoTime() + timeoutNanos;
    while (!condition.getAsBoolean()) {
      if (over) {
        throw new Ended();
      }
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }

  private void row(String name, boolean passed, String evidence) {
    failed += passed ? 0 : 1;
    tell(String.format(ROW, name, passed ? "PASS" : "FAIL", evidence));
  }

  private void tell(String line) {
    if (over || !says.test(line)) {
      throw new Ended();
    }
  }

  private synchronized void cleanUp() {
    kill.restore();
    for (String id : position.ids()) {
      if (position.has("position_id", id)) {
        position.close(id); // the service forgets it too
        long end = System.nanoTime() + timeoutNanos;
        while (!position.isGone() && System.nanoTime() < end) {
          LockSupport.parkNanos(LOOK_NANOS);
        }
      }
    }
    position.erase();
  }

  private void cleaned() {
    List<String> left = position.left();
    boolean none = left.isEmpty() && !position.isListed();
    row(
        "clean-up",
        none,
        none ? "nothing of " + position.symbol() + " is left" : "left: " + String.join(" ", left));
  }
}
