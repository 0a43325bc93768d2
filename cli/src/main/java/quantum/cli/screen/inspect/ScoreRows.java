package quantum.cli.screen.inspect;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import quantum.account.explain.Explanation;
import quantum.account.explain.KillNow;
import quantum.account.explain.Profit;
import quantum.account.explain.Say;
import quantum.kernel.kill.KillScore;
import quantum.kernel.kill.KillTriggers;
import quantum.kernel.kill.KillYardstick;
import quantum.kernel.market.MarketState;
import quantum.kernel.theta.Theta;

/** R and the kill score with the terms that they are made of. */
final class ScoreRows {
  private final Explanation e;
  private final Rows rows;

  ScoreRows(Explanation explanation, Rows rows) {
    this.e = explanation;
    this.rows = rows;
  }

  void add() {
    e.profit().ifPresent(this::profit);
    e.kill().ifPresent(this::kill);
  }

  private void profit(Profit p) {
    rows.row(
        "R_net",
        Say.r(p.rNet())
            + " = ("
            + Say.number(p.pnlPerUnit())
            + " pnl per unit - "
            + Say.number(p.cost())
            + " cost) / "
            + Say.number(p.riskUnit())
            + " risk per unit ("
            + Say.percent(p.stopDistancePct())
            + " of entry"
            + (p.riskFrozen() ? ", frozen)" : ", not frozen yet)"),
        "gross " + Say.r(p.grossR()),
        "unrealized " + Say.number(p.unrealized()));
  }

  private void kill(KillNow kill) {
    score(kill);
    against(kill.yardstick());
    memory(kill);
    rows.row(
        "  standing",
        kill.verdict().standing().name(),
        kill.direction().map(ScoreRows::drift).orElse(""),
        kill.direction()
            .map(d -> "stop in profit: " + (d.stopInProfit() ? "yes" : "no"))
            .orElse(""));
    rows.row("  kills at", triggers(kill));
  }

  private void score(KillNow kill) {
    KillScore k = kill.verdict().score();
    Theta t = e.terms().theta();
    rows.row(
        "kill",
        "K "
            + Say.score(k.value())
            + (k.triggered() ? " >= " : " < ")
            + Say.score(k.threshold())
            + " = sigmoid("
            + Say.number(t.kBias())
            + term(t.kRegimeFlip(), "flip", k.regimeFlip())
            + term(t.kSigmaSpike(), "spike", k.sigmaSpike())
            + term(t.kTsDrop(), "ts drop", k.tsDrop())
            + term(t.kAgePenalty(), "age", k.agePenalty())
            + ")");
  }

  private void against(KillYardstick yardstick) {
    MarketState m = yardstick.state();
    rows.row(
        "  against",
        "sigma " + Say.number(m.sigma()) + " / " + Say.number(yardstick.sigmaRef()),
        "ts " + Say.number(m.ts()) + " / " + Say.number(yardstick.tsRef()),
        "p_trend " + Say.score(m.pTrend()) + " / " + Say.score(yardstick.trendMin()),
        "p_mr + p_chop " + Say.score(m.pMr() + m.pChop()) + " / 0.500");
  }

  private void memory(KillNow kill) {
    OptionalLong aboveSince = kill.verdict().memory().aboveSinceMillis();
    rows.row(
        "  memory",
        "flip armed: " + (kill.yardstick().flipCounts() ? "yes" : "no, no trend since the entry"),
        aboveSince.isPresent()
            ? "at the threshold since " + Say.time(aboveSince.getAsLong())
            : "below the threshold",
        kill.confirmLeftMillis()
            .map(left -> left > 0 ? "confirmed in " + Say.duration(left) : "confirmed")
            .orElse(""));
  }

  private static String drift(KillNow.Direction d) {
    return "drift "
        + (d.drift().isPresent() ? Say.number(d.drift().getAsDouble()) : Rows.NONE)
        + (d.fromAbove() ? " / <= " : " / >= ")
        + Say.number(d.against())
        + (d.marketAgainst() ? ", against it" : ", not against it");
  }

  private static String term(double weight, String name, double part) {
    return " + " + Say.number(weight) + " x " + name + " " + Say.score(part);
  }

  private static String[] triggers(KillNow kill) {
    KillTriggers t = kill.triggers();
    return new String[] {
      t.sigma().isPresent() && t.sigma().getAsDouble() == 0
          ? "any sigma"
          : "sigma >= " + orNever(t.sigma()),
      t.ts().isPresent() && Double.isInfinite(t.ts().getAsDouble())
          ? "any ts"
          : "ts <= " + orNever(t.ts()),
      "age >= "
          + (t.ageSec().isPresent()
              ? Say.duration((long) (t.ageSec().getAsDouble() * 1000))
              : "(not alone)"),
      "p_trend < "
          + Say.score(kill.yardstick().trendMin())
          + (t.flip() ? " suffices" : " (not alone)")
          + (kill.yardstick().flipCounts() ? "" : ", once armed")
    };
  }

  private static String orNever(OptionalDouble value) {
    return value.isPresent() ? Say.number(value.getAsDouble()) : "(not alone)";
  }
}
