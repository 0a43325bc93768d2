package quantum.cli.repair;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import quantum.cli.machine.Systemctl;
import quantum.contracts.Decoded;
import quantum.contracts.HealthRecord;
import quantum.contracts.TradeIntent;
import quantum.runtime.Redis;

/**
 * Takes harvest-brain from live to shadow or back: kill switch on, env file, restart, verify, kill
 * switch as before. It stays on if a step fails.
 */
public final class ModeSwitch {
  private static final String UNIT = OffsetRepair.UNIT;
  private static final String SERVICE = "harvest-brain";
  private static final long LOOK_MILLIS = 200;
  private static final int LOOKED_AT = 1_000;

  /** A step failed; the kill switch is on. */
  public static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(String why) {
      super(why);
    }
  }

  private final Redis redis;
  private final ModeFile file;
  private final String killKey;
  private final Optional<String> killBefore;
  private final Consumer<String> says;

  /**
   * @param killBefore what the kill switch was; it becomes that again
   * @param says hears each step
   */
  public ModeSwitch(
      Redis redis,
      ModeFile file,
      String killKey,
      Optional<String> killBefore,
      Consumer<String> says) {
    this.redis = redis;
    this.file = file;
    this.killKey = killKey;
    this.killBefore = killBefore;
    this.says = says;
  }

  /** The first step; nothing was changed if it is refused. */
  public void stopHarvesting() {
    redis.commands().set(killKey, "1");
    says.accept("1. kill switch on (" + killKey + " was '" + killBefore.orElse("") + "')");
  }

  /**
   * The others.
   *
   * @param undo back to the file of before the last rollback
   * @param seconds for the restart, and for what is verified after it
   */
  public void run(boolean undo, int seconds) throws Failed, InterruptedException {
    String wanted = file(undo);
    long began = System.currentTimeMillis();
    String newest = newest();
    says.accept("3. systemctl restart " + UNIT);
    require(
        Systemctl.act("restart", UNIT, seconds),
        UNIT + " did not become ready within " + seconds + " s");
    says.accept("4. verify");
    verify(wanted, began, newest, seconds);
    restoreKill();
    says.accept("done: harvest-brain runs in mode " + wanted);
  }

  private static void require(boolean right, String otherwise) throws Failed {
    if (!right) {
      throw new Failed(otherwise);
    }
  }

  private String file(boolean undo) throws Failed {
    try {
      if (undo) {
        String wanted = file.keptMode();
        says.accept(
            "2. " + file.path() + " as it was before the last rollback: HARVEST_MODE=" + wanted);
        file.back();
        return wanted;
      }
      says.accept("2. HARVEST_MODE=shadow in " + file.path() + " (was " + file.mode() + ")");
      if (file.toShadow()) {
        says.accept("   " + file.kept() + " is kept from the rollback before");
      }
      return file.mode();
    } catch (IOException e) {
      throw new Failed("cannot write " + e.getMessage());
    }
  }

  private String newest() {
    var entries =
        redis.commands().xrevrange(redis.names().tradeIntent(), Range.unbounded(), Limit.from(1));
    return entries.isEmpty() ? "0-0" : entries.getFirst().getId();
  }

  private void verify(String wanted, long began, String newest, int seconds)
      throws Failed, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Optional<HealthRecord> health = started(began);
    while (health.isEmpty()) {
      require(
          System.nanoTime() < end,
          "no sign of life of a new harvest-brain within " + seconds + " s");
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      health = started(began);
    }
    require(Systemctl.isActive(UNIT), UNIT + " is not active");
    says.accept("   running, pid " + health.get().pid());
    String mode = health.get().mode().orElse("");
    require(mode.isEmpty() || mode.equals(wanted), "it says that it runs in mode " + mode);
    says.accept("   it says mode " + (mode.isEmpty() ? "nothing" : mode));
    long published = published(newest);
    require(published == 0, published + " intents were published while the kill switch was on");
    says.accept("   no intent since the restart");
  }

  /** Its sign of life, if it is one of a process that started since. */
  private Optional<HealthRecord> started(long since) {
    var hash = redis.commands().hgetall(redis.names().health(SERVICE));
    return HealthRecord.decode(hash) instanceof Decoded.Ok<Optional<HealthRecord>>(var found, _)
        ? found
            .filter(it -> List.of("running", "degraded").contains(it.state()))
            .filter(it -> it.startedAtMillis() >= since - 1_000)
        : Optional.empty();
  }

  private long published(String newest) {
    return redis
        .commands()
        .xrange(
            redis.names().tradeIntent(),
            Range.from(Range.Boundary.excluding(newest), Range.Boundary.unbounded()),
            Limit.from(LOOKED_AT))
        .stream()
        .filter(
            entry ->
                TradeIntent.decode(entry.getBody(), entry.getId())
                        instanceof Decoded.Ok<TradeIntent>(TradeIntent intent, _)
                    && intent.source().replace('-', '_').equals("harvest_brain"))
        .count();
  }

  private void restoreKill() {
    if (killBefore.isEmpty() || killBefore.get().isEmpty()) {
      redis.commands().del(killKey);
      says.accept("5. kill switch off");
    } else {
      redis.commands().set(killKey, killBefore.get());
      says.accept("5. kill switch as before ('" + killBefore.get() + "')");
    }
  }
}
