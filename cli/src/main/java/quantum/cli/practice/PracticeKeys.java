package quantum.cli.practice;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import quantum.contracts.Names;
import quantum.runtime.Redis;

/** What practice has in Redis: a namespace of its own. */
public final class PracticeKeys {
  private static final int KEYS_PER_SCAN = 1_000;
  private static final long LOOK_MILLIS = 100;

  private final Redis redis;
  private final Names names = new Names(PracticePlan.NAMESPACE);

  /**
   * @param redis of whatever namespace
   */
  public PracticeKeys(Redis redis) {
    this.redis = redis;
  }

  /** Removes all of it; keys of other namespaces are not touched. */
  public void clear() {
    ScanArgs mine = ScanArgs.Builder.limit(KEYS_PER_SCAN).match(PracticePlan.NAMESPACE + ":*");
    KeyScanCursor<String> cursor = redis.commands().scan(ScanCursor.INITIAL, mine);
    while (true) {
      if (!cursor.getKeys().isEmpty()) {
        redis.commands().unlink(cursor.getKeys().toArray(String[]::new));
      }
      if (cursor.isFinished()) {
        return;
      }
      cursor = redis.commands().scan(cursor, mine);
    }
  }

  /** Whether every symbol has got a price within that time. */
  public boolean awaitPrices(List<PracticeEntry> entries, long seconds)
      throws InterruptedException {
    return await(
        seconds,
        () ->
            entries.stream()
                .allMatch(entry -> redis.commands().exists(names.ticker(entry.symbol())) > 0));
  }

  public void send(List<PracticeEntry> entries) {
    long now = System.currentTimeMillis();
    entries.forEach(
        entry -> redis.commands().xadd(names.tradeIntent(), entry.intent(now).encode()));
  }

  /** How many are open within that time, at most all. */
  public int awaitOpen(int all, long seconds) throws InterruptedException {
    await(seconds, () -> open() >= all);
    return open();
  }

  private int open() {
    return redis.commands().smembers(names.positionsOpen()).size();
  }

  private static boolean await(long seconds, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return true;
  }
}
