package quantum.cli.verb;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.SettingsReader;
import quantum.account.snapshot.SuiteService;
import quantum.cli.repair.BrainTest;
import quantum.cli.repair.Rungs;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** Tests a running harvest-brain with a position that nobody holds. */
@Command(
    name = TestBrain.NAME,
    hidden = true, // for an emergency, by the name that the runbook says
    header = "Tests a running harvest-brain from outside.",
    description =
        "Reports fills and prices of a symbol that nobody trades and looks at what harvest-brain asks for:"
            + " entry, each rung, duplicates, kill switch. For a second the switch stops harvesting and"
            + " opening of all symbols. What it makes is removed. Needs a Redis user who may write:"
            + " --redis-url or REDIS_URL, else the administrator or the default user.",
    footer = {
      "",
      "Exit codes: 0 all passed, 1 something failed, 2 refused (nothing was changed).",
      "Example: quantum test-brain --yes-live"
    })
public final class TestBrain implements Callable<Integer> {
  public static final String NAME = "test-brain";

  private static final int LONGEST_SECONDS = 999;
  private static final String LIVE = "live";

  /** What is expected of it. */
  enum Mode {
    SHADOW,
    LIVE
  }

  private final Desk desk;

  @Spec private CommandSpec spec;

  @Option(
      names = "--policy",
      paramLabel = "kernel|ladder",
      description = "what it runs with; else what it says itself")
  private Rungs policy;

  @Option(
      names = "--mode",
      paramLabel = "shadow|live",
      description = "what it is in; not known counts as live")
  private Mode mode;

  @Option(
      names = "--yes-live",
      description = "needed in live mode: intents then end as SKIP_NO_POSITION, no order is sent")
  private boolean yesLive;

  @Option(
      names = "--symbol",
      paramLabel = "SYMBOL",
      defaultValue = "TESTUSDT",
      description = "must begin with TEST (${DEFAULT-VALUE}); refused if anything is known of it")
  private String symbol;

  @Option(
      names = "--timeout",
      paramLabel = "SEC",
      defaultValue = "15",
      description = "for each step, 1 to 999 (${DEFAULT-VALUE})")
  private int timeout;

  public TestBrain(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    Repairs.requireText(spec, desk);
    require(
        symbol.matches("TEST[A-Z0-9]{0,16}"),
        "--symbol must begin with TEST and be upper case, was '" + symbol + "'");
    require(
        timeout >= 1 && timeout <= LONGEST_SECONDS,
        "--timeout must be 1 to 999 seconds, was " + timeout);
    RedisSettings where = desk.redisOfAdministrator();
    return desk.withRedis(where, redis -> test(redis, where));
  }

  private void require(boolean right, String sentence) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), sentence);
    }
  }

  private int test(Redis redis, RedisSettings where) {
    ServiceSettings shown = SettingsReader.read(redis);
    Optional<Rungs> known = policy(shown);
    if (known.isEmpty()) {
      return refuse(
          "cannot tell which policy the service runs with: give --policy kernel or --policy"
              + " ladder");
    }
    String is = mode(shown);
    if (is.equals(LIVE) && !yesLive) {
      return refuse(
          "the service is live (or its mode is not known): intents of "
              + symbol
              + " would go to intent-bridge and apply-layer, which answer SKIP_NO_POSITION; give"
              + " --yes-live if that is wanted, or --mode shadow");
    }
    BrainTest.Service service =
        new BrainTest.Service(
            known.get(),
            is,
            stream(shown, "STREAM_APPLY_RESULT", redis.names().applyResult()),
            is.equals(LIVE)
                ? stream(shown, "STREAM_TRADE_INTENT", redis.names().tradeIntent())
                : stream(shown, "STREAM_HARVEST_SUGGESTIONS", redis.names().harvestSuggestions()),
            Accounts.running(desk, shown, where).sources().killKey());
    try {
      Optional<String> obstacle = BrainTest.obstacle(redis, service, Symbol.of(symbol));
      if (obstacle.isPresent()) {
        return refuse(obstacle.get());
      }
    } catch (RedisCommandExecutionException e) {
      return refuse("Redis refuses: " + e.getMessage());
    }
    return run(redis, service);
  }

  private int run(Redis redis, BrainTest.Service service) {
    Symbol of = Symbol.of(symbol);
    try {
      return new BrainTest(redis, service, of, timeout, this::said).run() ? Desk.FINE : Desk.WRONG;
    } catch (RuntimeException e) {
      if (!Repairs.isOfRedis(e)) {
        throw e;
      }
      desk.err().println("test-brain: Redis refuses or is away: " + e.getMessage());
      desk.err()
          .println(
              "test-brain: look at " + service.killKey() + " and " + redis.names().position(of));
      return Desk.WRONG;
    }
  }

  private boolean said(String line) {
    desk.out().println(line);
    return !desk.out().checkError();
  }

  private Optional<Rungs> policy(ServiceSettings shown) {
    return Optional.ofNullable(policy)
        .or(
            () ->
                shown
                    .value(SuiteService.HARVEST_BRAIN, "HARVEST_POLICY")
                    .map(text -> Rungs.valueOf(text.toUpperCase(Locale.ROOT))));
  }

  private String mode(ServiceSettings shown) {
    return mode != null
        ? mode.name().toLowerCase(Locale.ROOT)
        : shown
            .value(SuiteService.HARVEST_BRAIN, "HARVEST_MODE")
            .map(text -> text.toLowerCase(Locale.ROOT))
            .orElse(LIVE);
  }

  private static String stream(ServiceSettings shown, String setting, String otherwise) {
    return shown
        .value(SuiteService.HARVEST_BRAIN, setting)
        .filter(text -> !text.isEmpty())
        .orElse(otherwise);
  }

  private int refuse(String why) {
    desk.err().println("test-brain: " + why);
    return Repairs.REFUSED;
  }
}
