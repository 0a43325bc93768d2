package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.ETH;
import static quantum.apply.ApplyRig.RIVER;
import static quantum.apply.ApplyRig.steps;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import quantum.apply.decide.Adoption.Mode;
import quantum.contracts.Flatten;
import quantum.contracts.Halt;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.JsonNode;

/**
 * One random sequence of what a trader does by hand, at the command and at the exchange, and of
 * what goes wrong meanwhile; after each step what must hold is held against the exchange.
 */
final class HandRun {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final List<Symbol> SYMBOLS = List.of(BTC, ETH, RIVER);
  private static final Map<Symbol, String> SIZES = Map.of(BTC, "0.02", ETH, "0.5", RIVER, "10");
  private static final Map<Symbol, String> STOPS = Map.of(BTC, "98000", ETH, "2400", RIVER, "12");
  private static final Map<Symbol, String> TIGHTER =
      Map.of(BTC, "99000", ETH, "2450", RIVER, "12.1");

  private enum Step {
    ENTRY,
    HARVEST,
    LOCK,
    CLOSE,
    HALT,
    RESUME,
    PAUSE,
    UNPAUSE,
    FLATTEN,
    FLATTEN_ONE,
    FLATTEN_AND_RESTART,
    BY_HAND,
    MODE,
    RESTART,
    VENUE_AWAY
  }

  /** Whose a position is, as this test knows it. */
  private enum Whose {
    NOBODYS,
    OURS,
    BY_HAND
  }

  private final Random random;
  private final ApplyRig rig;
  private final List<String> done = new ArrayList<>();
  private final Map<Symbol, Whose> whose = new HashMap<>();
  private final Set<Symbol> paused = new HashSet<>();

  /** Orders of ours for a symbol when the mode began to forbid them. */
  private final Map<Symbol, Integer> forbiddenSince = new HashMap<>();

  private Mode mode;
  private boolean halted;

  HandRun(long seed, Path folder) {
    this.random = new Random(seed);
    this.rig = new ApplyRig(folder);
    this.mode = any(Mode.values());
    SYMBOLS.forEach(symbol -> whose.put(symbol, Whose.NOBODYS));
  }

  /**
   * @return the steps of a sequence that went wrong, with what; empty if all held
   */
  List<String> run(int length) {
    try {
      start();
      for (int i = 0; i < length; i++) {
        step(any(Step.values()), any(SYMBOLS.toArray(Symbol[]::new)));
        check();
      }
      rig.heal();
      step(Step.FLATTEN, BTC);
      check();
      return List.of();
    } catch (Throwable e) {
      done.add("FAILED: " + String.valueOf(e.getMessage()).lines().limit(12).toList());
      for (StackTraceElement at : e.getStackTrace()) {
        if (at.getClassName().endsWith("HandRun")) {
          done.add("  at " + at);
        }
      }
      return done;
    } finally {
      rig.close();
    }
  }

  private <T> T any(T[] of) {
    return of[random.nextInt(of.length)];
  }

  private void start() {
    done.add("mode " + mode);
    rig.start("ADOPT_POSITIONS", mode.name().toLowerCase(Locale.ROOT), "APPLY_RECONCILE_SEC", "1");
    SYMBOLS.forEach(this::settle);
  }

  private boolean forbids(Symbol symbol) {
    return whose.get(symbol) == Whose.BY_HAND && mode != Mode.MANAGE;
  }

  private void step(Step step, Symbol symbol) {
    done.add(step + " " + symbol);
    switch (step) {
      case ENTRY -> entry(symbol);
      case HARVEST -> harvest(symbol);
      case LOCK -> lock(symbol);
      case CLOSE -> close(symbol);
      case HALT -> {
        rig.probe.commands().hset(rig.names.halt(), halt(Halt.ACCOUNT).encode());
        halted = true;
      }
      case RESUME -> {
        rig.probe.commands().del(rig.names.halt(), rig.names.flatten());
        halted = false;
      }
      case PAUSE -> {
        rig.probe.commands().hset(rig.names.pause(symbol), halt(symbol.name()).encode());
        paused.add(symbol);
      }
      case UNPAUSE -> {
        rig.probe.commands().del(rig.names.pause(symbol));
        paused.remove(symbol);
      }
      case FLATTEN -> flatten(List.of(), false);
      case FLATTEN_ONE -> flatten(List.of(symbol), false);
      case FLATTEN_AND_RESTART -> flatten(List.of(), true);
      case BY_HAND -> byHand(symbol);
      case MODE -> {
        mode = any(Mode.values());
        restart();
      }
      case RESTART -> restart();
      case VENUE_AWAY -> {
        String times = Integer.toString(1 + random.nextInt(6));
        rig.fault("POST /fapi/v1/order", "status_503_failed", "times", times);
        rig.fault("GET /fapi/v3/positionRisk", "status_503_failed", "times", times);
      }
    }
    SYMBOLS.forEach(this::settle);
  }

  private static Halt halt(String scope) {
    return new Halt("test", 0, "hand-run", java.util.OptionalLong.empty(), scope);
  }

  private void restart() {
    rig.stop();
    start();
  }

  private void entry(Symbol symbol) {
    rig.probe.commands().del(rig.names.cooldown(symbol));
    PlanId plan = rig.entry(symbol, "LONG", SIZES.get(symbol), "stop_loss", STOPS.get(symbol));
    boolean filled = answered(plan).equals("FILLED");
    boolean free = !halted && !paused.contains(symbol) && whose.get(symbol) == Whose.NOBODYS;
    if (!free) {
      assertThat(filled).as("an entry that is held back: " + rig.result(plan)).isFalse();
    }
    if (filled) {
      whose.put(symbol, Whose.OURS);
    }
  }

  private void harvest(Symbol symbol) {
    String before = rig.held(symbol);
    String answer = answered(rig.plan("PARTIAL_50", symbol, steps("50")));
    if (paused.contains(symbol) || forbids(symbol)) {
      assertThat(answer).as("a harvest that is held back").isIn("SKIPPED", "REJECTED", "ERROR");
      assertThat(rig.held(symbol)).isEqualTo(before);
    }
  }

  private void lock(Symbol symbol) {
    boolean hadStop = rig.position(symbol).containsKey("stop_loss");
    String answer = answered(rig.plan("UPDATE_SL", symbol, "stop_loss", TIGHTER.get(symbol)));
    if (forbids(symbol) || paused.contains(symbol) && hadStop) {
      assertThat(answer).as("a stop move that is held back").isNotEqualTo("FILLED");
    }
  }

  private void close(Symbol symbol) {
    String answer =
        answered(
            rig.plan("PARTIAL_50", symbol, steps("50", "source", "trader", "reason", "by test")));
    if (forbids(symbol)) {
      assertThat(answer).isNotEqualTo("FILLED");
    }
  }

  private String answered(PlanId plan) {
    rig.probe.await("result of " + plan, () -> !rig.results(plan).isEmpty(), LONG);
    return rig.results(plan).getFirst().get("status");
  }

  private void flatten(List<Symbol> symbols, boolean restarts) {
    Map<Symbol, String> before = new HashMap<>();
    SYMBOLS.forEach(symbol -> before.put(symbol, rig.held(symbol)));
    Flatten order =
        Flatten.order(
            Long.toHexString(random.nextLong()),
            symbols,
            "",
            "hand-run",
            System.currentTimeMillis());
    rig.probe.commands().del(rig.names.flatten());
    rig.probe.commands().hset(rig.names.halt(), order.halt().encode());
    halted = true;
    rig.probe.commands().hset(rig.names.flatten(), order.encode());
    if (restarts) {
      rig.stop();
      rig.start(
          "ADOPT_POSITIONS", mode.name().toLowerCase(Locale.ROOT), "APPLY_RECONCILE_SEC", "1");
    }
    rig.probe.await(
        "flat: " + order.id(),
        () -> rig.probe.hash(rig.names.flatten()).containsKey("ended"),
        LONG);
    for (Symbol symbol : SYMBOLS) {
      if (!order.concerns(symbol)) {
        continue;
      }
      if (forbids(symbol)) {
        assertThat(rig.held(symbol)).as(symbol + " is left alone").isEqualTo(before.get(symbol));
      } else {
        assertThat(rig.held(symbol)).as(symbol + " is flat").isEqualTo("0");
        assertThat(rig.stops(symbol)).as(symbol + "'s stops").isEmpty();
        whose.put(symbol, Whose.NOBODYS);
      }
    }
  }

  private void byHand(Symbol symbol) {
    BigDecimal before = new BigDecimal(rig.held(symbol));
    BigDecimal size = new BigDecimal(SIZES.get(symbol));
    BigDecimal after =
        switch (random.nextInt(4)) {
          case 0 -> BigDecimal.ZERO;
          case 1 -> size.negate();
          case 2 -> size;
          default -> size.add(size);
        };
    if (after.compareTo(before) == 0) {
      return;
    }
    rig.byHand(symbol, after.toPlainString());
    if (after.signum() == 0) {
      whose.put(symbol, Whose.NOBODYS);
    } else if (after.signum() != before.signum()) {
      whose.put(symbol, Whose.BY_HAND);
    }
  }

  /** Until the hash is what the exchange and the mode say. */
  private void settle(Symbol symbol) {
    BigDecimal held = new BigDecimal(rig.held(symbol)).abs();
    if (held.signum() == 0) {
      whose.put(symbol, Whose.NOBODYS);
    }
    boolean unseen = whose.get(symbol) == Whose.BY_HAND && mode == Mode.OFF;
    if (held.signum() == 0 || unseen) {
      await(symbol + " has no hash", () -> rig.position(symbol).isEmpty());
    } else {
      String keeping =
          whose.get(symbol) == Whose.OURS ? "own" : mode == Mode.MANAGE ? "managed" : "watched";
      await(
          symbol + " is " + keeping + " " + held + ", not " + rig.position(symbol),
          () -> {
            Map<String, String> hash = rig.position(symbol);
            return keeping.equals(hash.get("keeping"))
                && held.compareTo(new BigDecimal(hash.getOrDefault("qty", "0"))) == 0;
          });
    }
    if (held.signum() == 0 || forbids(symbol)) {
      await(symbol + " has no stop of ours", () -> rig.stops(symbol).isEmpty());
    }
    if (forbids(symbol)) {
      forbiddenSince.putIfAbsent(symbol, ours(symbol));
    } else {
      forbiddenSince.remove(symbol);
    }
  }

  private void await(String what, BooleanSupplier met) {
    rig.probe.await(what, met, LONG);
  }

  private int ours(Symbol symbol) {
    int count = 0;
    for (JsonNode order : rig.orders(symbol)) {
      count += order.path("clientOrderId").asString("").startsWith("qh-") ? 1 : 0;
    }
    return count;
  }

  private void check() {
    forbiddenSince.forEach(
        (symbol, before) ->
            assertThat(ours(symbol))
                .as("orders of " + symbol + " that the mode forbids")
                .isEqualTo(before));
    if (halted) {
      assertThat(rig.probe.commands().exists(rig.names.halt())).as("the halt stands").isOne();
    }
  }
}
