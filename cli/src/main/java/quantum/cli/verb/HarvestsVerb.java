package quantum.cli.verb;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import quantum.account.snapshot.Harvests;
import quantum.cli.screen.HarvestsScreen;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/** What was harvested. */
@Command(
    name = "harvests",
    header = "What was harvested.",
    description = "The newest executed harvests with price and profit, of all symbols or of one.",
    footer = {"", "Example: quantum harvests ETHUSDT --count 50"})
public final class HarvestsVerb implements Callable<Integer> {
  private static final int KEPT = 100;

  private final Desk desk;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SYMBOL", arity = "0..1", description = "only of this one")
  private String symbol;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many, 1 to 100 (${DEFAULT-VALUE})")
  private int count;

  public HarvestsVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    if (count < 1 || count > KEPT) {
      throw new ParameterException(
          spec.commandLine(), "--count must be 1 to " + KEPT + ", was " + count);
    }
    return desk.withRedis(desk.redis(), this::show);
  }

  private int show(Redis redis) {
    Harvests harvests = Harvests.read(redis, Optional.ofNullable(symbol).map(this::asked), count);
    if (desk.json()) {
      desk.out().println(HarvestsScreen.json(harvests));
    } else if (harvests.withheld().isEmpty() || !harvests.executed().isEmpty()) {
      desk.print(HarvestsScreen.lines(harvests, desk.paint()));
    }
    return desk.unless(harvests.withheld(), Desk.FINE);
  }

  private Symbol asked(String text) {
    try {
      return Symbol.of(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
