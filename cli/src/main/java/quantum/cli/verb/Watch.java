package quantum.cli.verb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import quantum.cli.judge.Standing;
import quantum.cli.machine.Keyboard;
import quantum.cli.screen.AccountJson;
import quantum.cli.screen.AccountScreen;
import quantum.cli.screen.HarvestsScreen;
import quantum.cli.snapshot.Account;
import quantum.cli.snapshot.Harvests;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.RedisUnavailable;

/** The account as it lives. */
@Command(
    name = "watch",
    header = "The account live; q ends.",
    description =
        "Services, positions and the newest harvests, looked at again and again until q or Ctrl-C."
            + " Redis may go away and come back meanwhile.",
    footer = {"", "Example: quantum watch --interval 5"})
public final class Watch implements Callable<Integer> {
  private static final int HARVESTS = 5;
  private static final long MILLIS = 1000;
  private static final String CLEAR = "\u001B[H\u001B[2J\u001B[3J";

  private final Desk desk;

  @Spec private CommandSpec spec;

  @Option(
      names = "--interval",
      paramLabel = "SEC",
      defaultValue = "2",
      description = "between two looks, 1 to 3600 seconds (${DEFAULT-VALUE})")
  private int interval;

  @Option(
      names = "--looks",
      paramLabel = "N",
      defaultValue = "0",
      description = "ends after so many; 0 does not end")
  private int looks;

  public Watch(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (interval < 1 || interval > 3600) {
      throw new ParameterException(
          spec.commandLine(), "--interval must be 1 to 3600 seconds, was " + interval);
    }
    RedisSettings where = desk.redis();
    if (!desk.terminal()) {
      return watch(where, Optional.empty());
    }
    try (Keyboard keyboard = Keyboard.open()) {
      return watch(where, Optional.of(keyboard));
    }
  }

  private int watch(RedisSettings where, Optional<Keyboard> keyboard)
      throws IOException, InterruptedException {
    Optional<Redis> redis = Optional.empty();
    int code = Desk.CANNOT_TELL;
    try {
      for (int look = 1; ; look++) {
        try {
          if (redis.isEmpty()) {
            redis = Optional.of(Redis.connect(where, "quantum"));
          }
          code = show(redis.get(), where);
        } catch (RuntimeException e) {
          if (!RedisUnavailable.is(e)) {
            throw e;
          }
          desk.err().println("cannot tell: Redis does not answer: " + e.getMessage());
          code = Desk.CANNOT_TELL;
        }
        if (look == looks || isOver(keyboard)) {
          return code;
        }
      }
    } finally {
      redis.ifPresent(Redis::close);
    }
  }

  private boolean isOver(Optional<Keyboard> keyboard) throws IOException, InterruptedException {
    if (keyboard.isPresent()) {
      return keyboard.get().isPressed('q', interval * MILLIS);
    }
    TimeUnit.SECONDS.sleep(interval);
    return false;
  }

  private int show(Redis redis, RedisSettings where) {
    Account account = Accounts.read(redis, where);
    var findings = Standing.of(account);
    if (desk.json()) {
      desk.out().println(AccountJson.status(account, findings));
      return desk.judged(findings, account.withheld());
    }
    Harvests harvests = Harvests.read(redis, Optional.empty(), HARVESTS);
    AccountScreen screen = new AccountScreen(account, desk.paint());
    List<String> lines = new ArrayList<>(screen.status(where + "   q ends", findings));
    lines.add("");
    lines.addAll(screen.positions());
    lines.add("");
    lines.addAll(HarvestsScreen.lines(harvests, desk.paint()));
    desk.out().print(desk.terminal() ? CLEAR : "");
    desk.print(lines);
    return desk.judged(findings, account.withheld());
  }
}
