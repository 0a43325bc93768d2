package quantum.cli.repair;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.models.stream.PendingMessage;
import java.util.List;
import java.util.function.Consumer;
import quantum.account.snapshot.GroupProgress;
import quantum.account.snapshot.GroupProgress.Watched;
import quantum.cli.machine.Systemctl;
import quantum.runtime.Redis;

/**
 * Lets harvest-brain skip a backlog: stop, XGROUP SETID to the end, start. Whatever happens between
 * stop and start, it is started again.
 */
public final class OffsetRepair {
  public static final String UNIT = "quantum-harvest-brain";

  private static final int AT_ONCE = 1_000;

  private final Redis redis;
  private final List<Watched> groups;
  private final boolean dropPending;
  private final Consumer<String> says;

  /**
   * @param dropPending whether also what was given to it and not finished is acknowledged
   * @param says hears each step
   */
  public OffsetRepair(
      Redis redis, List<Watched> groups, boolean dropPending, Consumer<String> says) {
    this.redis = redis;
    this.groups = List.copyOf(groups);
    this.dropPending = dropPending;
    this.says = says;
  }

  /**
   * Says what would be skipped.
   *
   * @return whether anything would
   */
  public boolean show() {
    boolean any = false;
    says.accept("What would be skipped:");
    for (Watched group : groups) {
      Backlog backlog = Backlog.read(redis, group);
      backlog.lines().forEach(says);
      any |= backlog.isUnread() || dropPending && backlog.pending() > 0;
    }
    return any;
  }

  /**
   * @param seconds for the stop, and for the start
   * @return whether it was skipped and the service runs
   */
  public boolean skip(int seconds) {
    // a signal ends the JVM: the service must not stay down because of it
    Thread startAgain = new Thread(() -> Systemctl.act("start", UNIT, seconds));
    Runtime.getRuntime().addShutdownHook(startAgain);
    boolean skipped = false;
    try {
      says.accept("systemctl stop " + UNIT);
      if (Systemctl.act("stop", UNIT, seconds)) {
        groups.forEach(this::skip);
        skipped = true;
      }
    } finally {
      if (!skipped) {
        says.accept("FAILED half-way; starting " + UNIT + " as it is");
      }
      skipped &= start(seconds);
      Runtime.getRuntime().removeShutdownHook(startAgain);
    }
    if (skipped) {
      for (Watched group : groups) {
        GroupProgress now = GroupProgress.read(redis, group);
        String lag = now.lag().isPresent() ? Long.toString(now.lag().getAsLong()) : "-";
        says.accept(group.stream() + ": lag " + lag + ", pending " + now.pending());
      }
      says.accept("done");
    }
    return skipped;
  }

  private boolean start(int seconds) {
    says.accept("systemctl start " + UNIT); // also one that was down: a backlog is often why
    boolean started = Systemctl.act("start", UNIT, seconds);
    if (!started) {
      says.accept("it does not start: journalctl -u " + UNIT + " -n 50");
    }
    return started;
  }

  private void skip(Watched group) {
    if (!GroupProgress.read(redis, group).exists()) {
      return;
    }
    String said =
        redis.commands().xgroupSetid(StreamOffset.from(group.stream(), "$"), group.group());
    says.accept("XGROUP SETID " + group.stream() + " " + group.group() + " $: " + said);
    if (dropPending) {
      says.accept("XACK " + group.stream() + " " + group.group() + ": " + acknowledged(group));
    }
  }

  private long acknowledged(Watched group) {
    long all = 0;
    while (true) {
      List<PendingMessage> pending =
          redis
              .commands()
              .xpending(group.stream(), group.group(), Range.unbounded(), Limit.from(AT_ONCE));
      if (pending.isEmpty()) {
        return all;
      }
      all +=
          redis
              .commands()
              .xack(
                  group.stream(),
                  group.group(),
                  pending.stream().map(PendingMessage::getId).toArray(String[]::new));
    }
  }
}
