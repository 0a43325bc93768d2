package quantum.replay;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import quantum.kernel.kill.KillReference;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Decimals;
import quantum.paper.account.AccountTerms;
import quantum.replay.run.Fills;

/** How a backtest decides, fills and pays, as the command line says it. */
final class RunOptions {
  private static final BigDecimal BPS = BigDecimal.valueOf(10_000);
  private static final int ANY_LEVERAGE = 20;
  private static final int MOST_GAP_MINUTES = 60 * 24 * 366;

  /** The harvest policies. */
  enum Policy {
    kernel,
    ladder
  }

  /** Who acts on a stop. */
  enum Stops {
    exchange,
    watched
  }

  /** Whose money the entries trade with. */
  enum Account {
    shared,
    independent
  }

  @Option(names = "--kill", description = "adaptive, fixed or off (default adaptive)")
  private String kill;

  @Option(
      names = "--kill-confirm-sec",
      description = "seconds that K must stay above its threshold (default: the reference's)")
  private Integer killConfirmSec;

  @Option(
      names = "--kill-adverse-drift",
      description = "adaptive: drift against the position that is asked for")
  private Double killAdverseDrift;

  @Option(
      names = "--stops",
      description =
          "exchange: a stop rests there and fills at its level inside the bar; watched: exitbrain"
              + " closes at the first price beyond it (default exchange)")
  private Stops stops;

  @Option(names = "--policy", description = "${COMPLETION-CANDIDATES} (default kernel)")
  private Policy policy;

  @Option(
      names = "--theta",
      paramLabel = "NAME=VALUE",
      description = "a tunable of the kernel, e.g. T1_R=1.5; may be repeated")
  private Map<String, String> theta = new LinkedHashMap<>();

  @Option(
      names = "--fills",
      description =
          "path: through every price of a bar, each level fills at the level; recorded: four prices"
              + " a bar, as the demo plays them (default ${DEFAULT-VALUE})")
  private Fill fills = Fill.path;

  /** As the command line spells {@link Fills.Model}. */
  private enum Fill {
    path,
    recorded
  }

  @Option(
      names = "--fee-bps",
      description = "taker fee, 1/100 of a percent of the value (default ${DEFAULT-VALUE})")
  private BigDecimal feeBps = BigDecimal.valueOf(5);

  @Option(
      names = "--slippage-bps",
      description = "by which each fill is worse than its price (default ${DEFAULT-VALUE})")
  private BigDecimal slippageBps = BigDecimal.ZERO;

  @Option(
      names = "--funding",
      paramLabel = "PATH",
      description = "file or folder of funding rates (default: none is paid)")
  private Path funding;

  @Option(
      names = "--balance",
      paramLabel = "USDT",
      description = "of each account (default ${DEFAULT-VALUE})")
  private BigDecimal balance = BigDecimal.valueOf(100_000);

  @Option(
      names = "--account",
      description =
          "shared: all entries trade with one balance; independent: each entry has its own, and a"
              + " table compares the kill with none (default shared; compare: independent)")
  private Account account;

  @Option(names = "--independent", description = "the same as --account independent")
  private boolean independent;

  @Option(
      names = "--max-gap",
      paramLabel = "MIN",
      description =
          "minutes without prices over which a position is not held (default ${DEFAULT-VALUE})")
  private int maxGapMinutes = 60;

  /** Whether each entry has its own account, where nothing else was said. */
  boolean isIndependent(boolean dflt) {
    return independent || (account == null ? dflt : account == Account.independent);
  }

  Path funding() {
    return funding;
  }

  Fills.Model model() {
    return fills == Fill.path ? Fills.Model.PATH : Fills.Model.RECORDED;
  }

  long maxGapMillis() {
    return maxGapMinutes * 60_000L;
  }

  /**
   * @throws IllegalArgumentException naming the option and its value
   */
  AccountTerms terms() {
    within("--fee-bps", feeBps, 0, 100);
    within("--slippage-bps", slippageBps, 0, 500);
    if (balance.signum() <= 0) {
      throw new IllegalArgumentException(
          "--balance must be above 0, was " + Decimals.plain(balance));
    }
    if (maxGapMinutes < 0 || maxGapMinutes > MOST_GAP_MINUTES) {
      throw new IllegalArgumentException(
          "--max-gap must be 0 to " + MOST_GAP_MINUTES + " minutes, was " + maxGapMinutes);
    }
    return new AccountTerms(balance, feeBps.divide(BPS), ANY_LEVERAGE, slippageBps.divide(BPS));
  }

  private static void within(String option, BigDecimal value, int least, int most) {
    if (value.compareTo(BigDecimal.valueOf(least)) < 0
        || value.compareTo(BigDecimal.valueOf(most)) > 0) {
      throw new IllegalArgumentException(
          option + " must be " + least + " to " + most + ", was " + Decimals.plain(value));
    }
  }

  /**
   * All that was said of the decisions, by the services' names.
   *
   * @param set what was said by those names
   * @throws IllegalArgumentException naming the option and its value, or what was said twice
   */
  Map<String, String> settings(Map<String, String> set) {
    Map<String, String> all = new LinkedHashMap<>(set);
    if (kill != null) {
      try {
        put(all, "--kill", LabRules.KILL_REFERENCE, KillReference.parse(kill).name());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("--kill: " + e.getMessage(), e);
      }
    }
    if (killConfirmSec != null) {
      within("--kill-confirm-sec", BigDecimal.valueOf(killConfirmSec), 0, 86_400);
      put(all, "--kill-confirm-sec", "KILL_CONFIRM_SEC", killConfirmSec.toString());
    }
    if (killAdverseDrift != null) {
      if (!(Math.abs(killAdverseDrift) <= 100)) {
        throw new IllegalArgumentException(
            "--kill-adverse-drift must be -100 to 100, was " + killAdverseDrift);
      }
      put(
          all,
          "--kill-adverse-drift",
          "KILL_ADVERSE_DRIFT",
          Decimals.plain(Decimals.of(killAdverseDrift)));
    }
    if (policy != null) {
      put(all, "--policy", "HARVEST_POLICY", policy.name());
    }
    if (stops != null) {
      put(all, "--stops", "APPLY_EXCHANGE_STOPS", Boolean.toString(stops == Stops.exchange));
    }
    if (!theta.isEmpty()) {
      Theta.ofSettings(theta); // names what is wrong with one of them
      put(
          all,
          "--theta",
          "HARVEST_THETA",
          theta.entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .collect(Collectors.joining(",")));
    }
    return all;
  }

  private static void put(Map<String, String> all, String option, String name, String value) {
    if (all.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException(option + " and --set " + name + " say the same thing");
    }
  }
}
