package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import quantum.demo.Suite;

/** The examples of SPEC §7 and §2, put in from outside. */
@ExtendWith(SharedChain.class)
class WorkedExamplesIT {
  /** LONG 1.83 at 12.32, stop 2 % below, price 21.68: R_net 37.94, three quarters are taken. */
  @Test
  void river_at2168_takesThreeQuarters_andItsRiskStaysFrozen(Chain chain) {
    chain.open("RIVERUSDT", "1.83", "12.32", "12.0736");
    assertThat(chain.position("RIVERUSDT"))
        .containsEntry("qty", "1.83")
        .containsEntry("entry_price", "12.32")
        .containsEntry("entry_risk", "0.2464");

    chain.price("RIVERUSDT", "21.68");
    Map<String, String> result =
        chain.awaitResult("RIVERUSDT", fields -> fields.get("action").startsWith("PARTIAL"));
    chain.settle();

    assertThat(result)
        .containsEntry("action", "PARTIAL_75")
        .containsEntry("status", "FILLED")
        .containsEntry("reduceOnly", "True")
        .containsEntry("executed", "True")
        .containsEntry("side", "SELL")
        .containsEntry("filled_qty", "1.37")
        .containsEntry("position_qty_after", "0.46");
    chain.awaitLog(Suite.HARVEST_BRAIN, "[HARVEST] RIVERUSDT PARTIAL_75 @ R=37.94 (75% of 1.83)");
    chain.awaitLog(Suite.APPLY_LAYER, "[CLOSE_EXECUTE]", "RIVERUSDT", "qty=1.37", "pct=75");
    Map<String, String> after = chain.position("RIVERUSDT");
    assertThat(after).containsEntry("qty", "0.46").containsEntry("entry_risk", "0.2464");
    assertThat(Double.parseDouble(after.get("R_net"))).isCloseTo(37.94, within(0.005));
    assertThat(Double.parseDouble(after.get("stop_loss")))
        .as("the profit lock stands 0.2 % above the entry")
        .isCloseTo(12.32 * 1.002, within(0.001));

    // the moved stop is near the entry: taken for the risk it would multiply R by ten
    chain.price("RIVERUSDT", "21.68");
    chain.settle();
    assertThat(chain.position("RIVERUSDT")).containsEntry("R_net", after.get("R_net"));
    assertThat(chain.orders("RIVERUSDT")).as("the entry and one tranche").hasSize(2);
  }

  /**
   * A fill of somebody else and a price without timestamp, both on the result stream, as operators
   * test; 0.01 bought at 1000 with the stop at 990 is at half an R at 1005.
   */
  @Test
  void test_at1005_asksForItsFirstRung_andTheForeignPositionStaysUntouched() {
    try (Chain chain =
        Chain.start(
            "ladder",
            Set.of("OTHERUSDT"),
            Map.of(Suite.HARVEST_BRAIN, Map.of("HARVEST_POLICY", "ladder")))) {
      String results = chain.names().applyResult();
      chain
          .probe()
          .xadd(
              results,
              Chain.fields(
                  "symbol",
                  "TEST",
                  "side",
                  "BUY",
                  "status",
                  "FILLED",
                  "filled_qty",
                  "0.01",
                  "price",
                  "1000",
                  "stop_loss",
                  "990",
                  "source",
                  "operator"));
      chain.settle();
      Map<String, String> opened = chain.position("TEST");
      assertThat(opened)
          .containsEntry("side", "LONG")
          .containsEntry("qty", "0.01")
          .containsEntry("entry_risk", "10");
      chain.awaitLog(Suite.HARVEST_BRAIN, "[HARVEST] New position: TEST LONG 0.01 @ 1000");

      chain
          .probe()
          .xadd(results, Chain.fields("symbol", "TEST", "status", "PRICE_UPDATE", "price", "1005"));
      Map<String, String> answer =
          chain.awaitResult("TEST", fields -> "0.5".equals(fields.get("r_level")));
      chain.settle();

      assertThat(chain.about("TEST", chain.names().tradeIntent()))
          .filteredOn(fields -> "0.5".equals(fields.get("r_level")))
          .singleElement()
          .satisfies(
              intent ->
                  assertThat(intent)
                      .containsEntry("intent_type", "HARVEST_PARTIAL")
                      .containsEntry("side", "SELL")
                      .containsEntry("close_pct", "25")
                      .containsEntry("reduce_only", "true")
                      .containsEntry("position_id", opened.get("position_id")));
      assertThat(chain.probe().commands().get("quantum:dedup:harvest:TEST:HARVEST_PARTIAL:0.5:5"))
          .isEqualTo(opened.get("position_id"));
      assertThat(answer)
          .containsEntry("status", "SKIPPED")
          .containsEntry("error", "SKIP_NO_POSITION");
      Map<String, String> after = chain.position("TEST");
      assertThat(Double.parseDouble(after.get("R_net"))).isCloseTo(0.40, within(1e-9));
      assertThat(after).as("trade fields").containsAllEntriesOf(opened);
      assertThat(chain.orders("TEST")).isEmpty();
    }
  }
}
