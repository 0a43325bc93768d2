package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import quantum.demo.Suite;

/** {@code SET quantum:kill 1} stops harvesting and opening, and no protection. */
@ExtendWith(SharedChain.class)
class KillSwitchIT {
  @AfterEach
  void switchOff(Chain chain) {
    chain.probe().commands().del(chain.names().kill());
  }

  @Test
  void killSwitch_inTheMiddle_holdsBackHarvestsAndEntries_andNotTheStops(Chain chain) {
    chain.open("HARVESTUSDT", "4", "100", "98");
    chain.open("STOPUSDT", "4", "100", "98");
    chain.probe().commands().set("quantum:kill", "1");

    chain.price("HARVESTUSDT", "105");
    chain.price("LATEUSDT", "100");
    chain.intent(entry());
    String planId = "00000000000000b1";
    chain.plan(
        "plan_id",
        planId,
        "action",
        "ENTRY_PROPOSED",
        "symbol",
        "LATEUSDT",
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
    chain.price("STOPUSDT", "97");
    chain.awaitStopped("STOPUSDT");
    chain.settle();
    assertThat(chain.orders("LATEUSDT")).as("entries").isEmpty();
    assertThat(chain.results("LATEUSDT"))
        .filteredOn(result -> planId.equals(result.get("plan_id")))
        .singleElement()
        .satisfies(result -> assertThat(result).containsEntry("error", "SKIP_KILL_SWITCH"));
    assertThat(chain.about("HARVESTUSDT", chain.names().tradeIntent()))
        .as("only the entry was intended")
        .hasSize(1);
    assertThat(chain.orders("HARVESTUSDT")).hasSize(1);
    assertThat(chain.position("HARVESTUSDT"))
        .as("prices are followed, nothing counts as asked for")
        .containsEntry("current_price", "105")
        .containsEntry("stop_loss", "98");
    chain.awaitLog(Suite.HARVEST_BRAIN, "[HARVEST] Kill-switch active");

    chain.probe().commands().del("quantum:kill");
    chain.price("HARVESTUSDT", "105");
    assertThat(
            chain.awaitResult("HARVESTUSDT", fields -> fields.get("action").startsWith("PARTIAL")))
        .containsEntry("action", "PARTIAL_25")
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "1");
    chain.settle();
    assertThat(chain.position("HARVESTUSDT")).containsEntry("stop_loss", "100.2");

    chain.intent(entry());
    assertThat(chain.awaitResult("LATEUSDT", fields -> !planId.equals(fields.get("plan_id"))))
        .as("the same entry, asked for anew")
        .containsEntry("status", "FILLED");
  }

  private static String[] entry() {
    return new String[] {
      "symbol",
      "LATEUSDT",
      "side",
      "BUY",
      "qty",
      "1",
      "entry_price",
      "100",
      "stop_loss",
      "98",
      "leverage",
      "5"
    };
  }
}
