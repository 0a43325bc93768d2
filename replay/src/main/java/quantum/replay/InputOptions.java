package quantum.replay;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.paper.prices.CandleFiles;
import quantum.paper.prices.CandleSeries;
import quantum.paper.prices.TimeText;
import quantum.replay.entry.EntriesFile;
import quantum.replay.entry.EntryOrder;
import quantum.replay.entry.EveryFewHours;
import quantum.replay.entry.OwnEntries;
import quantum.replay.market.FundingFiles;
import quantum.replay.market.ReplayWindow;
import quantum.replay.run.Fills;
import quantum.replay.trades.BadTrades;
import quantum.replay.trades.OwnTrades;
import quantum.replay.trades.TradesFile;

/** Which prices and entries there are, as the command line says it. */
final class InputOptions {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int MAX_HOURS = 24 * 366;

  @Option(
      names = "--prices",
      required = true,
      paramLabel = "PATH",
      description =
          "price file or folder of them: csv, csv.gz, zip, json of any exchange; may be repeated")
  private List<Path> prices;

  @Option(
      names = "--symbol",
      description = "whose prices they are (default: what the names of the files say)")
  private String symbol;

  @Option(names = "--from", paramLabel = "TIME", description = "entries from this time on, UTC")
  private String from;

  @Option(names = "--to", paramLabel = "TIME", description = "prices up to this time, UTC")
  private String to;

  @ArgGroup(multiplicity = "1")
  private Entries entries;

  /** Where the entries come from. */
  private static final class Entries {
    @Option(names = "--entries", description = "file of entries, in the demo's format")
    private Path file;

    @Option(
        names = "--every",
        paramLabel = "HOURS",
        description = "LONG and SHORT of every symbol each so many hours")
    private Integer everyHours;

    @Option(
        names = "--trades",
        paramLabel = "FILE",
        description =
            "your own trades: an export of Binance Futures (trade or position history), of quantum"
                + " trades --csv, or symbol side time price qty; each entry by itself, both exits side"
                + " by side")
    private Path trades;

    private String inWords(BigDecimal stopPct) {
      if (everyHours == null) {
        return "of " + (file != null ? file : trades).getFileName();
      }
      return "LONG and SHORT of every symbol each "
          + everyHours
          + " h, stop "
          + Decimals.plain(stopPct)
          + " % away";
    }
  }

  @Option(
      names = "--trades-zone",
      paramLabel = "ZONE",
      description = "with --trades: of times that name none (default ${DEFAULT-VALUE})")
  private ZoneId tradesZone = ZoneOffset.UTC;

  @Option(
      names = "--stop-pct",
      description =
          "with --every, and with --trades where no stop is known: distance of the stop in percent"
              + " (default ${DEFAULT-VALUE})")
  private BigDecimal stopPct = BigDecimal.TWO;

  /**
   * Before the prices are read, which takes longer than to find a wrong option.
   *
   * @throws IllegalArgumentException naming the option and its value
   */
  void check() {
    if (from != null) {
      time("--from", from);
    }
    if (to != null) {
      time("--to", to);
    }
    if (symbol != null) {
      Symbol.of(symbol);
    }
    if (entries.everyHours != null && (entries.everyHours < 1 || entries.everyHours > MAX_HOURS)) {
      throw new IllegalArgumentException(
          "--every must be 1 to " + MAX_HOURS + " hours, was " + entries.everyHours);
    }
    if (stopPct.signum() <= 0 || stopPct.compareTo(BigDecimal.valueOf(50)) > 0) {
      throw new IllegalArgumentException(
          "--stop-pct must be above 0 and at most 50, was " + Decimals.plain(stopPct));
    }
  }

  /** Where the entries come from. */
  String entriesInWords() {
    return entries.inWords(stopPct);
  }

  /** Distance of a stop that nobody named, fraction of the price. */
  BigDecimal stopFraction() {
    return stopPct.movePointLeft(2);
  }

  /**
   * @param historyBars before the first entry of a symbol
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException naming what cannot be used
   */
  LabInput read(RunOptions run, AccountTerms terms, int historyBars) throws IOException {
    CandleFiles.Prices read = CandleFiles.read(prices, Optional.ofNullable(symbol).map(Symbol::of));
    List<String> notes = new ArrayList<>(read.notes());
    SortedMap<Symbol, CandleSeries> recorded = upTo(read.series());
    Optional<OwnEntries> own = own(recorded, terms, notes);
    List<EntryOrder> orders =
        own.isPresent() ? own.get().orders() : within(orders(recorded), notes);
    ReplayWindow window = ReplayWindow.of(recorded, orders, historyBars);
    return new LabInput(
        notes,
        recorded,
        orders,
        own,
        window,
        new Fills(
            run.model(),
            terms,
            run.funding() == null ? Map.of() : FundingFiles.read(run.funding(), window.symbols()),
            run.maxGapMillis(),
            true));
  }

  private Optional<OwnEntries> own(
      SortedMap<Symbol, CandleSeries> recorded, AccountTerms terms, List<String> notes) {
    if (entries.trades == null) {
      return Optional.empty();
    }
    OwnTrades trades;
    try {
      trades = TradesFile.read(entries.trades, tradesZone);
    } catch (BadTrades e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    notes.add(entries.trades + ": " + trades.format());
    notes.addAll(trades.notes());
    notes.add(
        "risk is that of a position's own stop, where none is known "
            + Decimals.plain(stopPct)
            + " % of its entry; times that name no zone are "
            + tradesZone);
    OwnEntries own = OwnEntries.of(trades, recorded, stopFraction(), terms.balance());
    own = own.within(bound("--from", from, Long.MIN_VALUE), bound("--to", to, Long.MAX_VALUE));
    own.leftOut().forEach(each -> notes.add("not compared: " + each));
    if (own.orders().isEmpty()) {
      throw new IllegalArgumentException(
          entries.trades + ": none of its positions can be compared; " + String.join("; ", notes));
    }
    return Optional.of(own);
  }

  private static long bound(String option, String text, long otherwise) {
    return text == null ? otherwise : time(option, text);
  }

  private SortedMap<Symbol, CandleSeries> upTo(SortedMap<Symbol, CandleSeries> all) {
    if (to == null) {
      return all;
    }
    long end = time("--to", to);
    SortedMap<Symbol, CandleSeries> cut = new TreeMap<>();
    all.forEach(
        (each, series) -> {
          int bars = series.firstFrom(end);
          if (bars > 0) {
            cut.put(each, series.slice(0, bars));
          }
        });
    if (cut.isEmpty()) {
      throw new IllegalArgumentException("--to " + to + " lies before all prices");
    }
    return cut;
  }

  /** Those that are asked for; how many are not is said. */
  private List<EntryOrder> within(List<EntryOrder> all, List<String> notes) {
    long first = from == null ? Long.MIN_VALUE : time("--from", from);
    long end = to == null ? Long.MAX_VALUE : time("--to", to);
    List<EntryOrder> asked =
        all.stream().filter(e -> e.atMillis() >= first && e.atMillis() < end).toList();
    if (asked.isEmpty()) {
      throw new IllegalArgumentException("no entry lies between --from and --to");
    }
    if (asked.size() < all.size()) {
      notes.add((all.size() - asked.size()) + " entries lie outside --from and --to");
    }
    return asked;
  }

  private static long time(String option, String text) {
    try {
      return TimeText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          option
              + " must be a time such as 2025-05-09, 2025-05-09T08:00Z or epoch milliseconds, was '"
              + text
              + "'",
          e);
    }
  }

  private List<EntryOrder> orders(SortedMap<Symbol, CandleSeries> recorded) throws IOException {
    if (entries.file != null) {
      return EntriesFile.read(entries.file);
    }
    List<EntryOrder> orders =
        new EveryFewHours(entries.everyHours * HOUR_MILLIS, stopFraction()).over(recorded);
    if (orders.isEmpty()) {
      throw new IllegalArgumentException("no bar opens at a multiple of --every hours");
    }
    return orders;
  }
}
