package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import quantum.contracts.EventTime;

/** However often and by whomever an exit is asked for, it is one order. */
@ExtendWith(SharedChain.class)
class OneOrderIT {
  @Test
  void plan_addedTwiceAtOnce_isOneOrder(Chain chain) {
    String position = chain.open("TWICEUSDT", "4", "100", "98").get("position_id");
    Map<String, String> plan =
        Chain.fields(
            "plan_id",
            "00000000000000c1",
            "action",
            "PARTIAL_50",
            "symbol",
            "TWICEUSDT",
            "position_id",
            position,
            "source",
            "operator",
            "timestamp",
            EventTime.format(chain.now()));

    chain.probe().xaddAll(chain.names().applyPlan(), List.of(plan, plan));
    chain.settle();

    assertThat(chain.orders("TWICEUSDT")).as("the entry and one close").hasSize(2);
    assertThat(chain.position("TWICEUSDT")).containsEntry("qty", "2");
    assertThat(chain.results("TWICEUSDT"))
        .filteredOn(result -> "00000000000000c1".equals(result.get("plan_id")))
        .extracting(result -> result.get("status"), result -> result.get("error"))
        .containsExactly(tuple("FILLED", ""), tuple("SKIPPED", "SKIP_DUPLICATE"));
  }

  /** A market that has turned: the kill score is far above its threshold for both. */
  @Test
  void fullClose_askedForByBothBrains_isOneOrder(Chain chain) {
    chain.open("AGREEUSDT", "4", "100", "98");
    chain
        .probe()
        .commands()
        .hset(
            "quantum:marketstate:AGREEUSDT",
            Chain.fields(
                "sigma",
                "0.05",
                "ts",
                "0",
                "p_trend",
                "0.05",
                "p_mr",
                "0.3",
                "p_chop",
                "0.65",
                "updated_at",
                EventTime.format(chain.now())));
    // until the first one's order is answered the other one has decided as well
    chain
        .suite()
        .paper()
        .fault(
            """
            {"path": "POST /fapi/v1/order", "kind": "delay_after_accept", "millis": 1500}
            """);

    chain.price("AGREEUSDT", "100.5");
    chain.awaitResult(
        "AGREEUSDT",
        fields ->
            "FILLED".equals(fields.get("status"))
                && "FULL_CLOSE_PROPOSED".equals(fields.get("action")));
    chain.settle();

    List<Map<String, String>> plans =
        chain.about("AGREEUSDT", chain.names().applyPlan()).stream()
            .filter(plan -> "FULL_CLOSE_PROPOSED".equals(plan.get("action")))
            .toList();
    assertThat(plans)
        .as("both ask for the same plan")
        .extracting(plan -> plan.get("source"))
        .containsExactlyInAnyOrder("intent_bridge", "exitbrain");
    assertThat(plans)
        .extracting(plan -> plan.get("plan_id"))
        .containsOnly(plans.getFirst().get("plan_id"));
    assertThat(chain.orders("AGREEUSDT")).as("the entry and one close").hasSize(2);
    assertThat(chain.results("AGREEUSDT"))
        .filteredOn(result -> "FULL_CLOSE_PROPOSED".equals(result.get("action")))
        .hasSize(2)
        .anySatisfy(result -> assertThat(result).containsEntry("status", "FILLED"))
        .anySatisfy(result -> assertThat(result).containsEntry("error", "SKIP_DUPLICATE"));
    assertThat(chain.position("AGREEUSDT")).isEmpty();
  }
}
