package quantum.cli.verb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import quantum.account.report.TradesReport;
import quantum.account.snapshot.ClosedTrades;
import quantum.kernel.value.Symbol;
import quantum.report.Report;
import quantum.report.data.PriceSource;
import quantum.report.data.ReportData;
import quantum.runtime.Redis;

/** Positions that have ended, as a page. */
@Command(
    name = "report",
    header = "A report of closed positions, for a browser.",
    description = {
      "Writes one HTML file that needs no network and no script: totals, equity and drawdown in R and"
          + " USD, a calendar, what was kept of the best R, tables by reason, symbol, side, regime and"
          + " hour, and the positions one by one. FILE.csv and FILE.json with all of them stand beside"
          + " it. A backtest writes the same of its own: quantum backtest --report FILE.html."
    },
    footer = {
      "",
      "Times are UTC: a day (2026-11-28), a time (2026-11-28T15:30), or an age (90m, 24h, 7d).",
      "Example: quantum report --from 30d --out november.html"
    })
public final class ReportVerb implements Callable<Integer> {
  private final Desk desk;

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "FILE.html",
      required = true,
      description = "what to write; it is replaced")
  private Path file;

  @Option(names = "--from", paramLabel = "TIME", description = "that ended at this time or later")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "that ended up to this time, of a day up to its end")
  private String to;

  @Option(names = "--symbol", paramLabel = "SYMBOL", description = "only of this one")
  private String symbol;

  @Option(
      names = "--positions",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "so many of the worst and of the best are told one by one, or all (${DEFAULT-VALUE})")
  private String positions;

  public ReportVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    int stories = asked("--positions", positions, Report::stories).orElseThrow();
    asked("--out", file, out -> checked(out, stories));
    long now = System.currentTimeMillis();
    long begins = asked("--from", from, text -> Moment.beginning(text, now)).orElse(0L);
    long ends = asked("--to", to, text -> Moment.end(text, now)).orElse(Long.MAX_VALUE / 2);
    if (begins > ends) {
      throw new ParameterException(
          spec.commandLine(), "--from " + from + " is later than --to " + to);
    }
    Optional<Symbol> of = asked("--symbol", symbol, Symbol::of);
    return desk.withRedis(
        desk.redis(),
        redis ->
            report(
                redis,
                ClosedTrades.read(
                    redis,
                    begins,
                    ends,
                    closed -> of.filter(it -> !it.equals(closed.symbol())).isEmpty()),
                stories));
  }

  private static Path checked(Path out, int stories) {
    Report.check(out, stories);
    return out;
  }

  private <A, T> Optional<T> asked(String option, A given, Function<A, T> meaning) {
    try {
      return Optional.ofNullable(given).map(meaning);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
    }
  }

  /** Half a list would be a wrong report, so none is written of it. */
  private int report(Redis redis, ClosedTrades trades, int stories) {
    if (trades.unknown().isPresent()) {
      desk.err().println("cannot tell which positions have ended: " + trades.unknown().get());
      return Desk.CANNOT_TELL;
    }
    if (!trades.withheld().isEmpty()) {
      return desk.unless(trades.withheld(), Desk.CANNOT_TELL);
    }
    if (trades.ended().isEmpty()) {
      desk.err().println("no position has ended, as far as was asked for: nothing is written");
      return Desk.WRONG;
    }
    ReportData data = TradesReport.data(trades, redis.names().namespace(), inWords());
    try {
      Report.write(file, data, PriceSource.NONE, stories);
    } catch (IOException e) {
      desk.err().println("the report cannot be written: " + e);
      return Desk.CANNOT_TELL;
    }
    if (desk.json()) {
      desk.out().println(TradesReport.json(file, data));
    } else {
      desk.out().println(data.positions().size() + " positions: " + file.toAbsolutePath());
    }
    return Desk.FINE;
  }

  private String inWords() {
    return (from == null ? "from the first that is kept" : "from " + from)
        + (to == null ? " to now" : " to " + to)
        + (symbol == null ? "" : ", " + symbol + " alone");
  }
}
