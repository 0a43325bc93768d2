package quantum.cli.screen;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import quantum.account.explain.Say;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.Withheld;
import quantum.contracts.Flatten;
import quantum.contracts.LimitsRecord;

/** What holds the account back beside the kill switch, and how far it is from its limits. */
final class HeldBackLines {
  private final Account account;
  private final Paint paint;

  HeldBackLines(Account account, Paint paint) {
    this.account = account;
    this.paint = paint;
  }

  /** Entries, pauses, how far an order to close everything is, and what the limits leave. */
  List<String> full() {
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

  /** A line for each halt or pause; nothing without one. */
  List<String> brief() {
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
              + outcome.state().name().toLowerCase(Locale.ROOT).replace('_', ' ')
              + (outcome.state() == Flatten.State.FLAT ? "" : " " + outcome.qty())
              + (outcome.detail().isEmpty() ? "" : ", " + outcome.detail());
      lines.add(outcome.state() == Flatten.State.FLAT ? text : paint.doubtful(text));
    }
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
                  Say.cents(limits.dailyLossLimit().add(counted).max(BigDecimal.ZERO)),
                  Say.cents(limits.dailyLossLimit()),
                  Say.cents(limits.equity()),
                  Say.cents(limits.dayEquity()),
                  Say.cents(limits.transfers()),
                  Say.cents(limits.result()),
                  limits.accepted().signum() == 0
                      ? ""
                      : ", " + Say.cents(limits.accepted()) + " of it accepted"));
    }
    if (limits.drawdownLimitPct().signum() > 0) {
      lines.add(
          "drawdown     %s %% of %s: equity %s, highest %s"
              .formatted(
                  Say.cents(limits.drawdownPct()),
                  Say.cents(limits.drawdownLimitPct()),
                  Say.cents(limits.equity()),
                  Say.cents(limits.peakNow())));
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
}
