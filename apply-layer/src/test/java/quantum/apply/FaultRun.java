package quantum.apply;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import quantum.apply.FaultStep.Timed;
import quantum.contracts.Names;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.JsonNode;

/** One sequence of steps, on an exchange and in a namespace of its own, and what was wrong then. */
final class FaultRun implements AutoCloseable {
  private static final String[] SETTINGS = {
    "APPLY_RECONCILE_SEC", "1",
    "STOP_FAILURE_SEC", "3",
    "VENUE_READ_TIMEOUT_MS", "600",
    "VENUE_RECV_WINDOW_MS", "400",
  };
  private static final long AWAITED_MILLIS = 700;
  private static final long REDIS_LOSES_MILLIS = 2_000;
  private static final long QUIET_MILLIS = 400;

  /** What no trade explains is believed after 30 s; an order in doubt is given up after 60. */
  private static final long LONGEST_MILLIS = 75_000;

  /** Coarser than any tick here: what is asked for can rest as it is. */
  private static final int DECIMALS = 1;

  private final ApplyRig rig;
  private final NakedWatch watch;
  private final List<Symbol> symbols = List.of(ApplyRig.ETH, ApplyRig.BTC);
  private final List<Published> plans = new ArrayList<>();
  private final Set<PlanId> entries = new HashSet<>();
  private final Deque<RedisPast> snapshots = new ArrayDeque<>();
  private final List<String> journal = new ArrayList<>();
  private final long startedAt = System.nanoTime();

  private RedisGate gate;
  private boolean forgotten;
  private MortalVenue venue;

  private record Published(PlanId id, String action, Symbol symbol, String[] fields) {}

  private FaultRun(Path folder) {
    rig = new ApplyRig(folder);
    watch = new NakedWatch(rig);
  }

  /**
   * @param violations empty if nothing was wrong
   * @param journal what happened, for whoever looks for the reason
   */
  record Outcome(List<String> violations, List<String> journal) {
    boolean failed() {
      return !violations.isEmpty();
    }
  }

  /** Carries out the steps, heals everything, waits until it is quiet, and compares. */
  static Outcome of(Path folder, List<Timed> steps) {
    try (FaultRun run = new FaultRun(folder)) {
      List<String> violations = new ArrayList<>();
      try {
        run.up();
        run.rig.probe.await(
            "a group",
            () -> run.rig.probe.commands().exists(run.rig.names.applyPlan()) > 0,
            ApplyRig.SOON);
        for (Timed step : steps) {
          run.keepSnapshot();
          run.note(step.toString());
          run.step(step.step(), step.awaits());
          Thread.sleep(step.pauseMillis());
        }
        run.note("healed");
        run.rig.heal();
        violations.addAll(run.settled());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        violations.add("interrupted");
      }
      violations.addAll(run.watch.violations());
      if (!violations.isEmpty()) {
        run.tell();
      }
      return new Outcome(violations, run.journal);
    }
  }

  // ---- the steps

  private void step(FaultStep step, boolean awaits) throws InterruptedException {
    switch (step) {
      case FaultStep.Entry entry -> await(entry(entry), awaits);
      case FaultStep.Partial(Symbol symbol, int percent, String level) ->
          await(
              publish(
                  "PARTIAL_" + percent,
                  symbol,
                  ApplyRig.steps(Integer.toString(percent), "r_level", level)),
              awaits);
      case FaultStep.FullClose(Symbol symbol) ->
          await(publish("FULL_CLOSE_PROPOSED", symbol), awaits);
      case FaultStep.Tighten tighten -> tighten(tighten, awaits);
      case FaultStep.ByHand hand -> byHand(hand);
      case FaultStep.PriceMove(Symbol symbol, int perTenThousand) ->
          price(symbol, times(price(symbol), 10_000 + perTenThousand, 10_000));
      case FaultStep.ThroughTheStop(Symbol symbol) -> throughTheStop(symbol);
      case FaultStep.Again(int plansAgo) -> again(plansAgo);
      case FaultStep.Restart(int downMillis) -> {
        watch.running(false);
        rig.stop();
        gate.close();
        Thread.sleep(downMillis);
        up();
      }
      case FaultStep.Killed(int downMillis) -> {
        watch.running(false);
        venue.die();
        gate.close();
        rig.stop();
        Thread.sleep(downMillis);
        up();
      }
      case FaultStep.Fault fault -> rig.fault(fault.path(), fault.kind(), fault.more());
      case FaultStep.CutStream cut -> rig.fault("WS /private", "ws_drop");
      case FaultStep.RedisCut(int millis) -> {
        gate.shut();
        Thread.sleep(millis);
        gate.open();
      }
      case FaultStep.RedisLoses(int steps) -> redisLoses(steps);
      case FaultStep.Heal heal -> rig.heal();
      case FaultStep.Wait(int millis) -> Thread.sleep(millis);
    }
  }

  private void up() {
    gate = new RedisGate(rig.server());
    rig.start(
        gate.settings(rig.names.namespace()),
        real -> venue = new MortalVenue(real, rig::tick),
        SETTINGS);
    watch.running(true);
  }

  private PlanId entry(FaultStep.Entry entry) {
    Symbol symbol = entry.symbol();
    BigDecimal price = price(symbol);
    BigDecimal stop =
        times(
            price, 1_000 + (entry.isLong() ? -entry.stopPerMille() : entry.stopPerMille()), 1_000);
    rig.probe.commands().del(rig.names.cooldown(symbol));
    PlanId id =
        publish(
            "ENTRY_PROPOSED",
            symbol,
            "side",
            entry.isLong() ? "LONG" : "SHORT",
            "qty",
            unit(symbol).multiply(BigDecimal.valueOf(8)).toPlainString(),
            "entry_price",
            price.toPlainString(),
            "leverage",
            "5",
            "stop_loss",
            stop.toPlainString());
    entries.add(id);
    return id;
  }

  private void tighten(FaultStep.Tighten tighten, boolean awaits) throws InterruptedException {
    Symbol symbol = tighten.symbol();
    String stop = rig.position(symbol).get("stop_loss");
    if (stop != null) {
      BigDecimal from = new BigDecimal(stop);
      BigDecimal way = price(symbol).subtract(from);
      await(
          publish(
              "UPDATE_SL",
              symbol,
              "stop_loss",
              from.add(times(way, tighten.percent(), 100)).toPlainString()),
          awaits);
    }
  }

  private void byHand(FaultStep.ByHand hand) {
    Symbol symbol = hand.symbol();
    BigDecimal held = held(symbol);
    BigDecimal unit = unit(symbol);
    BigDecimal to =
        switch (hand.hand()) {
          case CLOSE -> BigDecimal.ZERO;
          case ADD -> held.add(held.signum() < 0 ? unit.negate() : unit);
          case REDUCE ->
              held.signum() < 0 ? held.add(unit).min(BigDecimal.ZERO) : held.subtract(unit);
        };
    if (hand.hand() == FaultStep.Hand.REDUCE && held.signum() <= 0 && to.signum() > 0) {
      return;
    }
    if (hand.hand() == FaultStep.Hand.REDUCE && held.signum() >= 0) {
      to = to.max(BigDecimal.ZERO);
    }
    if (to.compareTo(held) != 0) {
      note("by hand from " + held + " to " + to);
      rig.tick(symbol);
      try {
        rig.byHand(symbol, to.toPlainString());
      } catch (IllegalStateException e) {
        note("which others had done already");
      }
    }
  }

  private void throughTheStop(Symbol symbol) {
    Map<String, String> hash = rig.position(symbol);
    if (hash.containsKey("stop_loss")) {
      boolean isLong = "LONG".equals(hash.get("side"));
      price(symbol, times(new BigDecimal(hash.get("stop_loss")), isLong ? 999 : 1_001, 1_000));
    }
  }

  private void again(int plansAgo) {
    if (!plans.isEmpty()) {
      Published plan = plans.get(Math.max(0, plans.size() - 1 - plansAgo));
      note("again " + plan.id());
      rig.xadd(plan.id(), plan.action(), plan.symbol(), plan.fields());
    }
  }

  private PlanId publish(String action, Symbol symbol, String... fields) {
    List<String> all = new ArrayList<>(List.of(fields));
    String position = rig.position(symbol).get("position_id");
    if (!action.equals("ENTRY_PROPOSED") && position != null) {
      all.add("position_id");
      all.add(position);
    }
    String[] told = all.toArray(String[]::new);
    PlanId id = rig.plan(action, symbol, told);
    note("plan " + id);
    plans.add(new Published(id, action, symbol, told));
    return id;
  }

  private void await(PlanId plan, boolean awaits) throws InterruptedException {
    long until = System.nanoTime() + AWAITED_MILLIS * 1_000_000;
    while (awaits && System.nanoTime() < until && rig.results(plan).isEmpty()) {
      Thread.sleep(15);
    }
  }

  // ---- what Redis forgets

  private void keepSnapshot() {
    snapshots.push(RedisPast.of(rig));
  }

  private void redisLoses(int steps) {
    RedisPast then = snapshots.peek();
    int left = steps;
    for (RedisPast each : snapshots) {
      if (left-- < 0 || each.ageMillis() > REDIS_LOSES_MILLIS) {
        break;
      }
      then = each;
    }
    forgotten = true;
    then.comesBack(gate);
    snapshots.clear();
    note("Redis is " + then.ageMillis() + " ms younger");
    // who asked for an exit and hears nothing asks again; an entry is not asked for again
    Set<String> known = new HashSet<>();
    rig.probe.entries(rig.names.applyPlan()).forEach(plan -> known.add(plan.get("plan_id")));
    for (Published plan : plans) {
      if (!entries.contains(plan.id()) && !known.contains(plan.id().value())) {
        note("asked for again: " + plan.id());
        rig.xadd(plan.id(), plan.action(), plan.symbol(), plan.fields());
      }
    }
  }

  // ---- what is wrong at the end

  private List<String> settled() throws InterruptedException {
    Audit audit = new Audit(rig, symbols, entries);
    if (forgotten) {
      audit.redisHasForgotten();
    }
    long until = System.nanoTime() + LONGEST_MILLIS * 1_000_000;
    List<String> wrong = List.of("never looked");
    while (System.nanoTime() < until) {
      String before = trace();
      wrong = restless();
      if (wrong.isEmpty()) {
        wrong = audit.violations();
      }
      if (wrong.isEmpty()) {
        Thread.sleep(QUIET_MILLIS);
        if (before.equals(trace()) && restless().isEmpty() && audit.violations().isEmpty()) {
          return List.of();
        }
      } else if (wrong.stream().anyMatch(FaultRun::isForGood)) {
        return wrong;
      }
      Thread.sleep(60);
    }
    return wrong;
  }

  /** What no waiting mends. */
  private static boolean isForGood(String violation) {
    return violation.contains("twice")
        || violation.contains("two results")
        || violation.contains("no entry");
  }

  private List<String> restless() {
    List<String> wrong = new ArrayList<>();
    var redis = rig.probe.commands();
    if (redis.exists(rig.names.applyPlan()) == 0
        || rig.probe.lag(rig.names.applyPlan(), Names.GROUP_APPLY_LAYER) > 0) {
      wrong.add("plans are not read");
    } else if (rig.probe.pending(rig.names.applyPlan(), Names.GROUP_APPLY_LAYER) > 0) {
      wrong.add("plans are not acknowledged");
    }
    if (redis.exists(rig.names.applyUnbooked()) > 0) {
      wrong.add("owed: " + rig.probe.hash(rig.names.applyUnbooked()));
    }
    return wrong;
  }

  private String trace() {
    return rig.probe.commands().xlen(rig.names.applyResult())
        + " "
        + rig.probe.commands().xlen(rig.names.applyPlan())
        + " "
        + rig.orders().size();
  }

  private void tell() {
    journal.add("groups " + rig.probe.commands().xinfoGroups(rig.names.applyPlan()));
    journal.add(
        "pending "
            + rig.probe
                .commands()
                .xpending(
                    rig.names.applyPlan(),
                    Names.GROUP_APPLY_LAYER,
                    Range.unbounded(),
                    Limit.from(10)));
    rig.probe
        .commands()
        .xrange(rig.names.applyPlan(), Range.unbounded())
        .forEach(
            plan ->
                journal.add(
                    "plan %s %s %s"
                        .formatted(
                            plan.getId(),
                            plan.getBody().get("action"),
                            plan.getBody().get("plan_id"))));
    for (Map<String, String> result : rig.results()) {
      journal.add("result " + new TreeMap<>(result));
    }
    for (Map<String, String> alert : rig.probe.entries(rig.names.alert())) {
      journal.add("alert " + new TreeMap<>(alert));
    }
    rig.orders().forEach(order -> journal.add("order " + order));
    JsonNode account = rig.control("GET", "/paper/account");
    account.path("trades").forEach(trade -> journal.add("trade " + trade));
    rig.control("GET", "/paper/algos").forEach(algo -> journal.add("algo " + shown(algo)));
    for (Symbol symbol : symbols) {
      journal.add("hash " + symbol + " " + new TreeMap<>(rig.position(symbol)));
      journal.add("held " + symbol + " " + held(symbol));
    }
    journal.add("booked " + rig.probe.hash(rig.names.applyBooked()));
  }

  private static String shown(JsonNode algo) {
    return algo.path("symbol").asString()
        + " "
        + algo.path("clientAlgoId").asString()
        + " "
        + algo.path("side").asString()
        + " "
        + (algo.path("closePosition").asBoolean() ? "all" : algo.path("quantity").asString())
        + " at "
        + algo.path("triggerPrice").asString()
        + " "
        + algo.path("algoStatus").asString()
        + " "
        + algo.path("actualOrderId").asString("");
  }

  // ---- numbers

  private BigDecimal price(Symbol symbol) {
    return new BigDecimal(rig.price(symbol));
  }

  private void price(Symbol symbol, BigDecimal price) {
    note(symbol + " at " + price);
    rig.price(symbol, price.toPlainString());
  }

  private BigDecimal held(Symbol symbol) {
    return new BigDecimal(rig.held(symbol));
  }

  /** An eighth of what an entry opens. */
  private static BigDecimal unit(Symbol symbol) {
    return new BigDecimal(symbol.equals(ApplyRig.BTC) ? "0.005" : "0.2");
  }

  private static BigDecimal times(BigDecimal value, long times, long by) {
    return value
        .multiply(BigDecimal.valueOf(times))
        .divide(BigDecimal.valueOf(by), MathContext.DECIMAL64)
        .setScale(DECIMALS, RoundingMode.HALF_EVEN);
  }

  private void note(String what) {
    journal.add("%5d ms  %s".formatted((System.nanoTime() - startedAt) / 1_000_000, what));
  }

  @Override
  public void close() {
    watch.running(false);
    watch.close();
    rig.stop();
    gate.close();
    List<String> keys = rig.probe.commands().keys(rig.names.namespace() + ":*");
    if (!keys.isEmpty()) {
      rig.probe.commands().del(keys.toArray(String[]::new));
    }
    rig.close();
  }
}
