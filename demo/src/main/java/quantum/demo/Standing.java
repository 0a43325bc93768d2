package quantum.demo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import quantum.apply.decide.ExitGates;
import quantum.apply.decide.StopStep;
import quantum.apply.venue.ClientOrderId;
import quantum.contracts.Decoded;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.contracts.StopState;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import tools.jackson.databind.JsonNode;

/**
 * What the exchange holds and what Redis says of it, side by side at one moment: nothing differs
 * once every fill is booked and every stop rests where it shall.
 */
final class Standing {
  private final Names names;
  private final boolean stopsRest;
  private final Map<Symbol, BigDecimal> held = new TreeMap<>();
  private final Map<Symbol, Optional<OpenPosition>> known = new TreeMap<>();
  private final Map<Symbol, List<JsonNode>> stops = new TreeMap<>();
  private final List<String> unreadable = new ArrayList<>();
  private final Set<String> listed;
  private final long unbooked;

  private Standing(Suite suite, Set<Symbol> symbols) {
    this.names = suite.names();
    this.stopsRest = suite.stopsRest();
    for (Symbol symbol : symbols) {
      held.put(symbol, BigDecimal.ZERO);
      stops.put(symbol, new ArrayList<>());
    }
    for (JsonNode position : suite.paper().account().get("positions")) {
      held.computeIfPresent(symbol(position), (s, none) -> decimal(position, "amount"));
    }
    for (JsonNode stop : suite.paper().algos()) {
      if (isAlive(stop)
          && stop.get("clientAlgoId").asString().startsWith(ClientOrderId.STOP_PREFIX)) {
        stops.computeIfPresent(
            symbol(stop),
            (s, all) -> {
              all.add(stop);
              return all;
            });
      }
    }
    Redis redis = suite.redis();
    for (Symbol symbol : symbols) {
      known.put(symbol, hash(redis, symbol));
    }
    this.listed = Set.copyOf(redis.commands().smembers(names.positionsOpen()));
    this.unbooked = redis.commands().hlen(names.applyUnbooked());
  }

  /** Looks at these symbols, at the exchange first: what Redis says later cannot be older. */
  static Standing of(Suite suite, Set<Symbol> symbols) {
    return new Standing(suite, symbols);
  }

  private Optional<OpenPosition> hash(Redis redis, Symbol symbol) {
    return switch (OpenPosition.decode(redis.commands().hgetall(names.position(symbol)))) {
      case Decoded.Ok<Optional<OpenPosition>>(Optional<OpenPosition> open, _) -> open;
      case Decoded.Bad<Optional<OpenPosition>> bad -> {
        unreadable.add(symbol + " hash: " + bad.reason());
        yield Optional.empty();
      }
    };
  }

  /** How many of the positions are open at the exchange. */
  long open() {
    return held.values().stream().filter(amount -> amount.signum() != 0).count();
  }

  /** How many stops of ours rest at the exchange. */
  long resting() {
    return stops.values().stream().mapToLong(List::size).sum();
  }

  /** Whether there is nothing to wait for. */
  boolean isReached() {
    return unbooked == 0 && quantities().isEmpty() && stops().isEmpty();
  }

  /** Where the quantity at the exchange is not that of the position hash. */
  List<String> quantities() {
    List<String> violations = new ArrayList<>(unreadable);
    held.forEach(
        (symbol, amount) -> {
          BigDecimal inRedis =
              known
                  .get(symbol)
                  .map(OpenPosition::position)
                  .map(position -> signed(position.side(), position.qty().value()))
                  .orElse(BigDecimal.ZERO);
          if (amount.compareTo(inRedis) != 0) {
            violations.add(
                symbol
                    + ": exchange "
                    + Decimals.plain(amount)
                    + ", Redis "
                    + Decimals.plain(inRedis));
          }
          if (listed.contains(symbol.name()) != (inRedis.signum() != 0)) {
            violations.add(symbol + ": positions:open and the hash disagree");
          }
        });
    return violations;
  }

  private static BigDecimal signed(Side side, BigDecimal qty) {
    return qty.multiply(BigDecimal.valueOf(side.direction()));
  }

  /**
   * Where there is not exactly one stop of ours at the stop_loss of an open position, or one at
   * flat. A stop that fires and has not ended is one too many.
   */
  List<String> stops() {
    List<String> violations = new ArrayList<>();
    stops.forEach(
        (symbol, resting) -> {
          Optional<OpenPosition> open = known.get(symbol);
          Optional<StopStep.Wanted> wanted =
              open.filter(o -> stopsRest).map(OpenPosition::position).flatMap(Standing::wanted);
          if (wanted.isEmpty()) {
            resting.forEach(
                stop -> violations.add(symbol + ": " + shown(stop) + " protects nothing"));
          } else if (resting.size() != 1 || !fits(wanted.get(), resting.getFirst())) {
            violations.add(
                symbol
                    + ": a stop at "
                    + wanted.get().trigger()
                    + " shall rest, there is "
                    + resting.stream().map(Standing::shown).toList());
          } else if (!isSaid(open.get(), resting.getFirst())) {
            violations.add(
                symbol
                    + ": "
                    + shown(resting.getFirst())
                    + " rests, Redis says "
                    + open.get().protection());
          }
        });
    return violations;
  }

  /** By the apply layer's own rounding. */
  private static Optional<StopStep.Wanted> wanted(Position position) {
    return position
        .stop()
        .flatMap(stop -> ExitGates.onTick(stop, position.side(), position.tickSize()))
        .map(trigger -> new StopStep.Wanted(position.side(), trigger, position.qty()));
  }

  private static boolean fits(StopStep.Wanted wanted, JsonNode stop) {
    boolean enough =
        stop.get("closePosition").asBoolean()
            || decimal(stop, "quantity").compareTo(wanted.quantity().value()) == 0;
    return enough
        && stop.get("algoStatus").asString().equals("NEW")
        && stop.get("side").asString().equals(wanted.side().closing().name())
        && new Price(decimal(stop, "triggerPrice")).equals(wanted.trigger());
  }

  private static boolean isSaid(OpenPosition open, JsonNode stop) {
    return open.protection().state() == StopState.RESTING
        && open.protection().order().equals(Optional.of(stop.get("clientAlgoId").asString()));
  }

  private static boolean isAlive(JsonNode stop) {
    return switch (stop.get("algoStatus").asString()) {
      case "NEW", "TRIGGERING", "TRIGGERED" -> true;
      default -> false;
    };
  }

  private static String shown(JsonNode stop) {
    return "%s %s at %s %s"
        .formatted(
            stop.get("clientAlgoId").asString(),
            stop.get("side").asString(),
            stop.get("triggerPrice").asString(),
            stop.get("algoStatus").asString());
  }

  private static Symbol symbol(JsonNode node) {
    return Symbol.of(node.get("symbol").asString());
  }

  private static BigDecimal decimal(JsonNode node, String field) {
    return new BigDecimal(node.get(field).asString());
  }
}
