package quantum.demo;

import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.Ledger;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/**
 * Shows a run while it goes: a bar and a table on a terminal, a plain line now and then elsewhere.
 */
final class Board implements MarketReplay.Watcher {
  private static final long TERMINAL_NANOS = 250_000_000L;
  private static final long PLAIN_NANOS = 5_000_000_000L;
  private static final int BAR_WIDTH = 40;
  private static final String ROW = "%-12s %-5s %10s %12s %12s %8s %7s %-20s %12s %12s";

  private final PrintStream out;
  private final boolean terminal;
  private final Suite suite;
  private final Set<Symbol> symbols;
  private int linesDrawn;
  private long drawnAtNanos;

  Board(PrintStream out, boolean terminal, Suite suite, Set<Symbol> symbols) {
    this.out = out;
    this.terminal = terminal;
    this.suite = suite;
    this.symbols = symbols;
    this.drawnAtNanos = System.nanoTime() - PLAIN_NANOS;
  }

  @Override
  public void at(long timeMillis, long ticksDone, long ticksTotal) {
    long now = System.nanoTime();
    if (now - drawnAtNanos < (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
      return;
    }
    drawnAtNanos = now;
    draw(timeMillis, ticksDone, ticksTotal);
  }

  void draw(long timeMillis, long ticksDone, long ticksTotal) {
    if (!terminal) {
      out.printf(
          Locale.ROOT,
          "%s  %d of %d prices (%d %%)  open: %s%n",
          Instant.ofEpochMilli(timeMillis),
          ticksDone,
          ticksTotal,
          percent(ticksDone, ticksTotal),
          suite.redis().commands().smembers(suite.names().positionsOpen()));
      return;
    }
    List<String> lines = new ArrayList<>();
    int filled = (int) (BAR_WIDTH * ticksDone / Math.max(1, ticksTotal));
    lines.add(
        String.format(
            Locale.ROOT,
            "[%s%s] %3d %%  %s",
            "#".repeat(filled),
            ".".repeat(BAR_WIDTH - filled),
            percent(ticksDone, ticksTotal),
            Instant.ofEpochMilli(timeMillis)));
    lines.add(
        String.format(
            Locale.ROOT,
            ROW,
            "symbol",
            "side",
            "qty",
            "entry",
            "price",
            "R",
            "K",
            "stage",
            "stop",
            "realized"));
    symbols.stream().sorted().forEach(symbol -> lines.add(row(symbol)));
    StringBuilder screen = new StringBuilder();
    if (linesDrawn > 0) {
      screen.append("\u001b[").append(linesDrawn).append('A');
    }
    lines.forEach(line -> screen.append("\u001b[2K").append(line).append('\n'));
    out.print(screen);
    out.flush();
    linesDrawn = lines.size();
  }

  private static long percent(long done, long total) {
    return 100 * done / Math.max(1, total);
  }

  private String row(Symbol symbol) {
    Names names = suite.names();
    Redis redis = suite.redis();
    Map<String, String> hash = redis.commands().hgetall(names.position(symbol));
    String realized =
        Ledger.decode(redis.commands().hgetall(names.ledger(symbol)))
                instanceof Decoded.Ok<Ledger> ok
            ? String.format(Locale.ROOT, "%.4f", ok.value().realizedPnl())
            : "?";
    if (!(OpenPosition.decode(hash) instanceof Decoded.Ok<java.util.Optional<OpenPosition>> open)
        || open.value().isEmpty()) {
      return String.format(
          Locale.ROOT, ROW, symbol, "-", "-", "-", "-", "-", "-", "flat", "-", realized);
    }
    var position = open.value().get().position();
    String price = "-";
    String r = "-";
    String k = "-";
    String stage = "open";
    if (Evaluation.decode(hash) instanceof Decoded.Ok<java.util.Optional<Evaluation>> evaluation
        && evaluation.value().isPresent()) {
      Evaluation e = evaluation.value().get();
      price = e.current().toString();
      r = String.format(Locale.ROOT, "%.2f", e.rNet());
      k = String.format(Locale.ROOT, "%.3f", e.killScore());
      stage = stage(e);
    }
    return String.format(
        Locale.ROOT,
        ROW,
        symbol,
        position.side(),
        position.qty(),
        shortened(position.entry()),
        price,
        r,
        k,
        stage,
        position.stop().map(Board::shortened).orElse("-"),
        realized);
  }

  private static String stage(Evaluation evaluation) {
    if (!evaluation.levelsTaken().isEmpty()) {
      return "taken at " + Decimals.plain(evaluation.levelsTaken().last()) + "R";
    }
    return evaluation.stopEmitted().isPresent() ? "stop locked" : "open";
  }

  private static String shortened(Price price) {
    String text = price.toString();
    return text.length() <= 12 ? text : text.substring(0, 12);
  }
}
