package quantum.cli.screen;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import quantum.account.explain.Explanation;
import quantum.account.explain.HarvestTerms;
import quantum.account.explain.KillNow;
import quantum.account.explain.Level;
import quantum.account.explain.PriceNow;
import quantum.account.explain.Profit;
import quantum.account.explain.ProtectionNow;
import quantum.account.explain.Reason;
import quantum.account.explain.Say;
import quantum.account.explain.StopStep;
import quantum.account.snapshot.GroupProgress;
import quantum.account.snapshot.InflightPlan;
import quantum.account.snapshot.ServiceSign;
import quantum.account.snapshot.Snapshot;
import quantum.contracts.ApplyResult;
import quantum.contracts.Evaluation;
import quantum.contracts.HarvestProposal;
import quantum.contracts.HealthRecord;
import quantum.contracts.Ledger;
import quantum.contracts.MarketStateHash;
import quantum.contracts.OpenPosition;
import quantum.contracts.RiskProposal;
import quantum.contracts.StopState;
import quantum.contracts.Ticker;
import quantum.contracts.Unsettled;
import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillScore;
import quantum.kernel.kill.KillTriggers;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Position;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Decimals;
import quantum.runtime.snapshot.Found;

/** An explanation as plain text: at most {@link #WIDTH} columns, about forty lines. */
public final class Screen {
  public static final int WIDTH = 108;

  private static final int LABEL = 11;
  private static final String NONE = "-";
  private static final String GAP = "   ";

  private final List<String> lines = new ArrayList<>();
  private final Explanation e;
  private final Snapshot s;

  private Screen(Explanation explanation) {
    this.e = explanation;
    this.s = explanation.snapshot();
  }

  /**
   * @param heading where this was read from and by which settings
   */
  public static List<String> lines(Explanation explanation, String heading) {
    Screen screen = new Screen(explanation);
    screen.row(
        explanation.snapshot().symbol().name(),
        Say.time(explanation.snapshot().readAtMillis()),
        heading);
    screen.terms();
    screen.position();
    screen.market();
    screen.profit();
    screen.kill();
    screen.levels();
    screen.harvested();
    screen.surroundings();
    screen.reasons();
    return List.copyOf(screen.lines);
  }

  private void terms() {
    HarvestTerms t = e.terms();
    row(
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
    found("overrides", s.overrides(), own -> String.join(GAP, pairs(own.encode())), "");
  }

  private void position() {
    found("position", s.position(), this::position, "none");
    e.protection().ifPresent(this::protection);
    row("price", price());
    found("ledger", s.ledger(), Screen::ledger, "nothing booked");
  }

  private String position(OpenPosition open) {
    Position p = open.position();
    long now = e.price().map(PriceNow::atMillis).orElse(s.readAtMillis());
    return String.join(
        GAP,
        p.side() + " " + p.qty() + " of " + p.initialQty() + " @ " + p.entry(),
        "stop " + p.stop().map(Object::toString).orElse(NONE),
        "target " + p.takeProfit().map(Object::toString).orElse(NONE),
        Say.number(p.leverage().value()) + "x",
        "age " + Say.duration((long) (p.ageSec(now) * 1000)),
        "id " + p.id().value(),
        "by " + open.source());
  }

  private void protection(ProtectionNow p) {
    row(
        "protection",
        p.looked() ? stop(p) : "not apply-layer's: only harvest-brain knows this position",
        p.protection()
            .order()
            .map(
                id -> (p.protection().state() == StopState.RESTING ? "order " : "last order ") + id)
            .orElse(""),
        p.protection()
            .sinceMillis()
            .map(
                since ->
                    "holds since "
                        + Say.time(since)
                        + " ("
                        + Say.duration(s.readAtMillis() - since)
                        + ")")
            .orElse(""));
    row("  watched", watcher(p.watcher()), stream(p));
    if (!p.unsettled().equals(Unsettled.NOTHING)) {
      row(
          "  pending",
          p.unsettled().feesPending().isEmpty()
              ? ""
              : "fees and profit of order "
                  + String.join(
                      ", ", p.unsettled().feesPending().stream().map(Object::toString).toList()),
          p.unsettled()
              .partly()
              .map(
                  part ->
                      "level " + part.level() + " taken in part, " + part.missing() + " missing")
              .orElse(""));
    }
  }

  private static String stop(ProtectionNow p) {
    if (p.stop().isEmpty()) {
      return "no stop is set";
    }
    return p.stop().get()
        + switch (p.protection().state()) {
          case RESTING -> " resting at the exchange";
          case PENDING -> " pending: on its way to the exchange, or being moved";
          case MISSING -> " MISSING at the exchange";
          case OFF -> " off: not at the exchange";
        };
  }

  private String watcher(ProtectionNow.Watcher watcher) {
    return "exitbrain "
        + switch (watcher) {
          case ProtectionNow.Watcher.Watches(var at) ->
              "live"
                  + at.map(
                          t ->
                              ", judged prices up to "
                                  + Say.duration(s.readAtMillis() - t)
                                  + " ago")
                      .orElse(", has judged no price yet");
          case ProtectionNow.Watcher.Late(var at, long behind) ->
              "LATE: " + Say.duration(behind) + " behind the prices";
          case ProtectionNow.Watcher.Suggests(String mode) ->
              mode.toUpperCase(Locale.ROOT) + ": closes nothing";
          case ProtectionNow.Watcher.Gone gone -> "MISSING";
          case ProtectionNow.Watcher.Unreadable(String why) -> unreadable(why);
        };
  }

  private static String stream(ProtectionNow p) {
    return p.streamAgeMillis()
        .map(
            age ->
                p.streamIsSilent()
                    ? "private stream SILENT for " + Say.duration(age)
                    : "private stream heard " + Say.duration(age) + " ago")
        .orElse("private stream unknown");
  }

  private String price() {
    if (e.price().isEmpty()) {
      return s.ticker().garbled().map(Screen::unreadable).orElse("none known");
    }
    PriceNow price = e.price().get();
    StringBuilder text =
        new StringBuilder(price.price().toString())
            .append(price.fromTicker() ? " (ticker), " : " (harvest-brain), ")
            .append(Say.duration(s.readAtMillis() - price.atMillis()))
            .append(" old");
    s.evaluation()
        .value()
        .ifPresent(
            x ->
                text.append(GAP)
                    .append("best ")
                    .append(x.peak())
                    .append(GAP)
                    .append("worst ")
                    .append(x.trough()));
    s.ticker()
        .value()
        .flatMap(Ticker::fundingRate)
        .ifPresent(f -> text.append(GAP).append("funding ").append(Decimals.plain(f)));
    s.ticker()
        .garbled()
        .ifPresent(why -> text.append(GAP).append("ticker ").append(unreadable(why)));
    return text.toString();
  }

  private static String ledger(Ledger l) {
    return String.join(
        GAP,
        "net "
            + Say.number(l.realizedPnl())
            + " = gross "
            + Say.number(l.grossPnl())
            + " - fees "
            + Say.number(l.commission())
            + " + funding "
            + Say.number(l.funding()),
        l.fills() + " fills",
        l.wins() + " won, " + l.losses() + " lost");
  }

  private void market() {
    e.market().told().ifPresentOrElse(this::market, () -> row("market", NONE));
    e.market().whyNeutral().ifPresent(why -> row("", "neutral market counts: " + why));
    found("risk", s.risk(), this::risk, NONE);
    found("proposal", s.proposal(), this::proposal, NONE);
  }

  private void market(MarketStateHash m) {
    MarketState state = m.state();
    row(
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
                row(
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
    return String.join(GAP, parts);
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
    return String.join(GAP, parts);
  }

  private void profit() {
    if (e.profit().isEmpty()) {
      return;
    }
    Profit p = e.profit().get();
    row(
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

  private void kill() {
    if (e.kill().isEmpty()) {
      return;
    }
    KillNow kill = e.kill().get();
    KillScore k = kill.verdict().score();
    Theta t = e.terms().theta();
    row(
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
    MarketState m = kill.yardstick().state();
    row(
        "  against",
        "sigma " + Say.number(m.sigma()) + " / " + Say.number(kill.yardstick().sigmaRef()),
        "ts " + Say.number(m.ts()) + " / " + Say.number(kill.yardstick().tsRef()),
        "p_trend " + Say.score(m.pTrend()) + " / " + Say.score(kill.yardstick().trendMin()),
        "p_mr + p_chop " + Say.score(m.pMr() + m.pChop()) + " / 0.500");
    row(
        "  memory",
        "flip armed: " + (kill.yardstick().flipCounts() ? "yes" : "no, no trend since the entry"),
        kill.verdict().memory().aboveSinceMillis().isPresent()
            ? "at the threshold since "
                + Say.time(kill.verdict().memory().aboveSinceMillis().getAsLong())
            : "below the threshold",
        kill.confirmLeftMillis()
            .map(left -> left > 0 ? "confirmed in " + Say.duration(left) : "confirmed")
            .orElse(""));
    row(
        "  standing",
        kill.verdict().standing().name(),
        kill.direction().map(Screen::drift).orElse(""),
        kill.direction()
            .map(d -> "stop in profit: " + (d.stopInProfit() ? "yes" : "no"))
            .orElse(""));
    row("  kills at", triggers(kill));
  }

  private static String drift(KillNow.Direction d) {
    return "drift "
        + (d.drift().isPresent() ? Say.number(d.drift().getAsDouble()) : NONE)
        + (d.fromAbove() ? " / <= " : " / >= ")
        + Say.number(d.against())
        + (d.marketAgainst() ? ", against it" : ", not against it");
  }

  private static String term(double weight, String name, double part) {
    return " + " + Say.number(weight) + " x " + name + " " + Say.score(part);
  }

  private String[] triggers(KillNow kill) {
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

  private void levels() {
    for (Level level : e.levels()) {
      row(
          level == e.levels().getFirst() ? "levels" : "",
          String.format(
              Locale.ROOT,
              "%-5s %-11s %-16s at %-12s %-9s %s",
              Decimals.plain(level.r()),
              level.step().map(Enum::name).orElse(NONE),
              level.percentOfOpen().map(this::quantity).orElse(NONE),
              level.price().map(Object::toString).orElse("no price"),
              level
                  .price()
                  .flatMap(at -> e.price().map(now -> Say.away(now.price(), at)))
                  .orElse(NONE),
              state(level)));
    }
    for (StopStep step : e.stopSteps()) {
      row(
          step == e.stopSteps().getFirst() ? "stop" : "",
          step.reason().name().toLowerCase(Locale.ROOT)
              + (step.at().isPresent()
                  ? " at "
                      + step.at().get()
                      + e.price()
                          .map(p -> " (" + Say.away(p.price(), step.at().get()) + ")")
                          .orElse("")
                      + " moves it to "
                      + step.stop().map(Object::toString).orElse(NONE)
                  : ": " + step.why().orElse(NONE)));
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

  private void harvested() {
    String taken =
        s.evaluation().value().map(Evaluation::levelsTaken).map(Screen::numbers).orElse(NONE);
    if (s.position().value().isPresent()) {
      OpenPosition open = s.position().value().get();
      row(
          "harvested",
          "executed levels "
              + (open.harvested().isEmpty() ? NONE : String.join(",", open.harvested())),
          "done for harvest-brain " + taken,
          "realized " + Say.number(open.realizedPnl()),
          "failed plans " + open.position().attempts());
    }
    if (s.historySize() > 0) {
      row("history", s.historySize() + " kept, the newest:");
      s.history().forEach(member -> row("", history(member)));
    } else {
      s.history().forEach(member -> row("history", history(member)));
    }
  }

  private static String numbers(java.util.Collection<BigDecimal> levels) {
    return levels.isEmpty()
        ? NONE
        : String.join(",", levels.stream().map(Decimals::plain).toList());
  }

  private static String history(Found<ApplyResult> member) {
    return switch (member) {
      case Found.Absent<ApplyResult> none -> NONE;
      case Found.Garbled<ApplyResult>(String why) -> unreadable(why);
      case Found.Known<ApplyResult>(ApplyResult r) ->
          String.join(
              GAP,
              Say.time(r.timestampMillis()),
              r.action() + r.level().map(l -> " at level " + l).orElse(""),
              r.execution().filledQty() + r.execution().price().map(p -> " @ " + p).orElse(""),
              r.execution().realizedPnl().map(p -> "realized " + Say.number(p)).orElse(""));
    };
  }

  private void surroundings() {
    for (InflightPlan plan : s.inflight()) {
      row(
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
                row("cooldown", "no new entry " + Say.cooldown(c, now));
              }
            });
    row("services", s.services().stream().map(this::service).toArray(String[]::new));
    row("lag", s.groups().stream().map(Screen::group).toArray(String[]::new));
  }

  private String service(ServiceSign sign) {
    return sign.service()
        + " "
        + switch (sign.health()) {
          case Found.Absent<HealthRecord> none -> sign.needed() ? "MISSING" : NONE;
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
    lines.add(due ? "next" : "why nothing happens now");
    int number = 1;
    for (Reason reason : e.reasons()) {
      wrapped("  " + number++ + ". ", List.of(reason.text().split(" ")), " ");
    }
  }

  private <T> void found(String label, Found<T> found, Function<T, String> shown, String absent) {
    switch (found) {
      case Found.Absent<T> none -> {
        if (!absent.isEmpty()) {
          row(label, absent);
        }
      }
      case Found.Garbled<T>(String why) -> row(label, unreadable(why));
      case Found.Known<T>(T value) -> row(label, shown.apply(value));
    }
  }

  private static String unreadable(String why) {
    return "UNREADABLE: " + why;
  }

  private static List<String> pairs(Map<String, String> fields) {
    return fields.entrySet().stream().map(f -> f.getKey() + "=" + f.getValue()).toList();
  }

  private void row(String label, String... parts) {
    List<String> words = new ArrayList<>();
    for (String part : parts) {
      for (String word : part.split(GAP)) {
        if (!word.isBlank()) {
          words.add(Lines.printable(word));
        }
      }
    }
    wrapped(String.format(Locale.ROOT, "%-" + (LABEL - 1) + "s ", label), words, GAP);
  }

  private void wrapped(String label, List<String> parts, String gap) {
    String indent = " ".repeat(label.length());
    StringBuilder line = new StringBuilder(label);
    boolean empty = true;
    for (String part : parts) {
      for (String piece : Lines.pieces(Lines.printable(part), WIDTH - label.length())) {
        if (!empty && line.length() + gap.length() + piece.length() > WIDTH) {
          lines.add(line.toString().stripTrailing());
          line = new StringBuilder(indent);
          empty = true;
        }
        line.append(empty ? "" : gap).append(piece);
        empty = false;
      }
    }
    lines.add(line.toString().stripTrailing());
  }
}
