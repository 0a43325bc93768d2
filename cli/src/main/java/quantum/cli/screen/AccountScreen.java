package quantum.cli.screen;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import quantum.account.explain.Say;
import quantum.account.judge.Finding;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.Holding;
import quantum.account.snapshot.SuiteService;
import quantum.account.snapshot.Withheld;
import quantum.contracts.Evaluation;
import quantum.contracts.Flatten;
import quantum.contracts.HealthRecord;
import quantum.contracts.LimitsRecord;
import quantum.contracts.OpenPosition;
import quantum.contracts.PositionAccount;
import quantum.contracts.StopState;
import quantum.contracts.Ticker;
import quantum.kernel.position.Position;
import quantum.kernel.value.Price;
import quantum.runtime.snapshot.Found;

/** An account as tables for people. */
public final class AccountScreen {
  private static final String NONE = "-";

  private final Account account;
  private final Paint paint;

  public AccountScreen(Account account, Paint paint) {
    this.account = account;
    this.paint = paint;
  }

  /**
   * The services, what protects the positions, and in the last line what is wrong.
   *
   * @param heading where this was read from
   */
  public List<String> status(String heading, List<Finding> findings) {
    List<String> lines = new ArrayList<>();
    lines.add(Say.time(account.readAtMillis()) + "  " + heading);
    lines.addAll(services());
    lines.add("");
    lines.add("positions    " + positionsInWords());
    lines.add(
        "kill switch  "
            + switch (account.kill()) {
              case OFF -> "off";
              case ON -> paint.bad("ON: no entry, no harvest; stops go on");
              case UNKNOWN -> "cannot tell";
            });
    lines.addAll(hand());
    lines.add("");
    lines.addAll(verdict(findings));
    return lines;
  }

  /** What else is held back, and how far an order to close everything is. */
  private List<String> hand() {
    List<String> lines = new ArrayList<>();
    long now = account.readAtMillis();
    lines.add(
        "entries      "
            + (Withheld.is(account.hand().halt())
                ? "cannot tell"
                : account
                    .hand()
                    .haltAt(now)
                    .map(halt -> paint.bad("HALTED") + ": " + Say.halt("", halt).strip())
                    .orElse("executed")));
    account
        .hand()
        .pausesAt(now)
        .forEach(
            (symbol, pause) ->
                lines.add(
                    "paused       " + paint.doubtful(symbol) + " " + Say.halt("", pause).strip()));
    account.hand().flatten().value().ifPresent(order -> lines.addAll(flatten(order)));
    account.limits().value().ifPresent(limits -> lines.addAll(limits(limits)));
    return lines;
  }

  /** What is left until a limit stops the account, with how it is reckoned. */
  private List<String> limits(LimitsRecord limits) {
    List<String> lines = new ArrayList<>();
    BigDecimal counted = limits.result().subtract(limits.accepted());
    if (limits.dailyLossLimit().signum() > 0) {
      lines.add(
          "day          %s USDT left of %s: equity %s - %s at 00:00 UTC - transfers %s = %s%s"
              .formatted(
                  cents(limits.dailyLossLimit().add(counted).max(BigDecimal.ZERO)),
                  cents(limits.dailyLossLimit()),
                  cents(limits.equity()),
                  cents(limits.dayEquity()),
                  cents(limits.transfers()),
                  cents(limits.result()),
                  limits.accepted().signum() == 0
                      ? ""
                      : ", " + cents(limits.accepted()) + " of it accepted"));
    }
    if (limits.drawdownLimitPct().signum() > 0) {
      lines.add(
          "drawdown     %s %% of %s: equity %s, highest %s"
              .formatted(
                  cents(limits.drawdownPct()),
                  cents(limits.drawdownLimitPct()),
                  cents(limits.equity()),
                  cents(limits.peakNow())));
    }
    if (limits.lossesLimit() > 0) {
      lines.add(
          "losses       %d in a row of %d".formatted(limits.lossesInARow(), limits.lossesLimit()));
    }
    if (!limits.breached().isEmpty()) {
      lines.add("stopped by   " + paint.bad(limits.breached()));
    }
    return lines;
  }

  private static String cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_EVEN).toPlainString();
  }

  private List<String> flatten(Flatten order) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "flatten      "
            + (order.isOver()
                ? "done " + Say.time(order.endedMillis().getAsLong())
                : paint.bad("being worked off since " + Say.time(order.sinceMillis())))
            + ", by "
            + order.by());
    for (Flatten.Outcome outcome : order.outcomes()) {
      String text =
          "             "
              + outcome.symbol()
              + " "
              + outcome.state().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
              + (outcome.state() == Flatten.State.FLAT ? "" : " " + outcome.qty())
              + (outcome.detail().isEmpty() ? "" : ", " + outcome.detail());
      lines.add(outcome.state() == Flatten.State.FLAT ? text : paint.doubtful(text));
    }
    return lines;
  }

  /** What is wrong, or that nothing is; the worst first, each with what mends it. */
  private List<String> verdict(List<Finding> findings) {
    List<Finding> told =
        findings.stream().filter(it -> it.verdict() != Finding.Verdict.PASS).toList();
    if (told.isEmpty()) {
      return List.of(paint.good("In order."));
    }
    Table table = new Table().column("LOOK AT").column("WHY").column("WITH");
    told.forEach(
        it ->
            table.row(colour(it.verdict()), mark(it.verdict()), it.says(), it.mend().orElse(NONE)));
    return table.lines(paint);
  }

  private static String mark(Finding.Verdict verdict) {
    return switch (verdict) {
      case PASS -> "fine";
      case INFO -> "note";
      case WARN -> "warning";
      case UNKNOWN -> "cannot tell";
      case FAIL -> "WRONG";
    };
  }

  private UnaryOperator<String> colour(Finding.Verdict verdict) {
    return switch (verdict) {
      case PASS, INFO -> UnaryOperator.identity();
      case WARN, UNKNOWN -> paint::doubtful;
      case FAIL -> paint::bad;
    };
  }

  private List<String> services() {
    Table table =
        new Table()
            .column("SERVICE")
            .column("STATE")
            .column("MODE")
            .figures("RUNS FOR")
            .figures("LAST EVENT")
            .figures("LAG entries")
            .column("VERSION");
    account
        .services()
        .forEach(
            (service, found) -> {
              service(table, service, found);
              account.turns().standby(service).ifPresent(waits -> standby(table, service, waits));
            });
    return table.lines(paint);
  }

  private void service(Table table, SuiteService service, Found<HealthRecord> found) {
    switch (found) {
      case Found.Absent<HealthRecord> none -> {
        if (service.part() == SuiteService.Part.CORE) {
          table.row(paint::bad, service.id(), "MISSING", NONE, NONE, NONE, NONE, NONE);
        } else {
          table.row(service.id(), NONE, NONE, NONE, NONE, NONE, NONE);
        }
      }
      case Found.Garbled<HealthRecord> bad ->
          table.row(
              paint::doubtful,
              service.id(),
              Withheld.is(bad) ? "cannot tell" : "UNREADABLE",
              NONE,
              NONE,
              NONE,
              NONE,
              NONE);
      case Found.Known<HealthRecord>(HealthRecord health) ->
          table.row(
              health.state().equals("running") ? UnaryOperator.identity() : paint::doubtful,
              service.id(),
              health.state(),
              health.mode().orElse(NONE),
              Say.duration(account.readAtMillis() - health.startedAtMillis()),
              health
                  .lastEventMillis()
                  .map(at -> Say.duration(account.readAtMillis() - at) + " ago")
                  .orElse(NONE),
              Long.toString(health.lag()),
              health.version());
    }
  }

  private void standby(Table table, SuiteService service, HealthRecord health) {
    table.row(
        service.id() + " (2nd)",
        health.state(),
        NONE,
        Say.duration(account.readAtMillis() - health.startedAtMillis()),
        NONE,
        NONE,
        health.version());
  }

  private String positionsInWords() {
    if (account.unlisted().isPresent()) {
      return "cannot tell: " + account.unlisted().get();
    }
    if (account.holdings().isEmpty()) {
      return "none open";
    }
    Map<StopState, Integer> stops = new EnumMap<>(StopState.class);
    int unprotected = 0;
    int watched = 0;
    for (Holding holding : account.holdings()) {
      Optional<OpenPosition> open = holding.position().value();
      if (open.filter(it -> !it.isManaged()).isPresent()) {
        watched++;
      } else if (open.filter(it -> it.position().stop().isPresent()).isPresent()) {
        stops.merge(open.get().protection().state(), 1, Integer::sum);
      } else {
        unprotected++;
      }
    }
    List<String> parts = new ArrayList<>();
    stops.forEach((state, count) -> parts.add(count + " " + stop(state)));
    if (unprotected > 0) {
      parts.add(unprotected + " without a stop");
    }
    if (watched > 0) {
      parts.add(watched + " made by hand and only watched");
    }
    account
        .health(SuiteService.APPLY_LAYER)
        .flatMap(HealthRecord::streamAgeMillis)
        .ifPresent(age -> parts.add("the exchange was heard " + Say.duration(age) + " ago"));
    return account.holdings().size() + " open: " + String.join(", ", parts);
  }

  private static String stop(StopState state) {
    return switch (state) {
      case RESTING -> "with a stop resting at the exchange";
      case PENDING -> "with a stop on its way";
      case MISSING -> "with a stop MISSING at the exchange";
      case OFF -> "with a stop that exitbrain alone watches";
    };
  }

  /** A row for each open position. */
  public List<String> positions() {
    if (account.unlisted().isPresent()) {
      return List.of("cannot tell which positions are open: " + account.unlisted().get());
    }
    List<String> held = held();
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
    BigDecimal fees = sum(PositionAccount::commission);
    BigDecimal funding = sum(PositionAccount::funding);
    if (fees.signum() != 0 || funding.signum() != 0) {
      lines.add(
          "paid for them so far: fees "
              + Say.number(fees)
              + " USD, funding "
              + Say.number(funding)
              + " USD (negative: paid)");
    }
    lines.addAll(held);
    return lines;
  }

  private BigDecimal sum(Function<PositionAccount, BigDecimal> figure) {
    return account.holdings().stream()
        .map(holding -> figure.apply(holding.account()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** What is held back, in a line each; nothing if nothing is. */
  private List<String> held() {
    List<String> lines = new ArrayList<>();
    long now = account.readAtMillis();
    account
        .hand()
        .haltAt(now)
        .ifPresent(halt -> lines.add(paint.doubtful(Say.halt("no entries: halted", halt))));
    account
        .hand()
        .pausesAt(now)
        .forEach(
            (symbol, pause) -> lines.add(paint.doubtful(Say.halt(symbol + " is paused", pause))));
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
}
