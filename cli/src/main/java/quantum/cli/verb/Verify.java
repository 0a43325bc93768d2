package quantum.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import quantum.account.judge.Finding;
import quantum.account.judge.HeldBack;
import quantum.account.judge.Keeping;
import quantum.account.judge.Trades;
import quantum.account.judge.Workable;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.RedisFactsReader;
import quantum.account.snapshot.StreamHistory;
import quantum.account.snapshot.StreamHistoryReader;
import quantum.cli.judge.Verification;
import quantum.cli.machine.Units;
import quantum.cli.screen.VerifyScreen;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** Whether what the suite has planned, executed and holds open is in order. */
@Command(
    name = "verify",
    header = "Is what was planned and done in order?",
    description =
        "Plans, executions, positions, duplicates, closes, services and Redis: PASS, WARN or FAIL with"
            + " evidence. Fails also when nothing can work as it is set, and when the exchange was not"
            + " heard for a minute with positions open.",
    footer = {"", "Example: quantum verify --minutes 60 --strict"})
public final class Verify implements Callable<Integer> {
  private static final long MINUTE_MILLIS = 60_000;

  private final Desk desk;

  @Spec private CommandSpec spec;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "1440",
      description = "how far back plans and results count, minutes (${DEFAULT-VALUE})")
  private int minutes;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "5000",
      description = "at most so many entries of a stream (${DEFAULT-VALUE})")
  private int count;

  @Option(names = "--strict", description = "a warning counts as a failure")
  private boolean strict;

  public Verify(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    require(minutes >= 1 && minutes <= 999_999, "--minutes must be 1 to 999999, was " + minutes);
    require(count >= 1 && count <= 10_000, "--count must be 1 to 10000, was " + count);
    RedisSettings where = desk.redis();
    return desk.withRedis(where, redis -> show(redis, where));
  }

  private void require(boolean right, String sentence) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), sentence);
    }
  }

  private int show(Redis redis, RedisSettings where) {
    long now = System.currentTimeMillis();
    Account account = Accounts.read(desk, redis, where);
    StreamHistory history = StreamHistoryReader.read(redis, now - minutes * MINUTE_MILLIS, count);
    Trades trades = new Trades(history, now, minutes);
    List<Finding> findings =
        new ArrayList<>(Keeping.of(RedisFactsReader.read(redis, now), where.toString()));
    findings.add(Verification.killSwitch(account));
    findings.addAll(HeldBack.of(account));
    findings.add(Verification.units(Units.here()));
    findings.addAll(Verification.services(account));
    findings.addAll(Verification.acting(account));
    findings.add(Verification.groups(account));
    findings.addAll(trades.findings());
    findings.add(Verification.positions(account));
    findings.add(Verification.exchange(account));
    Workable.of(account).stream()
        .filter(it -> it.verdict() == Finding.Verdict.FAIL)
        .forEach(findings::add);
    VerifyScreen screen = new VerifyScreen(account, findings, trades);
    if (desk.json()) {
      desk.out().println(screen.json(where.namespace(), minutes));
    } else {
      desk.print(screen.lines(minutes, desk.paint()));
    }
    if (strict && findings.stream().anyMatch(it -> it.verdict() == Finding.Verdict.WARN)) {
      return Desk.WRONG;
    }
    List<String> withheld = new ArrayList<>(account.withheld());
    withheld.addAll(history.withheld());
    return desk.judged(findings, withheld);
  }
}
