package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quantum.contracts.EventTime;
import quantum.demo.Suite;

/** What is old opens nothing, and a price from before a position says nothing about it. */
class BacklogIT {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final Map<String, String> NOTHING_OLD = Map.of("ENTRY_MAX_AGE_SEC", "60");
  private static final List<String> STALE =
      List.of("IDUSDT", "TIMESTAMPUSDT", "BOTHUSDT", "IDPLANUSDT", "TIMEPLANUSDT", "BOTHPLANUSDT");

  @Test
  void backlog_oneHourOld_opensNothing_andFreshEntriesDo() {
    List<String> symbols = new ArrayList<>(STALE);
    symbols.add("FRESHUSDT");
    try (Chain chain =
        Chain.prepare(
            "backlog",
            Set.copyOf(symbols),
            Map.of(Suite.INTENT_BRIDGE, NOTHING_OLD, Suite.APPLY_LAYER, NOTHING_OLD))) {
      long now = System.currentTimeMillis();
      String intents = chain.names().tradeIntent();
      chain.addWithId(intents, now - HOUR + "-0", intent("IDUSDT", now));
      chain.addWithId(intents, now - HOUR + "-1", intent("BOTHUSDT", now - HOUR));
      chain.addWithId(intents, now + "-0", intent("TIMESTAMPUSDT", now - HOUR));
      String plans = chain.names().applyPlan();
      chain.addWithId(plans, now - HOUR + "-0", plan("IDPLANUSDT", now, "00000000000000a1"));
      chain.addWithId(
          plans, now - HOUR + "-1", plan("BOTHPLANUSDT", now - HOUR, "00000000000000a2"));
      chain.addWithId(plans, now + "-0", plan("TIMEPLANUSDT", now - HOUR, "00000000000000a3"));

      chain.suite().startServices();
      chain.settle();

      assertThat(chain.suite().paper().orders()).as("orders").isEmpty();
      assertThat(chain.probe().commands().scard(chain.names().positionsOpen())).isZero();
      for (String symbol : List.of("IDPLANUSDT", "BOTHPLANUSDT", "TIMEPLANUSDT")) {
        assertThat(chain.results(symbol))
            .singleElement()
            .satisfies(
                result ->
                    assertThat(result)
                        .containsEntry("status", "SKIPPED")
                        .containsEntry("error", "SKIP_STALE_ENTRY"));
      }
      for (String symbol : List.of("IDUSDT", "BOTHUSDT", "TIMESTAMPUSDT")) {
        assertThat(chain.about(symbol, plans)).isEmpty();
        chain.awaitLog(Suite.INTENT_BRIDGE, "[ENTRY] " + symbol + ": SKIP_STALE_ENTRY");
      }

      // the same entry of this moment goes through
      chain.open("FRESHUSDT", "1", "100", "98");
      assertThat(chain.orders("FRESHUSDT")).hasSize(1);
      pricesFromBefore(chain);
    }
  }

  private static void pricesFromBefore(Chain chain) {
    String prices = chain.names().priceUpdate();
    BigDecimal openedAt = new BigDecimal(chain.position("FRESHUSDT").get("opened_at"));
    String before = openedAt.subtract(BigDecimal.ONE).toPlainString();
    chain.price("FRESHUSDT", "101");
    chain.settle();
    Map<String, String> known = chain.position("FRESHUSDT");
    assertThat(known).containsEntry("peak_price", "101").containsEntry("trough_price", "100");

    chain.probe().xadd(prices, price("150", before));
    chain.probe().xadd(prices, price("90", before));
    chain.settle();
    assertThat(chain.position("FRESHUSDT")).isEqualTo(known);
    assertThat(chain.orders("FRESHUSDT")).as("only the entry").hasSize(1);

    // the stop is armed all the while
    chain.price("FRESHUSDT", "97");
    chain.awaitStopped("FRESHUSDT");
  }

  private static Map<String, String> price(String price, String timestamp) {
    return Chain.fields(
        "symbol", "FRESHUSDT", "status", "PRICE_UPDATE", "price", price, "timestamp", timestamp);
  }

  private static Map<String, String> intent(String symbol, long millis) {
    return Chain.fields(
        "symbol",
        symbol,
        "side",
        "BUY",
        "qty",
        "1",
        "entry_price",
        "100",
        "stop_loss",
        "98",
        "leverage",
        "5",
        "timestamp",
        EventTime.format(millis));
  }

  private static Map<String, String> plan(String symbol, long millis, String planId) {
    return Chain.fields(
        "plan_id",
        planId,
        "action",
        "ENTRY_PROPOSED",
        "symbol",
        symbol,
        "side",
        "BUY",
        "qty",
        "1",
        "entry_price",
        "100",
        "stop_loss",
        "98",
        "leverage",
        "5",
        "timestamp",
        EventTime.format(millis));
  }
}
