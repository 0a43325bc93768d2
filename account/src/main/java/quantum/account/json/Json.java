package quantum.account.json;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import quantum.account.explain.Explanation;
import quantum.account.explain.HarvestTerms;
import quantum.account.explain.KillNow;
import quantum.account.explain.Level;
import quantum.account.explain.MarketNow;
import quantum.account.explain.PriceNow;
import quantum.account.explain.ProtectionNow;
import quantum.account.explain.Reason;
import quantum.account.explain.StopStep;
import quantum.account.snapshot.GroupProgress;
import quantum.account.snapshot.InflightPlan;
import quantum.account.snapshot.ServiceSign;
import quantum.account.snapshot.Snapshot;
import quantum.contracts.ApplyResult;
import quantum.contracts.Evaluation;
import quantum.contracts.HealthRecord;
import quantum.contracts.MarketStateHash;
import quantum.contracts.OpenPosition;
import quantum.kernel.kill.KillScore;
import quantum.kernel.kill.KillTriggers;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;
import quantum.runtime.snapshot.Found;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An explanation as one JSON object. Times are epoch milliseconds; prices and quantities are
 * decimal texts, computed figures numbers. What is unreadable is {@code {"unreadable": why}}, what
 * does not exist is left out.
 */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Explanation e;
  private final Snapshot s;
  private final ObjectNode root = MAPPER.createObjectNode();

  /** An empty object to write into. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** As it is printed. */
  public static String text(ObjectNode node) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
  }

  private Json(Explanation explanation) {
    this.e = explanation;
    this.s = explanation.snapshot();
  }

  public static String of(Explanation explanation) {
    return text(node(explanation));
  }

  /** The same, to be put into another object. */
  public static ObjectNode node(Explanation explanation) {
    Json json = new Json(explanation);
    json.write();
    return json.root;
  }

  private void write() {
    root.put("symbol", s.symbol().name());
    root.put("read_at", s.readAtMillis());
    terms(root.putObject("settings"));
    found("overrides", s.overrides(), (node, own) -> own.encode().forEach(node::put));
    found("position", s.position(), Json::position);
    e.protection().ifPresent(p -> protection(root.putObject("protection"), p));
    found("evaluation", s.evaluation(), Json::evaluation);
    e.price().ifPresent(this::price);
    s.ticker().garbled().ifPresent(why -> unreadable("ticker", why));
    found("ledger", s.ledger(), (node, ledger) -> ledger.encode().forEach(node::put));
    market(root.putObject("market"));
    found("risk_proposal", s.risk(), (node, risk) -> risk.encode().forEach(node::put));
    found("harvest_proposal", s.proposal(), (node, p) -> p.encode().forEach(node::put));
    e.profit()
        .ifPresent(
            p ->
                root.putObject("r_net")
                    .put("value", p.rNet())
                    .put("pnl_per_unit", p.pnlPerUnit())
                    .put("cost_est", p.cost())
                    .put("risk_unit", p.riskUnit())
                    .put("stop_dist_pct", p.stopDistancePct())
                    .put("risk_frozen", p.riskFrozen())
                    .put("gross", p.grossR())
                    .put("unrealized_pnl", p.unrealized()));
    e.kill().ifPresent(this::kill);
    levels();
    stopSteps();
    history();
    surroundings();
    ArrayNode reasons = root.putArray("reasons");
    for (Reason reason : e.reasons()) {
      reasons.addObject().put("code", reason.code().name()).put("text", reason.text());
    }
  }

  private void terms(ObjectNode node) {
    HarvestTerms t = e.terms();
    node.put("policy", t.kind().name().toLowerCase(java.util.Locale.ROOT));
    node.put("live", t.live());
    node.put("min_r", t.minR());
    node.put("kill_reference", t.kill().reference().name().toLowerCase(java.util.Locale.ROOT));
    node.put("kill_confirm_sec", t.kill().confirmMillis() / 1000);
    node.put("kill_adverse_drift", t.kill().adverseDrift());
    node.put("T1_R", t.theta().t1R()).put("T2_R", t.theta().t2R()).put("T3_R", t.theta().t3R());
    node.put("lock_R", t.theta().lockR());
    node.put("ladder", t.ladder().toString());
    node.put("fresh_sec", t.freshMillis() / 1000);
  }

  private static void position(ObjectNode node, OpenPosition open) {
    Position p = open.position();
    open.encode().forEach(node::put);
    node.put("side", p.side().name());
  }

  private static void protection(ObjectNode node, ProtectionNow p) {
    node.put("by_apply_layer", p.looked());
    p.stop().ifPresent(stop -> node.put("stop", stop.toString()));
    node.put("state", p.protection().state().toString());
    p.protection().order().ifPresent(order -> node.put("order", order));
    p.protection().sinceMillis().ifPresent(since -> node.put("holds_since", since));
    ArrayNode pending = node.putArray("fees_pending");
    p.unsettled().feesPending().forEach(pending::add);
    p.unsettled()
        .partly()
        .ifPresent(
            part ->
                node.putObject("partly")
                    .put("level", part.level())
                    .put("missing", part.missing().toString()));
    watcher(node.putObject("exitbrain"), p.watcher());
    p.streamAgeMillis().ifPresent(age -> node.put("private_stream_age_ms", age));
    node.put("private_stream_silent", p.streamIsSilent());
  }

  private static void watcher(ObjectNode node, ProtectionNow.Watcher watcher) {
    switch (watcher) {
      case ProtectionNow.Watcher.Watches(var at) -> {
        node.put("state", "watches");
        at.ifPresent(t -> node.put("watched_at", t));
      }
      case ProtectionNow.Watcher.Late(long at, long behind) ->
          node.put("state", "late").put("watched_at", at).put("behind_ms", behind);
      case ProtectionNow.Watcher.Suggests(String mode) ->
          node.put("state", "suggests").put("mode", mode);
      case ProtectionNow.Watcher.Gone gone -> node.put("state", "missing");
      case ProtectionNow.Watcher.Unreadable(String why) -> node.put("unreadable", why);
    }
  }

  private static void evaluation(ObjectNode node, Evaluation evaluation) {
    evaluation.encode().forEach(node::put);
  }

  private void price(PriceNow price) {
    root.putObject("price")
        .put("value", price.price().toString())
        .put("at", price.atMillis())
        .put("age_ms", s.readAtMillis() - price.atMillis())
        .put("source", price.fromTicker() ? "ticker" : "harvest-brain");
  }

  private void market(ObjectNode node) {
    MarketNow market = e.market();
    market.whyNeutral().ifPresent(why -> node.put("neutral_because", why));
    state(node.putObject("used"), market.used().state());
    market.used().usual().ifPresent(usual -> usual(node.putObject("usual"), usual));
    market
        .told()
        .ifPresent(
            (MarketStateHash told) -> {
              state(node.putObject("told"), told.state());
              node.put("age_ms", market.ageMillis());
            });
  }

  private static void state(ObjectNode node, MarketState m) {
    node.put("sigma", m.sigma())
        .put("ts", m.ts())
        .put("p_trend", m.pTrend())
        .put("p_mr", m.pMr())
        .put("p_chop", m.pChop());
  }

  private static void usual(ObjectNode node, MarketReferences usual) {
    node.put("sigma", usual.sigma())
        .put("ts", usual.ts())
        .put("trend_min", usual.trendMin())
        .put("trend_arm", usual.trendArm())
        .put("drift", usual.drift());
  }

  private void kill(KillNow kill) {
    KillScore k = kill.verdict().score();
    ObjectNode node = root.putObject("kill");
    node.put("score", k.value());
    node.put("threshold", k.threshold());
    node.put("closes", kill.verdict().closes());
    node.put("standing", kill.verdict().standing().name());
    kill.direction()
        .ifPresent(
            d -> {
              ObjectNode direction = node.putObject("direction");
              d.drift().ifPresent(drift -> direction.put("drift", drift));
              direction
                  .put("adverse_from", d.against())
                  .put("market_against", d.marketAgainst())
                  .put("stop_in_profit", d.stopInProfit());
            });
    node.putObject("parts")
        .put("regime_flip", k.regimeFlip())
        .put("sigma_spike", k.sigmaSpike())
        .put("ts_drop", k.tsDrop())
        .put("age_penalty", k.agePenalty());
    node.putObject("weights")
        .put("bias", e.terms().theta().kBias())
        .put("regime_flip", e.terms().theta().kRegimeFlip())
        .put("sigma_spike", e.terms().theta().kSigmaSpike())
        .put("ts_drop", e.terms().theta().kTsDrop())
        .put("age_penalty", e.terms().theta().kAgePenalty());
    node.putObject("against")
        .put("sigma_ref", kill.yardstick().sigmaRef())
        .put("ts_ref", kill.yardstick().tsRef())
        .put("trend_min", kill.yardstick().trendMin());
    ObjectNode memory = node.putObject("memory").put("flip_armed", kill.yardstick().flipCounts());
    kill.verdict().memory().aboveSinceMillis().ifPresent(at -> memory.put("above_since", at));
    kill.confirmLeftMillis().ifPresent(left -> memory.put("confirm_left_ms", left));
    KillTriggers t = kill.triggers();
    ObjectNode triggers = node.putObject("triggers").put("flip", t.flip());
    finite(triggers, "sigma", t.sigma());
    finite(triggers, "ts", t.ts());
    finite(triggers, "age_sec", t.ageSec());
  }

  /** JSON has no infinity: "any" says that the part does not matter any more. */
  private static void finite(ObjectNode node, String name, OptionalDouble value) {
    if (value.isPresent() && Double.isInfinite(value.getAsDouble())) {
      node.put(name, "any");
    } else if (value.isPresent()) {
      node.put(name, value.getAsDouble());
    }
  }

  private void levels() {
    ArrayNode levels = root.putArray("levels");
    for (Level level : e.levels()) {
      ObjectNode node = levels.addObject().put("r", Decimals.plain(level.r()));
      node.put("state", level.state().name());
      level.step().ifPresent(step -> node.put("step", step.name()));
      level.percentOfOpen().ifPresent(p -> node.put("percent_of_open", Decimals.plain(p)));
      level.price().ifPresent(price -> node.put("price", price.toString()));
      level.blockedUntilMillis().ifPresent(at -> node.put("blocked_until", at));
    }
  }

  private void stopSteps() {
    ArrayNode steps = root.putArray("stop");
    for (StopStep step : e.stopSteps()) {
      ObjectNode node = steps.addObject().put("reason", step.reason().name());
      step.at().ifPresent(price -> node.put("price", price.toString()));
      step.stop().ifPresent(stop -> node.put("stop", stop.toString()));
      step.why().ifPresent(why -> node.put("why_not", why));
    }
  }

  private void history() {
    root.put("history_size", s.historySize());
    ArrayNode history = root.putArray("history");
    for (Found<ApplyResult> member : s.history()) {
      ObjectNode node = history.addObject();
      member.value().ifPresent(result -> result.encode().forEach(node::put));
      member.garbled().ifPresent(why -> node.put("unreadable", why));
    }
  }

  private void surroundings() {
    ArrayNode inflight = root.putArray("inflight");
    for (InflightPlan plan : s.inflight()) {
      ObjectNode node = inflight.addObject().put("plan_id", plan.planId());
      plan.inflight().encode().forEach(node::put);
    }
    s.cooldown().value().ifPresent(c -> root.put("cooldown_since", c.encode()));
    s.hand()
        .haltAt(s.readAtMillis())
        .ifPresent(halt -> AccountJson.halt(root.putObject("halt"), halt));
    Optional.ofNullable(s.hand().pausesAt(s.readAtMillis()).get(s.symbol().name()))
        .ifPresent(pause -> AccountJson.halt(root.putObject("pause"), pause));
    switch (s.killed()) {
      case ON -> root.put("kill_switch", true);
      case OFF -> root.put("kill_switch", false);
      case UNKNOWN -> root.putNull("kill_switch");
    }
    if (!s.withheld().isEmpty()) {
      ArrayNode withheld = root.putArray("withheld");
      s.withheld().forEach(withheld::add);
    }
    ObjectNode services = root.putObject("services");
    for (ServiceSign sign : s.services()) {
      services.put(
          sign.service(),
          switch (sign.health()) {
            case Found.Absent<HealthRecord> none -> "missing";
            case Found.Garbled<HealthRecord> bad -> "unreadable";
            case Found.Known<HealthRecord>(HealthRecord health) -> health.state();
          });
    }
    ArrayNode groups = root.putArray("groups");
    for (GroupProgress g : s.groups()) {
      ObjectNode node =
          groups
              .addObject()
              .put("service", g.service())
              .put("stream", g.stream())
              .put("group", g.group())
              .put("exists", g.exists())
              .put("pending", g.pending());
      g.lag().ifPresent(lag -> node.put("lag", lag));
    }
  }

  private <T> void found(String name, Found<T> found, BiConsumer<ObjectNode, T> writer) {
    Optional<T> value = found.value();
    value.ifPresent(v -> writer.accept(root.putObject(name), v));
    found.garbled().ifPresent(why -> unreadable(name, why));
  }

  private void unreadable(String name, String why) {
    root.putObject(name).put("unreadable", why);
  }
}
