package quantum.cli.screen.inspect;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import quantum.account.explain.Explanation;
import quantum.account.explain.HarvestTerms;
import quantum.account.explain.PriceNow;
import quantum.account.explain.Reason;
import quantum.account.explain.Say;
import quantum.account.snapshot.GroupProgress;
import quantum.account.snapshot.InflightPlan;
import quantum.account.snapshot.ServiceSign;
import quantum.account.snapshot.Snapshot;
import quantum.contracts.HealthRecord;
import quantum.kernel.kill.KillReference;
import quantum.runtime.snapshot.Found;

/** An explanation as plain text: at most {@link #WIDTH} columns, about forty lines. */
public final class InspectScreen {
  public static final int WIDTH = Rows.WIDTH;

  private final Rows rows = new Rows();
  private final Explanation e;
  private final Snapshot s;

  private InspectScreen(Explanation explanation) {
    this.e = explanation;
    this.s = explanation.snapshot();
  }

  /**
   * @param heading where this was read from and by which settings
   */
  public static List<String> lines(Explanation explanation, String heading) {
    InspectScreen screen = new InspectScreen(explanation);
    Rows rows = screen.rows;
    rows.row(
        explanation.snapshot().symbol().name(),
        Say.time(explanation.snapshot().readAtMillis()),
        heading);
    screen.terms();
    new PositionRows(explanation, rows).add();
    new MarketRows(explanation, rows).add();
    new ScoreRows(explanation, rows).add();
    new LevelRows(explanation, rows).add();
    screen.surroundings();
    screen.reasons();
    return rows.lines();
  }

  private void terms() {
    HarvestTerms t = e.terms();
    rows.row(
        "settings",
        t.kind().name().toLowerCase(Locale.ROOT) + " policy",
        t.live() ? "live" : "shadow",
        "min R " + Say.number(t.minR()),
        "kill "
            + t.kill().reference().name().toLowerCase(Locale.ROOT)
            + " after "
            + Say.duration(t.kill().confirmMillis())
            + " at K >= "
            + Say.score(t.theta().killThreshold())
            + (t.kill().reference() == KillReference.ADAPTIVE
                ? ", adverse drift " + Say.number(t.kill().adverseDrift())
                : ""));
    rows.found("overrides", s.overrides(), own -> Rows.joined(pairs(own.encode())), "");
  }

  private static List<String> pairs(Map<String, String> fields) {
    return fields.entrySet().stream().map(f -> f.getKey() + "=" + f.getValue()).toList();
  }

  private void surroundings() {
    for (InflightPlan plan : s.inflight()) {
      rows.row(
          "in flight",
          plan.planId(),
          plan.inflight().action() + " " + plan.inflight().side() + " " + plan.inflight().qty(),
          "sent " + Say.duration(s.readAtMillis() - plan.inflight().sentAtMillis()) + " ago");
    }
    s.cooldown()
        .value()
        .ifPresent(
            c -> {
              long now = e.price().map(PriceNow::atMillis).orElse(s.readAtMillis());
              if (c.covers(now)) {
                rows.row("cooldown", "no new entry " + Say.cooldown(c, now));
              }
            });
    rows.row("services", s.services().stream().map(InspectScreen::service).toArray(String[]::new));
    rows.row("lag", s.groups().stream().map(InspectScreen::group).toArray(String[]::new));
  }

  private static String service(ServiceSign sign) {
    return sign.service()
        + " "
        + switch (sign.health()) {
          case Found.Absent<HealthRecord> none -> sign.needed() ? "MISSING" : Rows.NONE;
          case Found.Garbled<HealthRecord> bad -> "UNREADABLE";
          case Found.Known<HealthRecord>(HealthRecord health) -> health.state();
        };
  }

  private static String group(GroupProgress g) {
    String stream = g.stream().substring(g.stream().lastIndexOf(':') + 1);
    String lag = g.lag().isPresent() ? Long.toString(g.lag().getAsLong()) : "?";
    return g.service()
        + " "
        + stream
        + " "
        + (g.exists() ? lag + (g.pending() > 0 ? "+" + g.pending() + " pending" : "") : "no group");
  }

  private void reasons() {
    boolean due = e.reasons().stream().allMatch(r -> r.code() == Reason.Code.DUE);
    rows.sentences(
        due ? "next" : "why nothing happens now", e.reasons().stream().map(Reason::text).toList());
  }
}
