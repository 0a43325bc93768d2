package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import quantum.contracts.Names;
import quantum.demo.Suite;

/** Whatever stands in a stream: a dead letter or a documented skip, and the service lives on. */
@ExtendWith(SharedChain.class)
class MalformedIT {
  private static final List<String> BAD_NUMBERS = List.of("abc", "NaN", "1e400", "-1", "Infinity");

  /** Consumers that must have given up on the entry, each with a dead letter of its own. */
  private record Bad(String stream, int consumers, Map<String, String> fields) {}

  private static List<Bad> badEntries(Names names) {
    List<Bad> bad = new ArrayList<>();
    Map<String, String> intent =
        Chain.fields(
            "symbol",
            "GOODUSDT",
            "side",
            "BUY",
            "qty",
            "1",
            "entry_price",
            "100",
            "stop_loss",
            "98",
            "leverage",
            "5");
    Map<String, String> plan = new LinkedHashMap<>(intent);
    plan.putAll(Chain.fields("plan_id", "00000000000000d1", "action", "ENTRY_PROPOSED"));
    Map<String, String> result =
        Chain.fields(
            "symbol",
            "GOODUSDT",
            "side",
            "BUY",
            "status",
            "FILLED",
            "filled_qty",
            "1",
            "price",
            "100",
            "source",
            "stranger");
    Map<String, String> price =
        Chain.fields("symbol", "GOODUSDT", "status", "PRICE_UPDATE", "price", "100");

    common(bad, names.tradeIntent(), 1, intent, "qty");
    bad.add(new Bad(names.tradeIntent(), 1, with(intent, "side", "SIDEWAYS")));
    bad.add(new Bad(names.tradeIntent(), 1, with(intent, "intent_type", "DANCE")));
    bad.add(new Bad(names.tradeIntent(), 1, with(intent, "stop_loss", "101")));

    common(bad, names.applyPlan(), 1, plan, "qty");
    bad.add(new Bad(names.applyPlan(), 1, with(plan, "side", "SIDEWAYS")));
    bad.add(new Bad(names.applyPlan(), 1, with(plan, "reduceOnly", "perhaps")));

    common(bad, names.applyResult(), 2, result, "filled_qty");
    bad.add(new Bad(names.applyResult(), 2, with(result, "status", "DANCE")));
    bad.add(new Bad(names.applyResult(), 2, without(price, "price")));

    common(bad, names.priceUpdate(), 2, price, "price");
    bad.add(new Bad(names.priceUpdate(), 2, with(price, "price", "0")));
    return bad;
  }

  /** What can be wrong in every stream. */
  private static void common(
      List<Bad> bad, String stream, int consumers, Map<String, String> good, String number) {
    bad.add(new Bad(stream, consumers, Map.of("x", "")));
    bad.add(new Bad(stream, consumers, without(good, "symbol")));
    bad.add(new Bad(stream, consumers, with(good, "symbol", "   ")));
    bad.add(new Bad(stream, consumers, with(good, "symbol", "GOOD USDT")));
    bad.add(new Bad(stream, consumers, Map.of("payload", "{\"symbol\": \"GOODUSDT\", ")));
    bad.add(new Bad(stream, consumers, Map.of("payload", "[1, 2]")));
    for (String text : BAD_NUMBERS) {
      bad.add(new Bad(stream, consumers, with(good, number, text)));
    }
  }

  private static Map<String, String> with(Map<String, String> fields, String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.put(name, value);
    return changed;
  }

  private static Map<String, String> without(Map<String, String> fields, String name) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.remove(name);
    return changed;
  }

  @Test
  void malformedEntries_inEveryStream_becomeDeadLetters_andTheNextGoodOneIsCarriedOut(Chain chain) {
    Map<String, Long> before = chain.suite().pids();
    Map<Bad, String> added = new LinkedHashMap<>();
    for (Bad bad : badEntries(chain.names())) {
      added.put(bad, chain.probe().xadd(bad.stream(), bad.fields()));
    }
    chain.settle();

    Map<String, Integer> letters = new HashMap<>();
    for (Map<String, String> letter : chain.probe().entries(chain.names().deadLetter())) {
      assertThat(letter).containsKeys("stream", "id", "consumer", "error");
      letters.merge(letter.get("stream") + " " + letter.get("id"), 1, Integer::sum);
    }
    added.forEach(
        (bad, id) ->
            assertThat(letters.getOrDefault(bad.stream() + " " + id, 0))
                .as("dead letters of %s in %s", bad.fields(), bad.stream())
                .isEqualTo(bad.consumers()));
    assertThat(chain.orders("GOODUSDT")).isEmpty();
    assertThat(chain.suite().pids()).as("nobody died").isEqualTo(before);

    harvested(chain);
    assertThat(chain.suite().pids()).isEqualTo(before);
  }

  /** An entry, a lock and a tranche: every stream and every service takes part. */
  private static void harvested(Chain chain) {
    chain.open("GOODUSDT", "4", "100", "98");
    chain.price("GOODUSDT", "105");
    assertThat(chain.awaitResult("GOODUSDT", fields -> fields.get("action").startsWith("PARTIAL")))
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "1");
    chain.settle();
    assertThat(chain.position("GOODUSDT"))
        .containsEntry("qty", "3")
        .containsEntry("stop_loss", "100.2");
  }

  @Test
  void planOfUnknownAction_isSkipped_withoutAnOrder(Chain chain) {
    chain.plan("plan_id", "00000000000000d2", "action", "DANCE", "symbol", "SPELLUSDT");
    assertThat(chain.awaitResult("SPELLUSDT", f -> "00000000000000d2".equals(f.get("plan_id"))))
        .containsEntry("status", "SKIPPED")
        .containsEntry("error", "SKIP_UNKNOWN_ACTION");
    chain.settle();
    assertThat(chain.orders("SPELLUSDT"))
        .extracting(order -> order.get("clientOrderId").asString())
        .noneMatch(id -> id.contains("00000000000000d2"));
  }

  @Test
  void sidesInBothSpellings_andUnknownFields_areUnderstood(Chain chain) {
    chain.price("SPELLUSDT", "100");
    chain.intent(
        "symbol",
        "spellusdt",
        "side",
        "short",
        "qty",
        "4",
        "entry_price",
        "100",
        "stop_loss",
        "102",
        "leverage",
        "5",
        "mood",
        "hopeful",
        "",
        "nameless");
    assertThat(chain.awaitResult("SPELLUSDT", f -> "ENTRY_PROPOSED".equals(f.get("action"))))
        .containsEntry("status", "FILLED");
    chain.settle();
    assertThat(chain.position("SPELLUSDT")).containsEntry("side", "SHORT");

    // the position's side where the order's is meant, and the other way round
    chain.intent(
        "intent_type",
        "HARVEST_PARTIAL_25",
        "symbol",
        "SPELLUSDT",
        "side",
        "BUY",
        "reduce_only",
        "true",
        "mood",
        "better");
    chain.settle();
    assertThat(chain.position("SPELLUSDT")).containsEntry("qty", "3");
    chain.intent("intent_type", "PARTIAL_50", "symbol", "SPELLUSDT", "side", "long");
    chain.settle();
    assertThat(chain.position("SPELLUSDT")).containsEntry("qty", "1.5");
    assertThat(chain.orders("SPELLUSDT"))
        .extracting(order -> order.get("side").asString())
        .containsExactly("SELL", "BUY", "BUY");
  }

  @Test
  void keyOfAnotherType_costsItsSymbol_andNobodyElse(Chain chain) {
    Map<String, Long> before = chain.suite().pids();
    var redis = chain.probe().commands();
    redis.set("quantum:position:WRONGUSDT", "no hash");
    redis.sadd("quantum:positions:open", "WRONGUSDT");
    redis.set("quantum:marketstate:WRONGUSDT", "no hash");
    redis.lpush("quantum:position:ledger:WRONGUSDT", "no hash");
    try {
      chain.price("WRONGUSDT", "100");
      chain.intent("intent_type", "PARTIAL_50", "symbol", "WRONGUSDT", "side", "SELL");
      chain.plan(
          "plan_id", "00000000000000e1", "action", "FULL_CLOSE_PROPOSED", "symbol", "WRONGUSDT");
      chain
          .probe()
          .xadd(
              chain.names().applyResult(),
              Chain.fields(
                  "symbol",
                  "WRONGUSDT",
                  "side",
                  "BUY",
                  "status",
                  "FILLED",
                  "filled_qty",
                  "1",
                  "price",
                  "100",
                  "source",
                  "stranger"));
      chain.settle();

      assertThat(chain.orders("WRONGUSDT")).isEmpty();
      assertThat(chain.results("WRONGUSDT"))
          .as("the exit of the intent and that of the plan are answered, neither is lost")
          .extracting(result -> result.get("action"), result -> result.get("status"))
          .containsExactlyInAnyOrder(
              tuple("PARTIAL_50", "SKIPPED"), tuple("FULL_CLOSE_PROPOSED", "SKIPPED"));
      assertThat(chain.suite().pids()).as("nobody died").isEqualTo(before);
      assertThat(redis.get("quantum:position:WRONGUSDT")).as("left as it is").isEqualTo("no hash");
    } finally {
      redis.srem("quantum:positions:open", "WRONGUSDT");
      redis.del(
          "quantum:position:WRONGUSDT",
          "quantum:marketstate:WRONGUSDT",
          "quantum:position:ledger:WRONGUSDT");
    }
    chain.open("WRONGUSDT", "4", "100", "98");
    assertThat(chain.log(Suite.HARVEST_BRAIN)).anyMatch(line -> line.contains("WRONGUSDT"));
  }
}
