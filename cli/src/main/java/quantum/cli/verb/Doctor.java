package quantum.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import quantum.account.judge.Finding;
import quantum.account.judge.Keeping;
import quantum.account.judge.Standing;
import quantum.account.judge.Workable;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.RedisFacts;
import quantum.account.snapshot.RedisFactsReader;
import quantum.cli.judge.UnitsJudge;
import quantum.cli.machine.Disk;
import quantum.cli.machine.Units;
import quantum.cli.screen.FindingsScreen;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.RedisUnavailable;

/** Everything that has to be right before anything works. */
@Command(
    name = "doctor",
    header = "What is set up wrong, and what mends it.",
    description =
        "Looks at everything that has to be right: Redis, its disk and who may write, clock, units,"
            + " releases, symbols against allowlists, venue of prices and of orders, how the account is"
            + " set there, kill reference, stops. Each finding with the command that mends it; FAIL when nothing can work as it stands.",
    footer = {"", "Example: quantum doctor"})
public final class Doctor implements Callable<Integer> {
  private final Desk desk;

  public Doctor(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    RedisSettings where = desk.redis();
    Optional<Units> units = Units.here();
    try (Redis redis = Redis.connect(where, "quantum")) {
      return show(redis, where, units);
    } catch (RuntimeException e) {
      if (!RedisUnavailable.is(e)) {
        throw e;
      }
      List<Finding> findings = new ArrayList<>();
      findings.add(
          Finding.fail("Redis", "does not answer, so nothing works: " + e.getMessage())
              .mendedBy("systemctl status redis-server"));
      findings.addAll(UnitsJudge.of(units));
      return told(findings, List.of());
    }
  }

  private int show(Redis redis, RedisSettings where, Optional<Units> units) {
    long now = System.currentTimeMillis();
    Account account = Accounts.read(desk, redis, where);
    RedisFacts facts = RedisFactsReader.read(redis, now);
    Optional<Boolean> clock = Units.clockSynchronised();
    List<Finding> findings = new ArrayList<>(Keeping.of(facts, where.toString()));
    Disk.of(facts).ifPresent(disk -> findings.add(Keeping.disk(disk.folder(), disk.freeBytes())));
    findings.add(Keeping.access(facts));
    findings.add(Keeping.clock(facts, clock.isPresent(), clock.orElse(false)));
    findings.addAll(UnitsJudge.of(units));
    findings.addAll(Workable.of(account));
    List<Finding> standing = Standing.of(account);
    findings.addAll(standing);
    if (standing.isEmpty()) {
      findings.add(Finding.pass("account", "every service runs, every position has its stop"));
    }
    return told(findings, account.withheld());
  }

  private int told(List<Finding> findings, List<String> withheld) {
    if (desk.json()) {
      desk.out().println(FindingsScreen.json(findings));
    } else {
      desk.print(FindingsScreen.lines(findings, desk.paint()));
    }
    return desk.judged(findings, withheld);
  }
}
