package quantum.cli.screen;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import quantum.account.explain.Say;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.Holding;
import quantum.account.snapshot.Withheld;
import quantum.contracts.Evaluation;
import quantum.contracts.OpenPosition;
import quantum.contracts.PositionAccount;
import quantum.contracts.StopState;
import quantum.contracts.Ticker;
import quantum.kernel.position.Position;
import quantum.kernel.value.Price;

/** The open positions as a table. */
public final class PositionsScreen {
  private static final String NONE = "-";

  private final Account account;
  private final Paint paint;

  public PositionsScreen(Account account, Paint paint) {
    this.account = account;
    this.paint = paint;
  }

  /** A row for each open position. */
  public List<String> lines() {
    if (account.unlisted().isPresent()) {
      return List.of("cannot tell which positions are open: " + account.unlisted().get());
    }
    List<String> held = new HeldBackLines(account, paint).brief();
    if (account.holdings().isEmpty()) {
      held.addFirst("no position is open");
      return held;
    }
    Table table =
        new Table()
            .column("SYMBOL")
            .column("SIDE")
            .figures("QTY")
            .figures("ENTRY")
            .figures("PRICE")
            .figures("STOP")
            .column("STOP IS")
            .figures("R")
            .figures("K")
            .figures("OPEN P/L USDT")
            .figures("AGE")
            .column("TAKEN R");
    account.holdings().forEach(holding -> position(table, holding));
    List<String> lines = new ArrayList<>(table.lines(paint));
    lines.addAll(paid());
    lines.addAll(held);
    return lines;
  }

  private void position(Table table, Holding holding) {
    String symbol = holding.symbol().name();
    if (holding.position().value().isEmpty()) {
      String why =
          Withheld.is(holding.position())
              ? "cannot tell"
              : holding.position().isAbsent() ? "NO POSITION" : "UNREADABLE";
      table.row(
          paint::bad, symbol, why, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE);
      return;
    }
    OpenPosition open = holding.position().value().get();
    Position p = open.position();
    Optional<Evaluation> evaluation = holding.evaluation().value();
    Optional<Price> price =
        holding
            .ticker()
            .value()
            .map(Ticker::markPrice)
            .or(() -> evaluation.map(Evaluation::current));
    boolean bare =
        open.isManaged() && (p.stop().isEmpty() || open.protection().state() == StopState.MISSING);
    table.row(
        bare ? paint::bad : UnaryOperator.identity(),
        symbol,
        p.side().name(),
        p.qty().toString(),
        p.entry().toString(),
        price.map(Price::toString).orElse(NONE),
        p.stop().map(Price::toString).orElse("none"),
        !open.isManaged()
            ? "watched"
            : p.stop().isEmpty() ? NONE : open.protection().state().toString(),
        evaluation.map(it -> Say.r(it.rNet())).orElse(NONE),
        evaluation.map(it -> Say.score(it.killScore())).orElse(NONE),
        price.map(now -> Say.number(p.unrealizedPnl(now))).orElse(NONE),
        Say.duration((long) (p.ageSec(account.readAtMillis()) * 1000)),
        evaluation.map(it -> levels(it.levelsTaken())).orElse(NONE));
  }

  private static String levels(Iterable<BigDecimal> levels) {
    List<String> texts = new ArrayList<>();
    levels.forEach(level -> texts.add(level.toPlainString()));
    return texts.isEmpty() ? NONE : String.join(",", texts);
  }

  /** What they have cost so far; nothing if nothing. */
  private List<String> paid() {
    BigDecimal fees = sum(PositionAccount::commission);
    BigDecimal funding = sum(PositionAccount::funding);
    return fees.signum() == 0 && funding.signum() == 0
        ? List.of()
        : List.of(
            "paid for them so far: fees "
                + Say.number(fees)
                + " USD, funding "
                + Say.number(funding)
                + " USD (negative: paid)");
  }

  private BigDecimal sum(Function<PositionAccount, BigDecimal> figure) {
    return account.holdings().stream()
        .map(holding -> figure.apply(holding.account()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
