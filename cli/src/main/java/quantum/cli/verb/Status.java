package quantum.cli.verb;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import quantum.account.json.AccountJson;
import quantum.account.judge.Finding;
import quantum.account.judge.Standing;
import quantum.account.snapshot.Account;
import quantum.cli.screen.StatusScreen;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** The account at a glance. */
@Command(
    name = "status",
    header = "Services, protection, kill switch, and what is wrong.",
    description = "Services, what protects the positions, kill switch; and what is wrong.",
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
    Account account = Accounts.read(redis, where);
    List<Finding> findings = Standing.of(account);
    if (desk.json()) {
      desk.out().println(AccountJson.status(account, findings));
    } else {
      desk.print(new StatusScreen(account, desk.paint()).lines(where.toString(), findings));
    }
    return desk.judged(findings, account.withheld());
  }
}
