package quantum.cli.verb;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import quantum.account.snapshot.ClosedTrades;
import quantum.cli.screen.TradesScreen;
import quantum.contracts.ClosedPosition;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/** Positions that have ended. */
@Command(
    name = "trades",
    header = "Closed positions, and what they come to.",
    description = {
      "Positions that have ended, the newest first: net result after fees and funding, R, the best R"
          + " each stood at, and why it ended. Below them what all that were asked for come to: won"
          + " and lost, profit factor, mean and median R, how much of the best was kept (capture) and"
          + " given back, fees and funding. The newest 10 000 are kept."
    },
    footer = {
      "",
      "Times are UTC: a day (2026-11-28), a time (2026-11-28T15:30), or an age (90m, 24h, 7d).",
      "Example: quantum trades ETHUSDT --from 7d --reason stop"
    })
public final class TradesVerb implements Callable<Integer> {
  private final Desk desk;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SYMBOL", arity = "0..1", description = "only of this one")
  private String symbol;

  @Option(names = "--side", paramLabel = "SIDE", description = "only LONG or SHORT")
  private String side;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "only those whose reason has this in it: stop, by_hand, liquidation, ...")
  private String reason;

  @Option(names = "--from", paramLabel = "TIME", description = "that ended at this time or later")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "that ended up to this time, of a day up to its end")
  private String to;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "rows of the table, 1 to 10000 (${DEFAULT-VALUE}); the sums, --json and --csv are of all")
  private int count;

  @Option(names = "--csv", description = "all as CSV (RFC 4180), without sums")
  private boolean csv;

  public TradesVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    if (csv && desk.json()) {
      throw new ParameterException(spec.commandLine(), "--csv and --json exclude each other");
    }
    if (count < 1 || count > ClosedPosition.KEPT) {
      throw new ParameterException(
          spec.commandLine(), "--count must be 1 to " + ClosedPosition.KEPT + ", was " + count);
    }
    long now = System.currentTimeMillis();
    long begins = asked("--from", from, text -> Moment.beginning(text, now)).orElse(0L);
    long ends = asked("--to", to, text -> Moment.end(text, now)).orElse(Long.MAX_VALUE / 2);
    if (begins > ends) {
      throw new ParameterException(
          spec.commandLine(), "--from " + from + " is later than --to " + to);
    }
    Predicate<ClosedPosition> wanted = wanted();
    return desk.withRedis(desk.redis(), redis -> show(redis, begins, ends, wanted));
  }

  private Predicate<ClosedPosition> wanted() {
    Optional<Symbol> ofSymbol = asked("SYMBOL", symbol, Symbol::of);
    Optional<Side> ofSide = asked("--side", side, Side::parse);
    Optional<String> ofReason = Optional.ofNullable(reason).map(it -> it.toLowerCase(Locale.ROOT));
    return closed ->
        ofSymbol.filter(it -> !it.equals(closed.symbol())).isEmpty()
            && ofSide.filter(it -> it != closed.side()).isEmpty()
            && ofReason
                .filter(it -> !closed.exitReason().toLowerCase(Locale.ROOT).contains(it))
                .isEmpty();
  }

  private <T> Optional<T> asked(String what, String text, Function<String, T> meaning) {
    try {
      return Optional.ofNullable(text).map(meaning);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), what + ": " + e.getMessage(), e);
    }
  }

  private int show(Redis redis, long begins, long ends, Predicate<ClosedPosition> wanted) {
    ClosedTrades trades = ClosedTrades.read(redis, begins, ends, wanted);
    if (trades.unknown().isPresent()) {
      desk.err().println("cannot tell which positions have ended: " + trades.unknown().get());
      return Desk.CANNOT_TELL;
    }
    if (desk.json()) {
      desk.out().println(TradesScreen.json(trades));
    } else if (csv) {
      desk.out().print(TradesScreen.csv(trades));
      desk.out().flush();
    } else if (trades.withheld().isEmpty() || !trades.ended().isEmpty()) {
      desk.print(TradesScreen.lines(trades, count, desk.paint()));
    }
    return desk.unless(trades.withheld(), Desk.FINE);
  }
}
