package quantum.cli.verb;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import quantum.account.json.AccountJson;
import quantum.account.snapshot.Account;
import quantum.cli.screen.PositionsScreen;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** A row for each open position. */
@Command(
    name = "positions",
    header = "Open positions: R, K, stop and profit.",
    description = {
      "Open positions: R and K as harvest-brain judged them last, stop and whether it rests at the"
          + " exchange, profit in USDT."
    },
    footer = {"", "Example: quantum positions"})
public final class Positions implements Callable<Integer> {
  private final Desk desk;

  public Positions(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    RedisSettings where = desk.redis();
    return desk.withRedis(where, redis -> show(redis, where));
  }

  private int show(Redis redis, RedisSettings where) {
    Account account = Accounts.read(desk, redis, where);
    if (desk.json()) {
      desk.out().println(AccountJson.positions(account));
    } else {
      desk.print(new PositionsScreen(account, desk.paint()).lines());
    }
    return desk.unless(account.withheld(), Desk.FINE);
  }
}
