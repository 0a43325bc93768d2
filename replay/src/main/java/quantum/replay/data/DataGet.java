package quantum.replay.data;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleFiles;
import quantum.paper.prices.CandleSeries;
import quantum.runtime.Settings;

/** Fetches price files; {@code quantum data get}. */
@Command(
    name = "quantum data get",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = DataGet.BAD_USAGE,
    description =
        "Fetches the bars of a symbol from Binance Vision: whole months, days where there is no month"
            + " or a month has holes. Each file is checked by its CHECKSUM; what is here is kept, what"
            + " broke off is gone on with.",
    footer = {
      "",
      "Exit codes: 0 all is here, 1 some days are not there, 2 the server does not answer as it"
          + " should, 64 an argument is wrong.",
      "Example: quantum data get BTCUSDT 2024-01 2024-06 --funding"
    })
public final class DataGet implements Callable<Integer> {
  static final int BAD_USAGE = 64;

  private static final int SOME_MISSING = 1;
  private static final int CANNOT_TELL = 2;
  private static final String URL = "QUANTUM_DATA_URL";

  @Parameters(index = "0", paramLabel = "SYMBOL")
  private String symbol;

  @Parameters(index = "1", paramLabel = "FROM", description = "2024-01 or 2024-01-15")
  private String from;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "TO",
      description = "the last month or day (default: yesterday, UTC)")
  private String to;

  @Option(names = "--interval", description = "of the bars (default ${DEFAULT-VALUE})")
  private String interval = "1m";

  @Option(names = "--funding", description = "fetch the funding rates as well")
  private boolean funding;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "folder (default ${DEFAULT-VALUE}; funding rates go to DIR/funding)")
  private Path into = Path.of("prices");

  @Option(
      names = "--url",
      description = "of the archive (default " + URL + ", else https://data.binance.vision)")
  private URI url =
      URI.create(
          Settings.ofProcess(Map.of(), Map.of())
              .surrounding(URL)
              .orElse("https://data.binance.vision"));

  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;
  private final Fetch fetch = new Fetch();
  private final List<String> missing = new ArrayList<>();

  DataGet(PrintStream out, PrintStream err, Clock clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new DataGet(System.out, System.err, Clock.systemUTC())).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    LocalDate first;
    LocalDate last;
    Vision vision;
    try {
      first = day("FROM", from, false);
      LocalDate yesterday = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1);
      LocalDate asked = to == null ? yesterday : day("TO", to, true);
      last = asked.isAfter(yesterday) ? yesterday : asked;
      if (first.isAfter(last)) {
        throw new IllegalArgumentException("FROM " + first + " lies after " + last);
      }
      if (!interval.matches("[0-9]{1,2}(s|m|h|d|w|mo)")) {
        throw new IllegalArgumentException(
            "--interval must be one such as 1m, 5m, 1h, 1d, was '" + interval + "'");
      }
      vision =
          new Vision(URI.create(url.toString().replaceAll("/+$", "")), Symbol.of(symbol), interval);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      return BAD_USAGE;
    }
    try {
      bars(vision, first, last);
      if (funding) {
        rates(vision, YearMonth.from(first), YearMonth.from(last));
      }
    } catch (IOException e) {
      err.println(e.getMessage());
      return CANNOT_TELL;
    }
    missing.forEach(each -> out.println("not there: " + each));
    out.flush();
    return missing.isEmpty() ? 0 : SOME_MISSING;
  }

  private static LocalDate day(String name, String text, boolean end) {
    try {
      if (text.length() == 7) {
        YearMonth month = YearMonth.parse(text);
        return end ? month.atEndOfMonth() : month.atDay(1);
      }
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          name + " must be a month or a day such as 2024-01 or 2024-01-15, was '" + text + "'", e);
    }
  }

  private void bars(Vision vision, LocalDate first, LocalDate last)
      throws IOException, InterruptedException {
    for (YearMonth month = YearMonth.from(first);
        !month.isAfter(YearMonth.from(last));
        month = month.plusMonths(1)) {
      LocalDate begin = month.atDay(1).isBefore(first) ? first : month.atDay(1);
      LocalDate end = month.atEndOfMonth().isAfter(last) ? last : month.atEndOfMonth();
      boolean whole = begin.equals(month.atDay(1)) && end.equals(month.atEndOfMonth());
      if (whole && fetched(into, vision.month(month))) {
        for (LocalDate day : holes(into.resolve(vision.month(month).name()), begin, end)) {
          one(vision, day, "a hole of its month, and its day");
        }
      } else {
        for (LocalDate day = begin; !day.isAfter(end); day = day.plusDays(1)) {
          one(vision, day, "neither its month nor its day");
        }
      }
    }
  }

  private void one(Vision vision, LocalDate day, String what)
      throws IOException, InterruptedException {
    if (!fetched(into, vision.day(day))) {
      missing.add(vision.symbol() + " " + day + ", " + what);
    }
  }

  private void rates(Vision vision, YearMonth first, YearMonth last)
      throws IOException, InterruptedException {
    for (YearMonth month = first; !month.isAfter(last); month = month.plusMonths(1)) {
      if (!fetched(into.resolve("funding"), vision.funding(month))) {
        missing.add(vision.symbol() + " funding rates of " + month);
      }
    }
  }

  private boolean fetched(Path folder, Vision.Archive archive)
      throws IOException, InterruptedException {
    Fetch.Outcome outcome =
        fetch.into(
            folder,
            archive,
            bytes -> err.print("\r" + archive.name() + "  " + bytes / 1024 + " KB"));
    switch (outcome) {
      case FETCHED -> {
        err.print("\r");
        out.println(archive.name() + "  fetched");
      }
      case KEPT -> out.println(archive.name() + "  is here");
      case NOT_THERE -> {}
    }
    out.flush();
    return outcome != Fetch.Outcome.NOT_THERE;
  }

  /** Days of a month of which its file lacks bars. */
  private static SortedSet<LocalDate> holes(Path file, LocalDate first, LocalDate last)
      throws IOException {
    CandleSeries series = CandleFiles.read(file).values().iterator().next();
    long step = series.intervalMillis();
    SortedSet<LocalDate> days = new TreeSet<>();
    long expected = first.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    for (int bar = 0; bar < series.size(); bar++) {
      note(days, expected, series.openMillis(bar), step);
      expected = series.openMillis(bar) + step;
    }
    note(
        days,
        expected,
        last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(),
        step);
    return days;
  }

  private static void note(SortedSet<LocalDate> days, long from, long to, long step) {
    for (long at = from; at < to; at += step) {
      days.add(LocalDate.ofInstant(Instant.ofEpochMilli(at), ZoneOffset.UTC));
    }
  }
}
