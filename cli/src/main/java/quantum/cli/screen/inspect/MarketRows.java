package quantum.cli.screen.inspect;

import java.util.ArrayList;
import java.util.List;
import quantum.account.explain.Explanation;
import quantum.account.explain.Say;
import quantum.account.snapshot.Snapshot;
import quantum.contracts.HarvestProposal;
import quantum.contracts.MarketStateHash;
import quantum.contracts.RiskProposal;
import quantum.kernel.market.MarketState;

/** The market as market-state tells it, and what is proposed from it. */
final class MarketRows {
  private final Explanation e;
  private final Snapshot s;
  private final Rows rows;

  MarketRows(Explanation explanation, Rows rows) {
    this.e = explanation;
    this.s = explanation.snapshot();
    this.rows = rows;
  }

  void add() {
    e.market().told().ifPresentOrElse(this::market, () -> rows.row("market", Rows.NONE));
    e.market().whyNeutral().ifPresent(why -> rows.row("", "neutral market counts: " + why));
    rows.found("risk", s.risk(), this::risk, Rows.NONE);
    rows.found("proposal", s.proposal(), this::proposal, Rows.NONE);
  }

  private void market(MarketStateHash m) {
    MarketState state = m.state();
    rows.row(
        "market",
        "sigma " + Say.number(state.sigma()),
        "ts " + Say.number(state.ts()),
        "p_trend " + Say.score(state.pTrend()),
        "p_mr " + Say.score(state.pMr()),
        "p_chop " + Say.score(state.pChop()),
        Say.duration(e.market().ageMillis()) + " old");
    m.usual()
        .ifPresent(
            usual ->
                rows.row(
                    "  usual",
                    "sigma " + Say.number(usual.sigma()),
                    "ts " + Say.number(usual.ts()),
                    "trend ends below " + Say.score(usual.trendMin()),
                    "trend from " + Say.score(usual.trendArm()),
                    "drift " + Say.number(usual.drift())));
  }

  private String risk(RiskProposal r) {
    List<String> parts = new ArrayList<>();
    parts.add("stop " + Say.percent(r.stopDistPct()) + r.stop().map(p -> " -> " + p).orElse(""));
    r.targetDistPct()
        .ifPresent(
            t ->
                parts.add("target " + Say.percent(t) + r.target().map(p -> " -> " + p).orElse("")));
    r.trailGapPct().ifPresent(t -> parts.add("trail " + Say.percent(t)));
    if (!r.reasons().isEmpty()) {
      parts.add(String.join(",", r.reasons()));
    }
    if (r.updatedAtMillis() > 0) {
      parts.add(Say.duration(s.readAtMillis() - r.updatedAtMillis()) + " old");
    }
    return Rows.joined(parts);
  }

  private String proposal(HarvestProposal p) {
    List<String> parts = new ArrayList<>();
    parts.add(p.action().name());
    parts.add("R " + Say.r(p.rNet()));
    parts.add("K " + Say.score(p.kill().score()));
    parts.add("stop " + p.newStop().map(Object::toString).orElse("stays"));
    parts.add("at " + p.holding().current());
    if (!p.reasons().isEmpty()) {
      parts.add(String.join(",", p.reasons()));
    }
    parts.add(Say.duration(s.readAtMillis() - p.lastUpdateMillis()) + " old");
    if (p.holding().source().equals(HarvestProposal.Holding.SYNTHETIC)) {
      parts.add("of an example, not of a position");
    }
    return Rows.joined(parts);
  }
}
