package quantum.cli.verb;

import io.lettuce.core.RedisCommandExecutionException;
import java.io.Console;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import quantum.account.snapshot.GroupProgress.Watched;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.SettingsReader;
import quantum.account.snapshot.SuiteService;
import quantum.cli.machine.Systemctl;
import quantum.cli.repair.OffsetRepair;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** Lets harvest-brain skip a backlog of prices. */
@Command(
    name = FixOffset.NAME,
    hidden = true, // for an emergency, by the name that the runbook says
    header = "Lets harvest-brain skip a backlog.",
    description =
        "Shows what harvest-brain has not read yet, asks, then: stop, XGROUP SETID to the end, start."
            + " Skipped prices may have been a peak. Answers are read all the same: without them a"
            + " level that was asked for stays asked for, and fills are missing in the ledger.",
    footer = {
      "",
      "Exit codes: 0 done or nothing to skip, 1 failed, 2 refused, 3 no systemd; unchanged at 2, 3.",
      "Example: quantum fix-offset --dry-run"
    })
public final class FixOffset implements Callable<Integer> {
  public static final String NAME = "fix-offset";

  private final Desk desk;

  @Spec private CommandSpec spec;

  @Option(names = "--yes", description = "does not ask")
  private boolean yes;

  @Option(names = "--dry-run", description = "shows, and changes nothing")
  private boolean dryRun;

  @Option(names = "--prices-only", hidden = true, description = "the default")
  private boolean pricesOnly;

  @Option(
      names = "--answers-too",
      description = "also skips answers to what it asked for, and fills")
  private boolean answersToo;

  @Option(
      names = "--drop-pending",
      description = "also acknowledges what was given to it and not finished")
  private boolean dropPending;

  @Option(
      names = "--timeout",
      paramLabel = "SEC",
      defaultValue = "60",
      description = "for stop and start, 1 to 600 (${DEFAULT-VALUE})")
  private int timeout;

  public FixOffset(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    Repairs.requireText(spec, desk);
    Repairs.requireTimeout(spec, timeout);
    if (pricesOnly && answersToo) {
      throw new ParameterException(spec.commandLine(), "one of --prices-only and --answers-too");
    }
    RedisSettings where = desk.redis();
    return desk.withRedis(where, redis -> fix(redis, where));
  }

  private int fix(Redis redis, RedisSettings where) {
    if (!dryRun && !Systemctl.isHere()) {
      return Repairs.noSystemd(desk, OffsetRepair.UNIT + " cannot be stopped and started");
    }
    OffsetRepair repair =
        new OffsetRepair(redis, groups(redis, where), dropPending, desk.out()::println);
    try {
      if (!repair.show()) {
        desk.out().println("nothing to skip, nothing done");
        return Desk.FINE;
      }
      if (dryRun) {
        return Desk.FINE;
      }
      if (!yes && !isWanted()) {
        return Repairs.REFUSED;
      }
    } catch (RedisCommandExecutionException e) {
      desk.err().println("quantum: Redis refuses: " + e.getMessage());
      return Repairs.REFUSED;
    }
    return skipped(repair);
  }

  private int skipped(OffsetRepair repair) {
    try {
      return repair.skip(timeout) ? Desk.FINE : Desk.WRONG;
    } catch (RuntimeException e) {
      if (!Repairs.isOfRedis(e)) {
        throw e;
      }
      desk.err().println("quantum: Redis refuses or is away: " + e.getMessage());
      return Desk.WRONG;
    }
  }

  private List<Watched> groups(Redis redis, RedisSettings where) {
    ServiceSettings shown = SettingsReader.read(redis);
    String prices =
        shown
            .value(SuiteService.HARVEST_BRAIN, "STREAM_PRICE_UPDATE")
            .orElse(redis.names().priceUpdate());
    return Accounts.running(desk, shown, where).sources().groups().stream()
        .filter(it -> it.service().equals(SuiteService.HARVEST_BRAIN.id()))
        .filter(it -> answersToo || it.stream().equals(prices))
        .toList();
  }

  private boolean isWanted() {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      desk.err().println("quantum: nobody to ask: give --yes");
      return false;
    }
    String answer = console.readLine("Skip this? [y/N] ");
    if (answer != null && answer.matches("[yY](es)?")) {
      return true;
    }
    desk.err().println("quantum: nothing was changed");
    return false;
  }
}
