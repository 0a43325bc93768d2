package quantum.apply;

import io.lettuce.core.Range;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.apply.venue.ClientIds;
import quantum.apply.venue.ClientOrderId;
import quantum.apply.venue.binance.BinanceTerms;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.JsonNode;

/**
 * Compares from outside what an apply layer says with what the exchange has: orders, trades,
 * positions and stops there; plans, results and hashes here.
 */
final class Audit {
  private static final ClientIds CLIENT_IDS = new BinanceTerms(5_000).clientIds();

  private static final BigDecimal HALF_A_CENT = new BigDecimal("0.005");

  private final ApplyRig rig;
  private final List<Symbol> symbols;
  private final Set<String> entryPlans;

  private boolean forgotten;
  private List<String> wrong = new ArrayList<>();

  /**
   * @param entryPlans whose orders may open something
   */
  Audit(ApplyRig rig, List<Symbol> symbols, Set<PlanId> entryPlans) {
    this.rig = rig;
    this.symbols = symbols;
    this.entryPlans = new HashSet<>();
    entryPlans.forEach(plan -> this.entryPlans.add(CLIENT_IDS.order(plan, 0).value()));
  }

  /**
   * Redis has forgotten some moments: where these were a symbol's very first ones, nothing here
   * tells that it ever was traded.
   */
  void redisHasForgotten() {
    forgotten = true;
  }

  /** What a look at the exchange and at Redis shows to be wrong. */
  List<String> violations() {
    wrong = new ArrayList<>();
    List<JsonNode> orders = rig.orders();
    JsonNode account = rig.control("GET", "/paper/account");
    JsonNode algos = rig.control("GET", "/paper/algos");
    List<Map<String, String>> results = rig.results();
    orders(orders);
    answers(results);
    fills(orders, results);
    trades(account, namesOfOrders(orders, algos), results);
    for (Symbol symbol : symbols) {
      sum(symbol, account, namesOfOrders(orders, algos), results);
      position(symbol, account);
      stops(symbol, account, algos);
    }
    harvested(orders, results);
    return wrong;
  }

  /** Each order of ours once, and none that could open anything but an entry. */
  private void orders(List<JsonNode> orders) {
    Map<String, Integer> executed = new HashMap<>();
    for (JsonNode order : orders) {
      String id = order.path("clientOrderId").asString();
      if (!id.startsWith(ClientOrderId.PREFIX) || executedOf(order).signum() == 0) {
        continue;
      }
      if (executed.merge(id, 1, Integer::sum) == 2) {
        wrong.add("order " + id + " was executed twice");
      }
      if (!order.path("reduceOnly").asBoolean() && !entryPlans.contains(id)) {
        wrong.add("order " + id + " is no entry and might have opened something");
      }
    }
  }

  /** Each plan entry has one result. */
  private void answers(List<Map<String, String>> results) {
    Map<String, Integer> answered = new HashMap<>();
    for (Map<String, String> result : results) {
      if (result.containsKey("plan_stream_id")) {
        answered.merge(result.get("plan_stream_id"), 1, Integer::sum);
      }
    }
    rig.probe
        .commands()
        .xrange(rig.names.applyPlan(), Range.unbounded())
        .forEach(
            plan -> {
              int times = answered.getOrDefault(plan.getId(), 0);
              if (times != 1) {
                wrong.add(
                    "plan %s %s has %d results"
                        .formatted(plan.getBody().get("plan_id"), plan.getId(), times));
              }
            });
  }

  /** What results say was filled is what the orders of their plan filled. */
  private void fills(List<JsonNode> orders, List<Map<String, String>> results) {
    Map<String, BigDecimal> told = new HashMap<>();
    Set<String> bookedElsewhere = new HashSet<>();
    Set<String> answered = new HashSet<>();
    for (Map<String, String> result : results) {
      if ("apply_layer".equals(result.get("source")) && result.containsKey("plan_id")) {
        String id = CLIENT_IDS.order(new PlanId(result.get("plan_id")), 0).value();
        answered.add(id);
        told.merge(id, decimal(result.get("filled_qty")), BigDecimal::add);
        if ("SKIP_DUPLICATE".equals(result.get("error"))) {
          bookedElsewhere.add(id);
        }
      }
    }
    Map<String, BigDecimal> executed = new HashMap<>();
    for (JsonNode order : orders) {
      String id = order.path("clientOrderId").asString();
      if (id.startsWith(ClientOrderId.PREFIX)) {
        executed.merge(id, executedOf(order), BigDecimal::add);
      }
    }
    for (String id : answered) {
      BigDecimal said = told.getOrDefault(id, BigDecimal.ZERO);
      BigDecimal did = executed.getOrDefault(id, BigDecimal.ZERO);
      boolean elsewhere = forgotten || bookedElsewhere.contains(id); // then the trades tell
      if (said.compareTo(did) != 0 && !(said.signum() == 0 && elsewhere)) {
        wrong.add("order " + id + " filled " + did + ", its results say " + said);
      }
    }
  }

  /** Each trade in one result, and the sums to the cent. */
  private void trades(
      JsonNode account, Map<Long, String> names, List<Map<String, String>> results) {
    Map<String, Integer> booked = new HashMap<>();
    Set<String> directions = new HashSet<>();
    BigDecimal realized = BigDecimal.ZERO;
    BigDecimal commission = BigDecimal.ZERO;
    for (Map<String, String> result : results) {
      realized = realized.add(decimal(result.get("realized_pnl")));
      commission = commission.add(decimal(result.get("commission")));
      for (String id : result.getOrDefault("trade_ids", "").split("[^0-9]+")) {
        // one that turns a position closes one and opens another
        if (!id.isEmpty()
            && booked.merge(id, 1, Integer::sum) > 1
            && !directions.add(id + result.get("reduceOnly"))) {
          wrong.add("trade " + id + " is in two results");
        }
        directions.add(id + result.get("reduceOnly"));
      }
    }
    Set<String> known = new HashSet<>();
    BigDecimal expectedRealized = BigDecimal.ZERO;
    BigDecimal expectedCommission = BigDecimal.ZERO;
    for (JsonNode trade : account.path("trades")) {
      boolean here = booked.containsKey(trade.path("id").asString());
      if (here) {
        known.add(trade.path("symbol").asString());
      }
      boolean first =
          forgotten
              && (!known.contains(trade.path("symbol").asString())
                  || !names.containsKey(trade.path("orderId").asLong()));
      if (here || !first && !isNobodysBusiness(account, trade, names)) {
        expectedRealized = expectedRealized.add(decimal(trade.path("realizedPnl").asString()));
        expectedCommission = expectedCommission.add(decimal(trade.path("commission").asString()));
        if (!here) {
          wrong.add(
              "trade %s of %s is in no result"
                  .formatted(
                      trade.path("id").asString(), names.get(trade.path("orderId").asLong())));
        }
      }
    }
    if (realized.subtract(expectedRealized).abs().compareTo(HALF_A_CENT) > 0) {
      wrong.add("profit is " + expectedRealized + " there, " + realized + " in the results");
    }
    if (commission.subtract(expectedCommission).abs().compareTo(HALF_A_CENT) > 0) {
      wrong.add("fees are " + expectedCommission + " there, " + commission + " in the results");
    }
  }

  /** What the results say was bought and sold is what is left, unless a hand had one in it. */
  private void sum(
      Symbol symbol, JsonNode account, Map<Long, String> names, List<Map<String, String>> results) {
    boolean others = forgotten;
    for (JsonNode trade : account.path("trades")) {
      others |=
          trade.path("symbol").asString().equals(symbol.name())
              && !isOurs(names.get(trade.path("orderId").asLong()));
    }
    BigDecimal told = BigDecimal.ZERO;
    for (Map<String, String> result : results) {
      if (symbol.name().equals(result.get("symbol"))) {
        BigDecimal qty = decimal(result.get("filled_qty"));
        told = "BUY".equals(result.get("side")) ? told.add(qty) : told.subtract(qty);
      }
    }
    if (!others && told.compareTo(amount(account, symbol.name())) != 0) {
      wrong.add(symbol + " is " + amount(account, symbol.name()) + ", its results make it " + told);
    }
  }

  /** A position that a hand opened is not ours until it is adopted; what came before is its own. */
  private static boolean isNobodysBusiness(
      JsonNode account, JsonNode trade, Map<Long, String> names) {
    String symbol = trade.path("symbol").asString();
    boolean byHand = !isOurs(names.get(trade.path("orderId").asLong()));
    return byHand
        && !isOurs(names.get(opener(account, symbol, trade.path("id").asLong()).orElse(-1L)));
  }

  private static boolean isOurs(String name) {
    return name != null
        && (name.startsWith(ClientOrderId.PREFIX) || name.startsWith(ClientOrderId.STOP_PREFIX));
  }

  private void position(Symbol symbol, JsonNode account) {
    Map<String, String> hash = rig.position(symbol);
    BigDecimal there = amount(account, symbol.name());
    BigDecimal here = decimal(hash.get("qty"));
    if ("SHORT".equals(hash.get("side"))) {
      here = here.negate();
    }
    if (here.compareTo(there) != 0) {
      wrong.add(symbol + " is " + there + " at the exchange, " + here + " here");
    }
    if (there.signum() == 0 && !hash.isEmpty()) {
      wrong.add(symbol + " is flat and its hash is there: " + hash);
    }
  }

  private void stops(Symbol symbol, JsonNode account, JsonNode algos) {
    Map<String, String> hash = rig.position(symbol);
    BigDecimal amount = amount(account, symbol.name());
    List<JsonNode> resting = new ArrayList<>();
    for (JsonNode algo : algos) {
      if (algo.path("symbol").asString().equals(symbol.name())
          && algo.path("algoStatus").asString().equals("NEW")
          && algo.path("clientAlgoId").asString().startsWith(ClientOrderId.STOP_PREFIX)) {
        resting.add(algo);
      }
    }
    if (amount.signum() == 0 || !hash.containsKey("stop_loss")) {
      if (!resting.isEmpty()) {
        wrong.add(symbol + ": nothing is to be protected, and " + resting.size() + " stops rest");
      }
      return;
    }
    if (resting.size() != 1) {
      wrong.add(symbol + ": " + resting.size() + " stops rest for one position");
      return;
    }
    BigDecimal trigger = decimal(resting.getFirst().path("triggerPrice").asString());
    if (trigger.compareTo(decimal(hash.get("stop_loss"))) != 0) {
      wrong.add(symbol + ": a stop rests at " + trigger + " for " + hash.get("stop_loss"));
    }
    if (!isCovered(algos, symbol.name(), amount)) {
      wrong.add(symbol + ": its stop does not cover " + amount + ": " + resting.getFirst());
    }
    if (!"resting".equals(hash.get("stop_state"))) {
      wrong.add(symbol + ": its stop rests, the hash says " + hash.get("stop_state"));
    }
  }

  /** A tranche that was taken in full is not taken again. */
  private void harvested(List<JsonNode> orders, List<Map<String, String>> results) {
    Map<String, Map<String, String>> plans = new LinkedHashMap<>();
    rig.probe
        .entries(rig.names.applyPlan())
        .forEach(plan -> plans.putIfAbsent(plan.get("plan_id"), plan));
    for (JsonNode order : orders) {
      String id = order.path("clientOrderId").asString();
      if (!id.startsWith(ClientOrderId.PREFIX)
          || !order.path("outcome").asString().equals("FILLED")) {
        continue;
      }
      Map<String, String> plan =
          plans.getOrDefault(
              id.substring(ClientOrderId.PREFIX.length(), id.lastIndexOf('-')), Map.of());
      if (!plan.containsKey("r_level") || !plan.containsKey("position_id")) {
        continue;
      }
      Map<String, String> hash = rig.position(Symbol.of(plan.get("symbol")));
      if (plan.get("position_id").equals(hash.get("position_id"))
          && !List.of(hash.getOrDefault("harvested", "").split(",")).contains(plan.get("r_level"))
          && !hash.getOrDefault("partly", "").startsWith(plan.get("r_level") + ":")) {
        wrong.add(
            "order " + id + " took level " + plan.get("r_level") + ", the hash does not know");
      }
    }
  }

  // ---- how the exchange's answers read

  static BigDecimal amount(JsonNode account, String symbol) {
    for (JsonNode position : account.path("positions")) {
      if (position.path("symbol").asString().equals(symbol)) {
        return new BigDecimal(position.path("amount").asString());
      }
    }
    return BigDecimal.ZERO;
  }

  /** Client ids by order id; orders of a hand have none here. */
  static Map<Long, String> namesOfOrders(List<JsonNode> orders, JsonNode algos) {
    Map<Long, String> names = new HashMap<>();
    for (JsonNode order : orders) {
      if (order.has("orderId")) {
        names.put(order.path("orderId").asLong(), order.path("clientOrderId").asString());
      }
    }
    for (JsonNode algo : algos) {
      String child = algo.path("actualOrderId").asString("");
      if (!child.isEmpty()) {
        names.put(Long.parseLong(child), algo.path("clientAlgoId").asString());
      }
    }
    return names;
  }

  static boolean openedByUs(JsonNode account, String symbol, Map<Long, String> names) {
    return isOurs(names.get(opener(account, symbol, Long.MAX_VALUE).orElse(-1L)));
  }

  /** The order that opened the position which this trade belongs to. */
  private static Optional<Long> opener(JsonNode account, String symbol, long upToTrade) {
    BigDecimal amount = BigDecimal.ZERO;
    Optional<Long> opener = Optional.empty();
    for (JsonNode trade : account.path("trades")) {
      if (!trade.path("symbol").asString().equals(symbol)
          || trade.path("id").asLong() > upToTrade) {
        continue;
      }
      BigDecimal qty = new BigDecimal(trade.path("qty").asString());
      BigDecimal after =
          amount.add(trade.path("side").asString().equals("BUY") ? qty : qty.negate());
      if (after.signum() != 0 && after.signum() != amount.signum()) {
        opener = Optional.of(trade.path("orderId").asLong());
      }
      amount = after;
    }
    return opener;
  }

  /** Whether a stop of ours rests that would close all of it. */
  static boolean isCovered(JsonNode algos, String symbol, BigDecimal amount) {
    String side = amount.signum() > 0 ? "SELL" : "BUY";
    for (JsonNode algo : algos) {
      if (algo.path("symbol").asString().equals(symbol)
          && algo.path("side").asString().equals(side)
          && algo.path("algoStatus").asString().equals("NEW")
          && algo.path("clientAlgoId").asString().startsWith(ClientOrderId.STOP_PREFIX)
          && (algo.path("closePosition").asBoolean()
              || decimal(algo.path("quantity").asString()).compareTo(amount.abs()) >= 0)) {
        return true;
      }
    }
    return false;
  }

  private static BigDecimal executedOf(JsonNode order) {
    return decimal(order.path("executedQty").asString(""));
  }

  private static BigDecimal decimal(String text) {
    return text == null || text.isEmpty() ? BigDecimal.ZERO : new BigDecimal(text);
  }
}
