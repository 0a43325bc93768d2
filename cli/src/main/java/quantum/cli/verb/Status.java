package quantum.cli.verb;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import quantum.account.json.AccountJson;
import quantum.account.judge.Finding;
import quantum.account.judge.Standing;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.Books;
import quantum.cli.screen.StatusScreen;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** The account at a glance. */
@Command(
    name = "status",
    header = "Services, protection, kill switch, fees and funding, and what is wrong.",
    description =
        "Services, what protects the positions, kill switch; what is booked, with fees and funding, of"
            + " the positions that ended since 00:00 UTC and of all; and what is wrong.",
    footer = {"", "Example: quantum status --json"})
public final class Status implements Callable<Integer> {
  private final Desk desk;

  public Status(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    RedisSettings where = desk.redis();
    return desk.withRedis(where, redis -> show(redis, where));
  }

  private int show(Redis redis, RedisSettings where) {
    Account account = Accounts.read(desk, redis, where);
    List<Finding> findings = Standing.of(account);
    Books books = Books.read(redis, account.readAtMillis());
    if (desk.json()) {
      desk.out().println(AccountJson.status(account, findings, books));
    } else {
      desk.print(new StatusScreen(account, desk.paint()).lines(where.toString(), findings, books));
    }
    return desk.judged(
        findings, Stream.concat(account.withheld().stream(), books.withheld().stream()).toList());
  }
}
