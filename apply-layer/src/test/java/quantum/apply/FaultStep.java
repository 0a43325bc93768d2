package quantum.apply;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import quantum.kernel.value.Symbol;

/**
 * One thing that happens to an apply layer: a plan, a hand at the exchange, a price, a failure.
 * What it means is decided when it is done, by what is open then, so that any of them can be left
 * out of a sequence.
 */
sealed interface FaultStep {
  /** Which way a hand moves a position. */
  enum Hand {
    REDUCE,
    CLOSE,
    ADD
  }

  record Entry(Symbol symbol, boolean isLong, int stopPerMille) implements FaultStep {}

  record Partial(Symbol symbol, int percent, String level) implements FaultStep {}

  /** Moves the stop by so many parts of a hundred of its distance to the price. */
  record Tighten(Symbol symbol, int percent) implements FaultStep {}

  record FullClose(Symbol symbol) implements FaultStep {}

  record ByHand(Symbol symbol, Hand hand) implements FaultStep {}

  record PriceMove(Symbol symbol, int perTenThousand) implements FaultStep {}

  record ThroughTheStop(Symbol symbol) implements FaultStep {}

  /** A plan that was published before comes again. */
  record Again(int plansAgo) implements FaultStep {}

  record Restart(int downMillis) implements FaultStep {}

  record Killed(int downMillis) implements FaultStep {}

  /** A fault of the paper exchange. */
  record Fault(String path, String kind, int times, int millis, boolean accept, int percent)
      implements FaultStep {
    String[] more() {
      List<String> more = new ArrayList<>();
      if (times > 0) {
        more.addAll(List.of("times", Integer.toString(times)));
      }
      if (millis > 0) {
        more.addAll(List.of("millis", Integer.toString(millis)));
      }
      if (kind.startsWith("status_503") || kind.startsWith("error_")) {
        more.addAll(List.of("accept", Boolean.toString(accept)));
      }
      if (percent > 0) {
        more.addAll(List.of("fraction", '"' + BigDecimal.valueOf(percent, 2).toString() + '"'));
      }
      return more.toArray(String[]::new);
    }
  }

  record CutStream() implements FaultStep {}

  record RedisCut(int millis) implements FaultStep {}

  /** Redis is as it was so many steps before, but no more than two seconds. */
  record RedisLoses(int steps) implements FaultStep {}

  record Heal() implements FaultStep {}

  /** Nothing, for longer than between other steps: old answers get older. */
  record Wait(int millis) implements FaultStep {}

  /**
   * @param awaits whether the plan's result is waited for a while
   * @param pauseMillis until the next step
   */
  record Timed(FaultStep step, boolean awaits, int pauseMillis) {
    @Override
    public String toString() {
      return step + (awaits ? ", awaited" : "") + ", then " + pauseMillis + " ms";
    }
  }

  /** A sequence of 10 to 25 steps, the same for the same seed. */
  static List<Timed> sequence(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 8; i++) {
      random.nextInt(); // neighbouring seeds begin alike
    }
    List<Symbol> symbols =
        random.nextInt(3) == 0 ? List.of(ApplyRig.ETH, ApplyRig.BTC) : List.of(ApplyRig.ETH);
    List<Timed> steps = new ArrayList<>();
    int wanted = 10 + random.nextInt(16);
    steps.add(timed(random, entry(random, pick(random, symbols))));
    while (steps.size() < wanted) {
      steps.add(timed(random, random(random, symbols)));
    }
    if (random.nextInt(25) == 0) {
      steps.addAll(ghost(random, symbols.getFirst()));
    }
    return steps;
  }

  /** What the exchange still shows of a position that is closed: seen twice, it is believed. */
  private static List<Timed> ghost(Random random, Symbol symbol) {
    return List.of(
        new Timed(new Heal(), false, 100),
        new Timed(entry(random, symbol), true, random.nextInt(200)),
        new Timed(new Wait(3_000), false, 0),
        new Timed(
            new Fault(
                "GET /fapi/v3/positionRisk", "stale", 0, 2_500 + random.nextInt(2_500), true, 0),
            false,
            random.nextInt(50)),
        new Timed(new FullClose(symbol), true, random.nextInt(50)),
        new Timed(random.nextBoolean() ? new Restart(50) : new CutStream(), false, 0),
        new Timed(new Wait(2_000 + random.nextInt(2_000)), false, 0));
  }

  private static Timed timed(Random random, FaultStep step) {
    boolean fast = random.nextInt(3) == 0;
    return new Timed(step, random.nextBoolean(), fast ? random.nextInt(8) : random.nextInt(120));
  }

  private static FaultStep random(Random random, List<Symbol> symbols) {
    Symbol symbol = pick(random, symbols);
    int dice = random.nextInt(100);
    if (dice < 12) {
      return entry(random, symbol);
    } else if (dice < 24) {
      return new Partial(
          symbol, pick(random, List.of(25, 50, 75)), Integer.toString(2 + random.nextInt(4)));
    } else if (dice < 34) {
      return new Tighten(symbol, 10 + random.nextInt(60));
    } else if (dice < 41) {
      return new FullClose(symbol);
    } else if (dice < 49) {
      return new ByHand(symbol, pick(random, List.of(Hand.values())));
    } else if (dice < 53) {
      return new PriceMove(symbol, random.nextInt(61) - 30);
    } else if (dice < 57) {
      return new ThroughTheStop(symbol);
    } else if (dice < 62) {
      return new Again(random.nextInt(4));
    } else if (dice < 65) {
      return new Restart(random.nextInt(400));
    } else if (dice < 71) {
      return new Killed(random.nextInt(400));
    } else if (dice < 90) {
      return fault(random);
    } else if (dice < 92) {
      return new CutStream();
    } else if (dice < 94) {
      return new RedisCut(random.nextInt(300));
    } else if (dice < 97) {
      return new RedisLoses(1 + random.nextInt(4));
    }
    return new Heal();
  }

  private static Entry entry(Random random, Symbol symbol) {
    return new Entry(symbol, random.nextBoolean(), 8 + random.nextInt(15));
  }

  private static Fault fault(Random random) {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 ->
          fault(
              random,
              "POST /fapi/v1/order",
              List.of(
                  "drop_before_accept",
                  "drop_after_accept",
                  "status_503_unknown",
                  "status_503_failed",
                  "error_-1007",
                  "delay",
                  "delay_after_accept",
                  "partial_fill"));
      case 3 -> fault(random, "GET /fapi/v1/order", LOOKS);
      case 4 ->
          fault(
              random,
              "POST /fapi/v1/algoOrder",
              List.of(
                  "drop_before_accept",
                  "drop_after_accept",
                  "status_503_unknown",
                  "status_503_failed",
                  "error_-1007",
                  "error_-4509",
                  "error_-4045",
                  "delay",
                  "delay_after_accept"));
      case 5 ->
          fault(
              random,
              "DELETE /fapi/v1/algoOrder",
              List.of(
                  "drop_before_accept",
                  "drop_after_accept",
                  "status_503_unknown",
                  "status_503_failed",
                  "error_-1007",
                  "delay"));
      case 6 -> fault(random, "GET /fapi/v1/openAlgoOrders", LOOKS);
      case 7 ->
          random.nextBoolean()
              ? stale(random, "GET /fapi/v3/positionRisk")
              : fault(random, "GET /fapi/v3/positionRisk", LOOKS);
      case 8 ->
          random.nextBoolean()
              ? stale(random, "GET /fapi/v1/userTrades")
              : fault(random, "GET /fapi/v1/userTrades", LOOKS);
      default ->
          random.nextBoolean()
              ? new Fault("", "algo_get_lag", 0, 200 + random.nextInt(1_500), true, 0)
              : new Fault("", "algo_trigger_hang", 1, 0, true, 0);
    };
  }

  /** What a question can meet. */
  List<String> LOOKS =
      List.of(
          "drop_after_accept", "status_503_unknown", "status_503_failed", "error_-1007", "delay");

  private static Fault fault(Random random, String path, List<String> kinds) {
    String kind = pick(random, kinds);
    int millis = kind.startsWith("delay") ? 100 + random.nextInt(700) : 0;
    return new Fault(
        path,
        kind,
        1 + random.nextInt(2),
        millis,
        !isCertain(kind) && random.nextBoolean(),
        kind.equals("partial_fill") ? 10 + random.nextInt(85) : 0);
  }

  /** An answer that says for sure that nothing was done. */
  private static boolean isCertain(String kind) {
    return kind.equals("status_503_failed") || kind.startsWith("error_-4");
  }

  private static Fault stale(Random random, String path) {
    return new Fault(path, "stale", 0, 200 + random.nextInt(2_500), true, 0);
  }

  private static <T> T pick(Random random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
