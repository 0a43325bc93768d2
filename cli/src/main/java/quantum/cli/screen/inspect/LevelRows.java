package quantum.cli.screen.inspect;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import quantum.account.explain.Explanation;
import quantum.account.explain.Level;
import quantum.account.explain.Say;
import quantum.account.explain.StopStep;
import quantum.account.snapshot.Snapshot;
import quantum.contracts.ApplyResult;
import quantum.contracts.Evaluation;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Decimals;
import quantum.runtime.snapshot.Found;

/** The levels, the stop's next moves, and what was harvested. */
final class LevelRows {
  private final Explanation e;
  private final Snapshot s;
  private final Rows rows;

  LevelRows(Explanation explanation, Rows rows) {
    this.e = explanation;
    this.s = explanation.snapshot();
    this.rows = rows;
  }

  void add() {
    levels();
    stopSteps();
    harvested();
    history();
  }

  private void levels() {
    for (Level level : e.levels()) {
      rows.row(
          level == e.levels().getFirst() ? "levels" : "",
          String.format(
              Locale.ROOT,
              "%-5s %-11s %-16s at %-12s %-9s %s",
              Decimals.plain(level.r()),
              level.step().map(Enum::name).orElse(Rows.NONE),
              level.percentOfOpen().map(this::quantity).orElse(Rows.NONE),
              level.price().map(Object::toString).orElse("no price"),
              level
                  .price()
                  .flatMap(at -> e.price().map(now -> Say.away(now.price(), at)))
                  .orElse(Rows.NONE),
              state(level)));
    }
  }

  private String quantity(BigDecimal percent) {
    String qty =
        s.position()
            .value()
            .map(open -> " = " + Say.number(open.position().qty().percent(percent).value()))
            .orElse("");
    return Say.number(percent) + " %" + qty;
  }

  private static String state(Level level) {
    return switch (level.state()) {
      case WAITING -> "waits";
      case DUE -> "DUE";
      case PASSED -> "goes with the higher one";
      case EMITTED -> "ASKED FOR, no result yet";
      case BLOCKED -> "FAILED, rests until " + Say.time(level.blockedUntilMillis().orElse(0));
      case TAKEN -> "taken";
    };
  }

  private void stopSteps() {
    for (StopStep step : e.stopSteps()) {
      rows.row(
          step == e.stopSteps().getFirst() ? "stop" : "",
          step.reason().name().toLowerCase(Locale.ROOT)
              + (step.at().isPresent()
                  ? " at "
                      + step.at().get()
                      + e.price()
                          .map(p -> " (" + Say.away(p.price(), step.at().get()) + ")")
                          .orElse("")
                      + " moves it to "
                      + step.stop().map(Object::toString).orElse(Rows.NONE)
                  : ": " + step.why().orElse(Rows.NONE)));
    }
  }

  private void harvested() {
    if (s.position().value().isEmpty()) {
      return;
    }
    OpenPosition open = s.position().value().get();
    Optional<Evaluation> evaluation = s.evaluation().value();
    rows.row(
        "harvested",
        "executed levels "
            + (open.harvested().isEmpty() ? Rows.NONE : String.join(",", open.harvested())),
        "done for harvest-brain "
            + evaluation.map(Evaluation::levelsTaken).map(LevelRows::numbers).orElse(Rows.NONE),
        "realized " + Say.number(open.realizedPnl()),
        "failed plans " + open.position().attempts());
  }

  private static String numbers(Collection<BigDecimal> levels) {
    return levels.isEmpty()
        ? Rows.NONE
        : String.join(",", levels.stream().map(Decimals::plain).toList());
  }

  private void history() {
    if (s.historySize() > 0) {
      rows.row("history", s.historySize() + " kept, the newest:");
      s.history().forEach(member -> rows.row("", history(member)));
    } else {
      s.history().forEach(member -> rows.row("history", history(member)));
    }
  }

  private static String history(Found<ApplyResult> member) {
    return switch (member) {
      case Found.Absent<ApplyResult> none -> Rows.NONE;
      case Found.Garbled<ApplyResult>(String why) -> Rows.unreadable(why);
      case Found.Known<ApplyResult>(ApplyResult r) ->
          Rows.joined(
              Say.time(r.timestampMillis()),
              r.action() + r.level().map(l -> " at level " + l).orElse(""),
              r.execution().filledQty() + r.execution().price().map(p -> " @ " + p).orElse(""),
              r.execution().realizedPnl().map(p -> "realized " + Say.number(p)).orElse(""));
    };
  }
}
