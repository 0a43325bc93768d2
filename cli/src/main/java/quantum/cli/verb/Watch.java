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
import quantum.account.judge.Standing;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.Books;
import quantum.account.snapshot.Harvests;
import quantum.account.snapshot.Requests;
import quantum.cli.machine.Keyboard;
import quantum.cli.screen.WatchScreen;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.RedisUnavailable;

/** The account as it lives. */
@Command(
    name = "watch",
    header = "The account live; q ends.",
    description =
        "Services, streams, positions, what was asked for and harvested last, looked at again and again until q or Ctrl-C."
            + " Redis may go away and come back meanwhile.",
    footer = {"", "Example: quantum watch --interval 5"})
public final class Watch implements Callable<Integer> {
  private static final int MOST_ROWS = 50;
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

  @Option(names = "--once", description = "one look; the exit code is that of quantum status")
  private boolean once;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "5",
      description = "newest requests and harvests, 0 to 50 (${DEFAULT-VALUE})")
  private int rows;

  public Watch(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (interval < 1 || interval > 3600) {
      throw new ParameterException(
          spec.commandLine(), "--interval must be 1 to 3600 seconds, was " + interval);
    }
    if (rows < 0 || rows > MOST_ROWS) {
      throw new ParameterException(
          spec.commandLine(), "--rows must be 0 to " + MOST_ROWS + ", was " + rows);
    }
    RedisSettings where = desk.redis();
    if (isOnce() || !desk.terminal()) {
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
        if (once || look == looks || isOver(keyboard)) {
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
    Account account = Accounts.read(desk, redis, where);
    var findings = Standing.of(account);
    Books books = Books.read(redis, account.readAtMillis());
    Harvests harvests = Harvests.read(redis, Optional.empty(), rows);
    Requests requests = Requests.read(redis, rows);
    WatchScreen screen = new WatchScreen(account, findings, books, harvests, requests);
    if (desk.json()) {
      desk.out().println(screen.json());
    } else {
      desk.out().print(desk.terminal() && !isOnce() ? CLEAR : "");
      desk.print(screen.lines(where + (isOnce() ? "" : "   q ends"), desk.paint()));
    }
    List<String> withheld = new ArrayList<>(account.withheld());
    withheld.addAll(books.withheld());
    withheld.addAll(harvests.withheld());
    withheld.addAll(requests.withheld());
    return desk.judged(findings, withheld);
  }

  private boolean isOnce() {
    return once || looks == 1;
  }
}
